"""Whether the component has finished. No single sign is enough on every component and every run."""

from typing import Optional

from .picture_watch import PictureWatch
from .progress import Progress

# A new picture that stands still this long is finished, whatever else is said: a cached run reports nothing at all,
# and some components end below the threshold. Longer than the pause between two nodes of one run.
_QUIET_S = 2.0
_STUCK_S = 6.0
# It has ended, but the picture is still the last guest's: so long a new one may take once the component itself said so,
# and at least so long where its progress alone rests at the end, as it does while a slow last node reports none.
_SURE_WAIT_S = 20.0
_PROGRESS_WAIT_S = 60.0


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
        self._begun_at = self._moved_at = now
        self._sure_since: Optional[float] = None
        self._progress.begin_job()

    def feed_progress(self, value: float, now: float) -> None:
        if self._progress.feed(value):
            self._moved_at = now

    def feed_queue(self, count: Optional[int]) -> None:
        self._queue = count
        self._has_queued = self._has_queued or bool(count)

    def is_done(self, now: float) -> bool:
        """Once a frame."""
        if not self._is_sure():
            self._sure_since = None
            return not self._queue and (self._progress.has_ended or self._stands_still(now))
        if self._sure_since is None:
            self._sure_since = now
        return True

    def has_waited_enough(self, since: float, now: float) -> bool:
        """For a new picture, where the run has counted as done since then."""
        if self._sure_since is not None:
            return now - max(since, self._sure_since) > _SURE_WAIT_S
        return now - since > max(_PROGRESS_WAIT_S, since - self._begun_at)

    def _is_sure(self) -> bool:
        return self.is_told or (self._has_queued and self._queue == 0)

    def has_moved_since(self, then: float) -> bool:
        """The progress of this job's run, up or down."""
        return self._moved_at > max(then, self._begun_at)

    def shows_life(self, within_s: float, now: float) -> bool:
        return bool(self._queue) or (self._progress.is_running and now - self._moved_at < within_s)

    def _stands_still(self, now: float) -> bool:
        if not self._watch.has_changed:
            return False
        quiet_s = min(self._watch.still_s(now), now - self._moved_at)
        return quiet_s >= (_STUCK_S if self._progress.is_running else _QUIET_S)
