"""When to send the next frame of the live picture, so that sending never costs the show its frame rate."""

from typing import Optional

from .messages import PreviewWish

# Of every second this much may go into reading back and encoding: 6 ms of 60 frames' 1000.
_BUDGET = 0.12
_WEIGHT_OF_NEWEST = 0.25


class PreviewPace:
    """Asks for frames at the console's rate, or as often as the budget allows."""

    def __init__(self) -> None:
        self.wish: Optional[PreviewWish] = None
        self._cost_s = 0.0
        self._last_at = 0.0

    def is_due(self, now: float) -> bool:
        return self.wish is not None and self.wish.fps > 0 and now - self._last_at >= self.interval_s - 1e-6

    @property
    def interval_s(self) -> float:
        fps = self.wish.fps if self.wish else 0
        return max(1 / fps, self._cost_s / _BUDGET) if fps > 0 else float('inf')

    def sent(self, now: float, cost_s: float) -> None:
        """`cost_s` is what reading back, encoding and sending took on the main thread."""
        behind_s = now - self._last_at - self.interval_s
        # Keeps the beat where a frame came a little late, without catching up for longer gaps.
        self._last_at = now - behind_s if 0 < behind_s < self.interval_s else now
        self._cost_s += _WEIGHT_OF_NEWEST * (cost_s - self._cost_s)
