"""The job in hand and the newest files, as they are noted on disk."""

import hashlib
import json
from typing import Any, Dict, Optional

from .job import Job, job_from
from .messages import Capture
from .ports import Memory

# For a console that asks again after a restart of its own.
_MAX_FILES = 100


class JobRecord:
    """`session` is that of the one who wrote last: the same as ours after a mere reload of the scripts."""

    def __init__(self, memory: Memory, session: str) -> None:
        self._memory = memory
        self._session = session
        self._facts = memory.load()
        self.session = str(self._facts.get('session', ''))

    def job_in_hand(self, deadline: float) -> Optional[Job]:
        facts = self._facts.get('job')
        return job_from(facts, deadline) if isinstance(facts, dict) else None

    def note(self, state: str, job: Optional[Job]) -> None:
        self._facts.update({'session': self._session, 'state': state, 'job': job.facts() if job else None})
        self._memory.save(self._facts)

    def note_file(self, job_id: str, path: str, capture: Optional[Capture]) -> None:
        """Written with the next `note`."""
        files = {**self._files(), job_id: {'path': path, 'asked': _asked(capture) if capture else None}}
        self._facts['files'] = dict(list(files.items())[-_MAX_FILES:])

    def path_of(self, job_id: str) -> Optional[str]:
        """Of the newest file of a job, whichever attempt made it."""
        file = self._files().get(job_id)
        # older scripts noted the path alone
        path = file.get('path') if isinstance(file, dict) else file
        return path if isinstance(path, str) else None

    def path_for(self, capture: Capture) -> Optional[str]:
        """The file that this very capture asked for; None where another attempt at its job made the newest one."""
        file = self._files().get(capture.job_id)
        is_its = isinstance(file, dict) and file.get('asked') == _asked(capture)
        return self.path_of(capture.job_id) if is_its else None

    def forget(self, job_id: str) -> None:
        self._facts['files'] = {known: path for known, path in self._files().items() if known != job_id}
        self._memory.save(self._facts)

    def _files(self) -> Dict[str, Any]:
        files = self._facts.get('files')
        return files if isinstance(files, dict) else {}


def _asked(capture: Capture) -> str:
    """What tells one attempt at a job from another: a digest, as a guest's words are not kept longer than the job."""
    words = (capture.style, capture.prompt, capture.seed, capture.file_name)
    return hashlib.sha256(json.dumps(words).encode()).hexdigest()
