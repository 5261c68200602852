"""What is known of the job in hand, in memory and on disk."""

from dataclasses import asdict, dataclass
from typing import Any, Dict, Optional

from .messages import Capture
from .ports import Saving


@dataclass
class Job:
    """`capture` is None while the countdown runs. `base` is the fingerprint of the picture that stood there before."""

    job_id: str
    deadline: float
    capture: Optional[Capture] = None
    base: Optional[bytes] = None
    # Its guest is gone or its time is up, but the component still works on it: the next job must not get its picture.
    is_abandoned: bool = False
    # The console waits to hear that its cancelled job is over here too.
    owes_ack: bool = False
    input_frames: Optional[int] = None
    settling_since: float = 0.0
    saving: Optional[Saving] = None
    path: Optional[str] = None

    def facts(self) -> Dict[str, Any]:
        """For `job_memory`; monotonic times mean nothing after a restart and are left out."""
        return {
            'jobId': self.job_id,
            'capture': asdict(self.capture) if self.capture else None,
            'base': self.base.hex() if self.base else None,
            'isAbandoned': self.is_abandoned,
            'owesAck': self.owes_ack,
            'path': self.path,
        }


def job_from(facts: Dict[str, Any], deadline: float) -> Optional[Job]:
    """None where the facts are of another version or damaged."""
    try:
        capture = Capture(**facts['capture']) if facts['capture'] else None
        base = bytes.fromhex(facts['base']) if facts['base'] else None
        job = Job(job_id=str(facts['jobId']), deadline=deadline, capture=capture, base=base)
        job.is_abandoned = bool(facts['isAbandoned'])
        job.owes_ack = facts.get('owesAck') is True
        job.path = facts['path'] if isinstance(facts['path'], str) else None
        return job
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
