"""One job at a time, from the console's countdown to a verified file."""

from typing import Callable, Dict, Optional

from . import clock, replies
from . import job_states as states
from .generation import Generation
from .job import Job
from .job_files import JobFiles
from .job_record import JobRecord
from .messages import Capture, Countdown
from .outbox import Outbox
from .ports import Rules, SaveFailed, Stage
from .saving import fault_of_file, remove, temporary_for

# After the countdown's end, for a capture that never comes: the console is gone.
_CAPTURE_GRACE_S = 30.0
_INPUT_LIMIT_S = 10.0
# The component must have cooked the picture to work on before it is told to begin.
_INPUT_FRAMES = 3
# For the component to finish what nobody waits for any more: with and without a way to stop it.
_INTERRUPTED_S = 5.0
_ABANDONED_S = 60.0
# The component says that it has finished, but the picture is still the last guest's.
_UNCHANGED_LIMIT_S = 20.0


class JobMachine:
    """Told of everything that happens; `step` comes once a frame."""

    def __init__(self, stage: Stage, outbox: Outbox, record: JobRecord, rules: Callable[[], Rules]) -> None:
        self._stage = stage
        self._outbox = outbox
        self._record = record
        self._files = JobFiles(stage)
        self._rules = rules
        self.state = states.IDLE
        self._job: Optional[Job] = None
        self._run = Generation(stage, rules)
        self._steps: Dict[str, Callable[[Job, float], None]] = {
            states.ARMED: self._step_armed,
            states.GENERATING: self._step_generating,
            states.SETTLING: self._step_settling,
            states.SAVING: self._step_saving,
            states.VERIFYING: self._step_verifying,
        }

    @property
    def job_id(self) -> Optional[str]:
        """Of the job in hand that somebody waits for."""
        return self._job.job_id if self._job and not self._job.is_abandoned else None

    @property
    def progress(self) -> float:
        return self._run.progress

    def resume(self, session: str) -> None:
        """After a reload: goes on within the same session; after a restart says how the last job ended."""
        job = self._record.job_in_hand(clock.seconds() + self._rules().timeout_s)
        if job is None:
            return
        if job.path and fault_of_file(job.path) is None:
            self.state = states.VERIFYING
            self._conclude_saved(job, job.path)
        elif job.base and self._record.session == session:
            self._job, self.state = job, states.GENERATING
            self._run.take_up(job.base, clock.seconds())
        else:
            self._files.abandon(job, clock.seconds())
            self._record.note(states.IDLE, None)
            if job.capture and not job.is_abandoned:
                words = 'TouchDesigner or its project was started anew during the job.'
                self._outbox.conclude(job.job_id, replies.error(job.job_id, words, 'other'))

    def countdown(self, message: Countdown) -> None:
        if self._is_busy_with_another(message.job_id):
            self._refuse(message.job_id)
            return
        if self.state in states.FREE or self.state == states.ARMED:
            self._arm(Job(message.job_id, clock.seconds() + message.remaining_s + _CAPTURE_GRACE_S))
        self._outbox.say(replies.ack(message.job_id, 'countdown'))

    def capture(self, capture: Capture) -> None:
        """Of a job in hand it changes nothing. Of one that was done while the console was away its file is told."""
        done = self._record.path_of(capture.job_id)
        if done and not self._outbox.has_told(capture.job_id) and fault_of_file(done) is None:
            self._outbox.conclude(capture.job_id, replies.saved(capture.job_id, done))
        elif self._is_busy_with_another(capture.job_id):
            self._refuse(capture.job_id)
        else:
            self._outbox.say(replies.ack(capture.job_id, 'capture'))
            if not (self._job and self._job.job_id == capture.job_id and self._job.capture):
                self._begin(capture)

    def cancel(self, job_id: str) -> None:
        self._outbox.say(replies.ack(job_id, 'cancel'))
        if self.job_id == job_id and self._job:
            self._abandon(self._job)

    def cleanup(self, job_id: str) -> None:
        """Erases what this machine kept of the job, and answers how many files that were."""
        if self._job and self._job.job_id == job_id:
            self._abandon(self._job)
        path = self._record.path_of(job_id)
        removed = sum(remove(file) for file in (path, temporary_for(path))) if path else 0
        self._record.forget(job_id)
        self._outbox.forget(job_id)
        self._stage.take_input(b'')
        self._outbox.say(replies.cleaned(job_id, removed))

    def take_input(self, job_id: str, picture: bytes) -> None:
        job = self._job
        waits = self.state == states.ARMED and job is not None and job.input_frames is None
        if waits and job and job.capture and job.job_id == job_id:
            self._stage.take_input(picture)
            job.input_frames = 0

    def feed_progress(self, value: float) -> None:
        self._run.feed_progress(value, clock.seconds())

    def generated(self) -> None:
        """The component's own callback."""
        if self.state in (states.GENERATING, states.SETTLING):
            self._run.told_done()

    def fail(self, message: str, reason: str) -> None:
        """The component's own callback, or trouble here. Without a job in hand it is told of the machine."""
        if self._job and not self._job.is_abandoned:
            self._conclude_failed(self._job, message, reason)
        else:
            self._outbox.say(replies.error(None, message, reason))

    def step(self) -> None:
        now = clock.seconds()
        self._files.sweep(now)
        step = self._steps.get(self.state)
        if step and self._job:
            step(self._job, now)

    # From the countdown to the component's start

    def _is_busy_with_another(self, job_id: str) -> bool:
        if self.state in states.FREE or self._job is None:
            return False
        if self._job.is_abandoned:
            return True  # also for another attempt at the same job
        # A job that waits for its capture has cost nothing: the console has given it up.
        is_waiting = self.state == states.ARMED and self._job.capture is None
        return self._job.job_id != job_id and not is_waiting

    def _refuse(self, job_id: str) -> None:
        self._outbox.say(replies.error(job_id, 'Busy with another picture.', 'busy'))

    def _arm(self, job: Job) -> None:
        self._job = job
        if self.state != states.ARMED:
            self._go(states.ARMED)

    def _begin(self, capture: Capture) -> None:
        now = clock.seconds()
        limit_s = min(self._rules().timeout_s, capture.timeout_s)
        job = Job(capture.job_id, now + limit_s, capture=capture)
        self._arm(job)
        self._stage.show_job(capture)
        if capture.want == 'original':
            self._send_original(job)
        elif capture.has_input:
            job.deadline = now + _INPUT_LIMIT_S
        else:
            self._generate(job, now)

    def _send_original(self, job: Job) -> None:
        picture = self._stage.original()
        if picture is None:
            self._conclude_failed(job, 'There is no preview TOP to take the picture from.', 'component')
        elif self._outbox.show_picture('original', job.job_id, picture):
            self._end(states.DONE)
        else:
            self._conclude_failed(job, 'The picture could not be sent.', 'other')

    def _step_armed(self, job: Job, now: float) -> None:
        if job.input_frames is not None:
            job.input_frames += 1
            if job.input_frames >= _INPUT_FRAMES and job.capture:
                job.deadline = now + min(self._rules().timeout_s, job.capture.timeout_s)
                self._generate(job, now)
        elif now > job.deadline and job.capture:
            self._conclude_failed(job, 'The picture to work on did not come.', 'timeout')
        elif now > job.deadline:
            self._end(states.IDLE)

    def _generate(self, job: Job, now: float) -> None:
        trouble = self._run.begin(now)
        if trouble:
            self._conclude_failed(job, trouble, 'component')
            return
        job.base = self._run.base
        self._go(states.GENERATING)
        self._outbox.say(replies.started(job.job_id))

    # While the component works

    def _step_generating(self, job: Job, now: float) -> None:
        if self._run.is_done(now):
            job.settling_since = now
            self._go(states.SETTLING)
        else:
            self._give_up_late(job, now)

    def _step_settling(self, job: Job, now: float) -> None:
        """A new node's run takes it back; only a changed picture that stands still is saved."""
        if not self._run.is_done(now):
            self._go(states.GENERATING)
        elif self._run.has_settled(job.settling_since, now):
            self._end(states.IDLE) if job.is_abandoned else self._save(job)
        elif now - job.settling_since > _UNCHANGED_LIMIT_S and not self._run.has_changed:
            self._give_up(job, 'The component ended, but its picture is the same as before.', 'component')
        else:
            self._give_up_late(job, now)

    def _give_up_late(self, job: Job, now: float) -> None:
        if now > job.deadline:
            self._give_up(job, 'The component did not finish in time.', 'timeout')

    def _give_up(self, job: Job, message: str, reason: str) -> None:
        """What the component still makes is waited for, so that the next job does not get it."""
        if job.is_abandoned:
            self._end(states.IDLE)
            return
        self._outbox.conclude(job.job_id, replies.error(job.job_id, message, reason))
        self._abandon(job)

    def _abandon(self, job: Job) -> None:
        if self.state in (states.GENERATING, states.SETTLING):
            waits_s = _INTERRUPTED_S if self._stage.interrupt() else _ABANDONED_S
            job.is_abandoned = True
            job.deadline = clock.seconds() + waits_s
            self._record.note(self.state, job)
        elif self.state not in states.FREE:
            self._files.abandon(job, clock.seconds())
            self._end(states.IDLE)

    # From the finished picture to the file

    def _save(self, job: Job) -> None:
        assert job.capture is not None  # nothing is generated without one
        root = self._stage.folder_for(job.capture)
        self._go(states.SAVING)
        if root is None:
            self._send_result(job, 'No folder is known.')
            return
        self._files.begin(job, root, job.capture.file_name, self._rules().quality)

    def _step_saving(self, job: Job, now: float) -> None:
        try:
            path = self._files.step(job, now)
        except SaveFailed as error:
            self._files.abandon(job, clock.seconds())
            self._send_result(job, str(error))
            return
        if path:
            job.path = path
            self._go(states.VERIFYING)

    def _send_result(self, job: Job, trouble: str) -> None:
        """The picture goes over the wire where it cannot go into the folder: it is not lost."""
        picture = self._stage.output()
        if picture and self._outbox.show_picture('result', job.job_id, picture):
            self._end(states.DONE)
            if job.path:
                self._outbox.say(replies.error(None, trouble, 'save'))
        else:
            self._conclude_failed(job, trouble, 'save')

    def _step_verifying(self, job: Job, _now: float) -> None:
        """Read back from its final path, a frame later."""
        path = job.path or ''
        fault = fault_of_file(path)
        if fault:
            self._conclude_failed(job, 'The saved file is wrong: %s (%s)' % (fault, path), 'save')
        else:
            self._conclude_saved(job, path)

    # Ends

    def _conclude_saved(self, job: Job, path: str) -> None:
        self._record.note_file(job.job_id, path)
        self._end(states.DONE)
        self._outbox.conclude(job.job_id, replies.saved(job.job_id, path))

    def _conclude_failed(self, job: Job, message: str, reason: str) -> None:
        self._files.abandon(job, clock.seconds())
        self._end(states.FAILED)
        self._outbox.conclude(job.job_id, replies.error(job.job_id, message, reason))

    def _end(self, state: str) -> None:
        self._job = None
        self._go(state)

    def _go(self, state: str) -> None:
        self.state = states.follow(self.state, state)
        self._record.note(state, self._job)
