"""Whether the output shows a new picture, and for how long it has stood still."""

from typing import Callable, Optional

from . import clock

# Looking reads the picture back from the GPU: at most this often, and never more than a twelfth of the time.
_EVERY_S = 0.2
_COST_FACTOR = 12.0


class PictureWatch:
    """The picture that stands there when a job begins is the last guest's: it never counts."""

    def __init__(self, fingerprint: Callable[[], Optional[bytes]]) -> None:
        self._fingerprint = fingerprint
        self.base: Optional[bytes] = None
        self._latest: Optional[bytes] = None
        self._still_since = 0.0
        self._next_at = 0.0

    def begin(self, base: Optional[bytes], now: float) -> None:
        self.base = self._latest = base
        self._still_since = self._next_at = now

    def look_now(self) -> Optional[bytes]:
        return self._fingerprint()

    def look(self, now: float) -> None:
        if now < self._next_at:
            return
        began = clock.seconds()
        seen = self._fingerprint()
        self._next_at = now + max(_EVERY_S, _COST_FACTOR * (clock.seconds() - began))
        if seen != self._latest:
            self._latest = seen
            self._still_since = now

    @property
    def has_changed(self) -> bool:
        return self._latest is not None and self._latest != self.base

    def still_s(self, now: float) -> float:
        return now - self._still_since
