"""What a component's progress parameter says about the whole job."""

import math
from typing import Optional

# ComfyUI reports each node by itself; the first sampler is nearly always the longest, so its run gets this share of what is left.
_SHARE_OF_A_RUN = 0.8
# A fall by more than this is a new node's run and no jitter.
_FALL = 0.2
# Floats overshoot by a little; anything above is a percentage.
_OVERSHOOT = 1.01
# Between these it is a fraction: percentages begin below them, and a first value above them may be one per cent.
_SURE_FRACTION = (0.05, 0.95)
# Below 1: only a file that is really there makes a job complete.
_CEILING = 0.99


class Progress:
    """Makes one rising fraction of several runs. `threshold` is 0..1: from there on a run counts as ended."""

    def __init__(self, threshold: float) -> None:
        self.threshold = threshold
        self._latest: Optional[float] = None
        self._whole: Optional[float] = None
        self._base = 0.0
        self._has_begun = False
        self.overall = 0.0

    def begin_job(self) -> None:
        """The value that stands there now is the last job's, however near to 1 it is."""
        self._base = self.overall = 0.0
        self._has_begun = False

    def forget_scale(self) -> None:
        """Another component counts in its own way."""
        self._whole = None

    def feed(self, raw: float) -> bool:
        """Takes a changed value, 0..1 or 0..100; True where it moved. Anything that is no number is ignored."""
        if not math.isfinite(raw) or raw < 0 or raw > 100:
            return False
        value = self._fraction_of(raw)
        if value == self._latest:
            return False
        if self._latest is not None and value < self._latest - _FALL:
            self._base = self.overall
        self._latest = value
        self._has_begun = True
        run = self._base + (1 - self._base) * _SHARE_OF_A_RUN * value
        self.overall = min(_CEILING, max(self.overall, run))
        return True

    def _fraction_of(self, raw: float) -> float:
        """A 1 is the end or one per cent: until the component has shown how it counts, it is not taken for the end."""
        if raw > _OVERSHOOT:
            self._whole = 100.0
        elif self._whole is None and _SURE_FRACTION[0] <= raw < _SURE_FRACTION[1]:
            self._whole = 1.0
        is_fraction = self._whole == 1.0 or (self._whole is None and raw < _SURE_FRACTION[0])
        return min(1.0, raw if is_fraction else raw / 100)

    @property
    def has_ended(self) -> bool:
        """The newest run of this job reached the threshold and no other has begun."""
        return self._has_begun and self._latest is not None and self._latest >= self.threshold

    @property
    def is_running(self) -> bool:
        """A run of this job has begun and not ended."""
        return self._has_begun and not self.has_ended and bool(self._latest)
