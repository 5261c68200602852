"""One run of the component: begun, watched, and judged finished."""

from typing import Callable, Optional

from .evidence import Evidence
from .picture_watch import PictureWatch
from .ports import Rules, Stage
from .progress import Progress

# An output that never stands still, such as one with a moving overlay, is saved after this many settle times.
_RESTLESS_FACTOR = 10.0
_RESTLESS_AT_LEAST_S = 5.0


class Generation:
    def __init__(self, stage: Stage, rules: Callable[[], Rules]) -> None:
        self._stage = stage
        self._rules = rules
        self._progress = Progress(rules().done_threshold)
        self._watch = PictureWatch(stage.fingerprint)
        self._evidence = Evidence(self._progress, self._watch)

    @property
    def progress(self) -> float:
        """Of the whole job, 0..0.99, never falling."""
        return self._progress.overall

    @property
    def base(self) -> Optional[bytes]:
        """The fingerprint of the picture that stood there before the run."""
        return self._watch.base

    def begin(self, now: float) -> Optional[str]:
        """Starts the component; else says why it could not. The picture that stands there now is the last guest's."""
        base = self._watch.look_now()
        if base is None:
            return 'There is no output TOP, or it has an error.'
        self.take_up(base, now)
        return self._stage.generate()

    def take_up(self, base: Optional[bytes], now: float) -> None:
        """Of a run that was begun before the scripts were read anew."""
        self._progress.threshold = self._rules().done_threshold
        self._evidence.begin_job(now)
        self._watch.begin(base, now)

    def feed_progress(self, value: float, now: float) -> None:
        self._evidence.feed_progress(value, now)

    def component_changed(self) -> None:
        self._progress.forget_scale()

    def has_moved_since(self, then: float) -> bool:
        """The component's progress did, whatever that says of the whole job."""
        return self._evidence.has_moved_since(then)

    def told_done(self) -> None:
        """By the component's own callback."""
        self._evidence.is_told = True

    def is_done(self, now: float) -> bool:
        """Once a frame."""
        self._watch.look(now)
        self._evidence.feed_queue(self._stage.queue())
        return self._evidence.is_done(now)

    def shows_life(self, within_s: float, now: float) -> bool:
        """Its queue is not empty, or its progress moved lately."""
        return self._evidence.shows_life(within_s, now)

    def has_come_to_nothing(self, since: float, now: float) -> bool:
        """It has been done since then, and the picture stays the last guest's."""
        return not self._watch.has_changed and self._evidence.has_waited_enough(since, now)

    def has_settled(self, since: float, now: float) -> bool:
        """The picture is new and stands still."""
        settle_s = self._rules().settle_s
        restless = now - since >= max(_RESTLESS_AT_LEAST_S, _RESTLESS_FACTOR * settle_s)
        return self._watch.has_changed and (self._watch.still_s(now) >= settle_s or restless)
