"""The file of the job in hand: its path, its save, and what a save that was broken off leaves behind."""

from typing import Dict, Optional

from .job import Job
from .ports import Place, Stage
from .saving import remove, temporary_for

# TouchDesigner may go on writing for a while after nobody waits any more; on Windows the file cannot be removed till then.
_SWEEP_FOR_S = 60.0
_SWEEP_EVERY_S = 1.0


class JobFiles:
    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._leftovers: Dict[str, float] = {}
        self._next_sweep_at = 0.0

    def begin(self, job: Job, place: Place, quality: float) -> None:
        job.path = place.path
        job.saving = self._stage.save(place, quality)

    def step(self, job: Job, now: float) -> Optional[str]:
        """The final path once the file is whole there. Raises SaveFailed."""
        return job.saving.step(now) if job.saving else None

    def abandon(self, job: Job, now: float) -> None:
        if job.saving:
            job.saving.abort()
        if job.path:
            self._leftovers[temporary_for(job.path)] = now + _SWEEP_FOR_S
            self._next_sweep_at = 0.0
            self.sweep(now)

    def sweep(self, now: float) -> None:
        if not self._leftovers or now < self._next_sweep_at:
            return
        self._next_sweep_at = now + _SWEEP_EVERY_S
        for path in self._leftovers:
            remove(path)
        self._leftovers = {path: until for path, until in self._leftovers.items() if now < until}
