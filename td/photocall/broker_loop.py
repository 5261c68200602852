"""Frame by frame through the job broker: submit, poll, download, play, delete, and only then the next frame. Nothing here waits."""

from functools import partial
from typing import Any, Callable, Dict, Optional

from touchdesigner_client import BrokerError, BrokerRefused, BrokerUnreachable, JobNotFound, ResultNotReady

from . import clock
from .broker_calls import Frame, fetch, new_frame, submit
from .broker_ports import Client, MakeClient, NoPicture, Studio, Wish
from .ports import Log, Memory
from .worker import Outcome, Worker

IDLE = 'idle'
READING = 'reading the TOP'
SUBMITTING = 'submitting'
WAITING = 'waiting'
FETCHING = 'downloading'
DELETING = 'deleting'

# Between two tries, and between two jobs that failed: doubled up to the longest.
_FIRST_PAUSE_S = 0.5
_LONGEST_PAUSE_S = 10.0
# Too many requests, or a server that closes: it has not looked at what was asked.
_COME_AGAIN = (429, 503)
_WHERE_TOKENS_ARE = 'Set Token to one made on the console: Settings, Network, Tokens of programs, New token, Jobs only.'


class BrokerLoop:
    """`frame` comes once a frame, on the main thread. `folder` takes the results, the newest two of them."""

    def __init__(self, studio: Studio, make_client: MakeClient, memory: Memory, folder: str, log: Log) -> None:
        self._studio = studio
        self._make_client = make_client
        self._memory = memory
        self._folder = folder
        self._log = log
        self._worker = Worker()
        self._client: Optional[Client] = None
        self._server = ('', '')
        self._frame: Optional[Frame] = None
        self._playing: Optional[str] = None
        self._deadline = self._due_at = clock.seconds()
        self._misses = self._failures = 0
        self._told = ''
        self._steps: Dict[str, Callable[[Wish, float], None]] = {
            IDLE: self._step_idle,
            READING: self._step_reading,
            SUBMITTING: self._step_submitting,
            WAITING: self._step_waiting,
            FETCHING: self._step_fetching,
            DELETING: self._step_deleting,
        }
        self._outcomes: Dict[str, Callable[[Any, Wish, float], None]] = {
            SUBMITTING: self._submitted,
            WAITING: self._checked,
            FETCHING: self._fetched,
            DELETING: self._deleted,
        }
        self.played = 0
        self._take_up(memory.load())

    def _take_up(self, facts: Dict[str, Any]) -> None:
        """A job that was in hand when the project was closed or the scripts were read anew."""
        job_id, server = facts.get('jobId'), facts.get('server')
        known = isinstance(job_id, str) and isinstance(server, str) and bool(job_id)
        self.job_id = str(job_id) if known else ''
        self._job_server = str(server) if known else ''
        self.state = WAITING if known else IDLE
        self._deadline = clock.seconds() + self._studio.wish().timeout_s

    def frame(self) -> None:
        now = clock.seconds()
        wish = self._studio.wish()
        outcome = self._worker.take()
        if outcome is not None:
            self._settle(outcome, wish, now)
        if not self._worker.is_busy and self._follow(wish, now) and now >= self._due_at:
            self._steps[self.state](wish, now)
        self._studio.show(self.state, self.job_id)

    # What the operator changed meanwhile

    def _follow(self, wish: Wish, now: float) -> bool:
        """False where there is no server to speak to."""
        if not wish.is_active and self.state in (READING, SUBMITTING):
            self._go(IDLE, now)
        elif not wish.is_active and self.state in (WAITING, FETCHING):
            self._go(DELETING, now)
        if self.job_id and self._job_server != wish.server:
            self._trouble('The job %s stays on %s: the server was changed.' % (self.job_id, self._job_server))
            self._forget(now)
        return self._speak_to(wish)

    def _speak_to(self, wish: Wish) -> bool:
        asked = (wish.server, wish.token, wish.ca_file)
        if self._server == asked:
            return self._client is not None
        self._server, self._client = asked, None
        try:
            self._client = self._make_client(*asked)
        except ValueError as error:
            self._trouble(str(error))
        return self._client is not None

    # Steps: each begins something

    def _step_idle(self, wish: Wish, now: float) -> None:
        if wish.is_active:
            self._studio.look_away()
            self._go(READING, now)

    def _step_reading(self, _wish: Wish, now: float) -> None:
        try:
            encode = self._studio.look()
        except NoPicture as error:
            self._give_up(str(error), now)
            return
        if encode:
            self._frame = new_frame(encode)
            self._go(SUBMITTING, now)

    def _step_submitting(self, wish: Wish, _now: float) -> None:
        assert self._client and self._frame  # `_follow` has looked, and READING gave one
        self._worker.begin(partial(submit, self._client, self._frame, wish))

    def _step_waiting(self, _wish: Wish, now: float) -> None:
        assert self._client
        if now > self._deadline:
            self._give_up('The job did not end in time.', now)
        else:
            self._worker.begin(partial(self._client.check_job, self.job_id))

    def _step_fetching(self, _wish: Wish, _now: float) -> None:
        assert self._client
        self._worker.begin(partial(fetch, self._client, self.job_id, self._folder, self._playing))

    def _step_deleting(self, _wish: Wish, _now: float) -> None:
        assert self._client
        self._worker.begin(partial(self._client.delete_job, self.job_id))

    # What came of them

    def _settle(self, outcome: Outcome, wish: Wish, now: float) -> None:
        if outcome.error is not None:
            self._failed(outcome.error, wish, now)
            return
        self._misses = 0
        self._outcomes[self.state](outcome.value, wish, now)

    def _submitted(self, job_id: str, wish: Wish, now: float) -> None:
        self.job_id, self._job_server, self._frame = job_id, self._server[0], None
        self._memory.save({'jobId': job_id, 'server': self._job_server})
        self._deadline = now + wish.timeout_s
        self._go(WAITING, now + wish.poll_s)

    def _checked(self, status: Dict[str, Any], wish: Wish, now: float) -> None:
        if status['status'] == 'done':
            self._go(FETCHING, now)
        elif status['status'] == 'error':
            self._give_up('The job failed: %s' % (status.get('error_message') or 'no reason was given'), now)
        else:
            self._due_at = now + wish.poll_s

    def _fetched(self, path: str, _wish: Wish, now: float) -> None:
        trouble = self._studio.play(path)
        self._playing = path
        if trouble:
            self._give_up(trouble, now)
            return
        self.played += 1
        self._failures = 0
        self._studio.show_error('')
        self._told = ''
        self._go(DELETING, now)

    def _deleted(self, _nothing: Any, _wish: Wish, now: float) -> None:
        self._forget(now)

    def _failed(self, error: Exception, wish: Wish, now: float) -> None:
        if isinstance(error, BrokerUnreachable) or (isinstance(error, BrokerRefused) and error.status in _COME_AGAIN):
            self._come_again(error, now)
        elif isinstance(error, ResultNotReady):
            self._go(WAITING, now + wish.poll_s)
        elif self.state == DELETING or (isinstance(error, JobNotFound) and self.state == WAITING):
            self._trouble(str(error))
            self._forget(now)
        else:
            self._give_up(_words_of(error), now)

    def _come_again(self, error: Exception, now: float) -> None:
        """The job, or the frame, is kept: a server that was started anew goes on with it."""
        self._misses += 1
        wished_s = error.retry_after_s if isinstance(error, BrokerRefused) else None
        self._trouble(str(error))
        self._due_at = now + max(_pause_s(self._misses), min(wished_s or 0, 60))

    def _give_up(self, words: str, now: float) -> None:
        """This frame. What the server has of it is deleted; the next one waits a little."""
        self._trouble(words)
        self._failures += 1
        self._go(DELETING if self.job_id else IDLE, now if self.job_id else now + _pause_s(self._failures))

    def _forget(self, now: float) -> None:
        self.job_id = ''
        self._memory.save({})
        self._go(IDLE, now + _pause_s(self._failures))

    def _go(self, state: str, due_at: float) -> None:
        if state == IDLE:
            self._frame = None
        self.state, self._due_at = state, due_at

    def _trouble(self, words: str) -> None:
        self._studio.show_error(words)
        if words != self._told:
            self._told = words
            self._log(words)


def _pause_s(failures: int) -> float:
    return min(_LONGEST_PAUSE_S, _FIRST_PAUSE_S * 2 ** min(failures - 1, 10)) if failures else 0.0


def _words_of(error: Exception) -> str:
    if isinstance(error, BrokerRefused) and error.status == 401:
        return '%s. %s' % (error, _WHERE_TOKENS_ARE)
    return str(error) if isinstance(error, BrokerError) else '%s: %s' % (type(error).__name__, error)
