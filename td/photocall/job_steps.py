"""One job's way from its capture to a verified file, step by step."""

from typing import Callable, Dict, Optional

from . import clock, replies
from . import job_states as states
from .generation import Generation
from .job import Job
from .job_files import JobFiles
from .job_record import JobRecord
from .outbox import Outbox
from .ports import Rules, SaveFailed, Stage
from .saving import fault_of_file, remove
from .trouble import Trouble, saved_file_wrong

# The component must have cooked the picture to work on before it is told to begin.
_INPUT_FRAMES = 3
# For the component to finish what nobody waits for any more: with a way to stop it, and without a sign of life.
_INTERRUPTED_S = 5.0
ABANDONED_S = 60.0


class JobSteps:
    """Holds the job in hand and its state; `step` comes once a frame."""

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
    def busy_with(self) -> Optional[str]:
        """Also a job that nobody waits for any more."""
        return self._job.job_id if self._job else None

    @property
    def progress(self) -> float:
        return self._run.progress

    def has_moved_since(self, then: float) -> bool:
        """The component works on the job in hand, and its progress moved."""
        return self.state in (states.GENERATING, states.SETTLING) and self._run.has_moved_since(then)

    def feed_progress(self, value: float) -> None:
        self._run.feed_progress(value, clock.seconds())

    def component_changed(self) -> None:
        """The operator chose another component, or another parameter of it."""
        self._run.component_changed()

    def generated(self) -> None:
        """The component's own callback."""
        if self.state in (states.GENERATING, states.SETTLING):
            self._run.told_done()

    def fail(self, what: Trouble, reason: str) -> None:
        """The component's own callback, or trouble here. Without a job in hand it is told of the machine."""
        if self._job is None:
            self._outbox.say(replies.trouble(what, reason))
        elif self._job.is_abandoned:
            self._fail_abandoned(self._job, reason)
        elif reason == 'component' or self.state not in (states.GENERATING, states.SETTLING):
            self._conclude_failed(self._job, what.words, reason)
        else:
            self._give_up(self._job, what.words, reason)

    def _fail_abandoned(self, job: Job, reason: str) -> None:
        """Trouble in the scripts does not end what the component is doing; after a while they stop waiting for it."""
        if reason == 'component' or clock.seconds() > job.deadline:
            self._end(states.IDLE)

    def step(self) -> None:
        now = clock.seconds()
        self._files.sweep(now)
        step = self._steps.get(self.state)
        if step and self._job:
            step(self._job, now)

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
        elif self._run.has_come_to_nothing(job.settling_since, now):
            self._give_up(job, 'The component ended, but its picture is the same as before.', 'component')
        else:
            self._give_up_late(job, now)

    def _give_up_late(self, job: Job, now: float) -> None:
        is_alive = job.is_abandoned and self._run.shows_life(ABANDONED_S, now)
        if now > job.deadline and not is_alive:
            self._give_up(job, 'The component did not finish in time.', 'timeout')

    def _give_up(self, job: Job, message: str, reason: str) -> None:
        """What the component still makes is waited for, so that the next job does not get it; `cancel` asks when that is over."""
        if job.is_abandoned:
            self._end(states.IDLE)
            return
        self._abandon(job)
        self._outbox.conclude(job.job_id, replies.error(job.job_id, message, reason))

    def _abandon(self, job: Job) -> None:
        if job.is_abandoned:
            return
        if self.state in (states.GENERATING, states.SETTLING):
            waits_s = _INTERRUPTED_S if self._stage.interrupt() else ABANDONED_S
            job.is_abandoned = True
            job.deadline = clock.seconds() + waits_s
            self._record.note(self.state, job)
        elif self.state not in states.FREE:
            self._files.abandon(job, clock.seconds())
            self._end(states.IDLE)

    # From the finished picture to the file

    def _save(self, job: Job) -> None:
        assert job.capture is not None  # nothing is generated without one
        place = self._stage.place_for(job.capture)
        self._go(states.SAVING)
        if place is None:
            self._send_result(job, Trouble('No folder is known.'))
        else:
            self._files.begin(job, place, self._rules().quality)

    def _step_saving(self, job: Job, now: float) -> None:
        try:
            path = self._files.step(job, now)
        except SaveFailed as error:
            self._files.abandon(job, clock.seconds())
            self._send_result(job, Trouble(str(error)))
            return
        if path:
            job.path = path
            self._go(states.VERIFYING)

    def _send_result(self, job: Job, trouble: Trouble) -> None:
        """The picture goes over the wire where it cannot go into the folder: it is not lost."""
        picture = self._stage.output()
        if not picture:
            self._conclude_failed(job, trouble.words, 'save')
            return
        self._end(states.DONE)
        self._outbox.conclude_with_result(job.job_id, picture)
        if job.path:
            self._outbox.say(replies.trouble(trouble, 'save'))

    def _step_verifying(self, job: Job, _now: float) -> None:
        """Read back from its final path, a frame later."""
        path = job.path or ''
        fault = fault_of_file(path)
        if fault:
            remove(path)
            self._send_result(job, saved_file_wrong(fault, path))
        else:
            self._conclude_saved(job, path)

    # Ends

    def _conclude_saved(self, job: Job, path: str) -> None:
        self._record.note_file(job.job_id, path, job.capture)
        self._end(states.DONE)
        self._outbox.conclude(job.job_id, replies.saved(job.job_id, path))

    def _conclude_failed(self, job: Job, message: str, reason: str) -> None:
        self._files.abandon(job, clock.seconds())
        self._end(states.FAILED)
        self._outbox.conclude(job.job_id, replies.error(job.job_id, message, reason))

    def _end(self, state: str) -> None:
        job, self._job = self._job, None
        self._go(state)
        if job and job.owes_ack:
            self._outbox.say(replies.ack(job.job_id, 'cancel'))

    def _go(self, state: str) -> None:
        self.state = states.follow(self.state, state)
        self._record.note(state, self._job)
