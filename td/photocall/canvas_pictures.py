"""Which picture of a room is to be shown, and when. The newest always is, at the latest when the throttle's time is over."""

from typing import NamedTuple, Optional, Union

from .canvas_messages import Draw


class Picture(NamedTuple):
    """`content` is a Draw until somebody needs its bytes."""

    content: Union[bytes, Draw]
    is_final: bool


class CanvasPictures:
    """After a final picture, or a stroke's end, a live JPEG that comes late is passed over until the next stroke begins."""

    def __init__(self) -> None:
        self.is_locked = False
        self._waiting: Optional[Picture] = None
        self._shown_at = float('-inf')

    def take_final(self, content: bytes) -> None:
        self.is_locked = True
        self._waiting = Picture(content, True)

    def take_again(self, content: bytes) -> None:
        """What is shown is to be shown elsewhere; a newer one comes before it."""
        self._waiting = self._waiting or Picture(content, True)

    def take_live(self, draw: Draw) -> None:
        """A PNG passes the lock and does not change it."""
        if draw.kind == 'png' or not self.is_locked:
            self._waiting = Picture(draw, False)

    def take_stroke(self, is_drawing: bool) -> None:
        self.is_locked = not is_drawing

    def due(self, now: float, interval_s: float) -> Optional[Picture]:
        """What is to be shown now, once. A final picture does not wait; a live one waits, and is never dropped for having waited."""
        waiting = self._waiting
        if waiting is None or (not waiting.is_final and now - self._shown_at < interval_s):
            return None
        self._waiting = None
        self._shown_at = now
        return waiting

    def forget(self) -> None:
        """Of another room."""
        self._waiting = None
        self.is_locked = False
