"""Whether the component has finished. No single sign is enough on every component and every run."""

from typing import Optional

from .picture_watch import PictureWatch
from .progress import Progress

# A new picture that stands still this long is finished, whatever else is said: a cached run reports nothing at all,
# and some components end below the threshold. Longer than the pause between two nodes of one run.
_QUIET_S = 2.0
_STUCK_S = 6.0


class Evidence:
    """The component's own word comes first, then its queue, then its progress, then the picture itself."""

    def __init__(self, progress: Progress, watch: PictureWatch) -> None:
        self._progress = progress
        self._watch = watch
        self.begin_job(0.0)

    def begin_job(self, now: float) -> None:
        self.is_told = False
        self._has_queued = False
        self._queue: Optional[int] = None
        self._moved_at = now
        self._progress.begin_job()

    def feed_progress(self, value: float, now: float) -> None:
        if self._progress.feed(value):
            self._moved_at = now

    def feed_queue(self, count: Optional[int]) -> None:
        self._queue = count
        self._has_queued = self._has_queued or bool(count)

    def is_done(self, now: float) -> bool:
        if self.is_told:
            return True
        if self._queue:
            return False
        emptied = self._has_queued and self._queue == 0
        return emptied or self._progress.has_ended or self._stands_still(now)

    def shows_life(self, within_s: float, now: float) -> bool:
        return bool(self._queue) or (self._progress.is_running and now - self._moved_at < within_s)

    def _stands_still(self, now: float) -> bool:
        if not self._watch.has_changed:
            return False
        quiet_s = min(self._watch.still_s(now), now - self._moved_at)
        return quiet_s >= (_STUCK_S if self._progress.is_running else _QUIET_S)
