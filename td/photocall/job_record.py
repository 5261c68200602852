"""The job in hand and the newest files, as they are noted on disk."""

from typing import Any, Dict, Optional

from .job import Job, job_from
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

    def note_file(self, job_id: str, path: str) -> None:
        """Written with the next `note`."""
        files = {**self._files(), job_id: path}
        self._facts['files'] = dict(list(files.items())[-_MAX_FILES:])

    def path_of(self, job_id: str) -> Optional[str]:
        path = self._files().get(job_id)
        return path if isinstance(path, str) else None

    def forget(self, job_id: str) -> None:
        self._facts['files'] = {known: path for known, path in self._files().items() if known != job_id}
        self._memory.save(self._facts)

    def _files(self) -> Dict[str, Any]:
        files = self._facts.get('files')
        return files if isinstance(files, dict) else {}
