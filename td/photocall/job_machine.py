"""One job at a time: what the console says of it, and how it is taken up again after a reload."""

from . import clock, replies
from . import job_states as states
from .job import Job
from .job_steps import ABANDONED_S, JobSteps
from .messages import Capture, Countdown
from .saving import fault_of_file, remove, temporary_for

# After the countdown's end, for a capture that never comes: the console is gone.
_CAPTURE_GRACE_S = 30.0
_INPUT_LIMIT_S = 10.0


class JobMachine(JobSteps):
    """Refuses a second job and says so; the steps of the one in hand are the base's."""

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
            if job.is_abandoned:
                job.deadline = clock.seconds() + ABANDONED_S
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
        if self._job is None or self._job.capture is None:
            self._arm(Job(message.job_id, clock.seconds() + message.remaining_s + _CAPTURE_GRACE_S))
        self._outbox.say(replies.ack(message.job_id, 'countdown'))

    def capture(self, capture: Capture) -> None:
        """Of a job in hand it changes nothing. One that was done while the console was away is answered by its file."""
        done = None if self.busy_with == capture.job_id else self._record.path_for(capture)
        if done and not self._outbox.has_told(capture.job_id) and fault_of_file(done) is None:
            self._outbox.conclude(capture.job_id, replies.saved(capture.job_id, done))
        elif self._is_busy_with_another(capture.job_id):
            self._refuse(capture.job_id)
        else:
            self._outbox.say(replies.ack(capture.job_id, 'capture'))
            if not (self._job and self._job.job_id == capture.job_id and self._job.capture):
                self._begin(capture)

    def cancel(self, job_id: str) -> None:
        """Answered once the component is done with it too: until then the console sends nothing else."""
        job = self._job
        if job and job.job_id == job_id:
            self._abandon(job)
        if self._job and self._job.job_id == job_id:
            self._job.owes_ack = True
            self._record.note(self.state, self._job)
        else:
            self._outbox.say(replies.ack(job_id, 'cancel'))

    def cleanup(self, job_id: str) -> None:
        """Erases what this machine kept of the job, and answers how many files that were."""
        if self._job and self._job.job_id == job_id:
            self._abandon(self._job)
        path = self._record.path_of(job_id)
        removed = sum(remove(file) for file in (path, temporary_for(path))) if path else 0
        self._record.forget(job_id)
        self._outbox.forget(job_id)
        self._stage.forget_job(job_id)
        self._outbox.say(replies.cleaned(job_id, removed))

    def take_input(self, job_id: str, picture: bytes) -> None:
        job = self._job
        waits = self.state == states.ARMED and job is not None and job.input_frames is None
        if waits and job and job.capture and job.job_id == job_id:
            self._stage.take_input(job_id, picture)
            job.input_frames = 0

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
        if self.state == states.ARMED:
            self._record.note(self.state, job)
        else:
            self._go(states.ARMED)

    def _begin(self, capture: Capture) -> None:
        now = clock.seconds()
        limit_s = min(self._rules().timeout_s, capture.timeout_s)
        job = Job(capture.job_id, now + limit_s, capture=capture)
        self._arm(job)
        # of the attempt before: said after the next reconnect, it would be taken for this one's
        self._outbox.forget(capture.job_id)
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
        elif self._outbox.show_original(job.job_id, picture):
            self._end(states.DONE)
        else:
            self._conclude_failed(job, 'The picture could not be sent.', 'other')
