"""What the canvas receiver needs of TouchDesigner. `canvas_operators.py` gives it."""

from typing import List, NamedTuple, Protocol

from .canvas_files import Prepared


class Wish(NamedTuple):
    """What the operator has set, as it is now. `is_written`: pictures go through a file, else straight into a Script TOP."""

    room: str
    token: str
    interval_s: float
    is_written: bool
    folders: List[str]


class Wall(Protocol):
    """What shows the drawing. Main thread alone."""

    def wish(self) -> Wish: ...

    def show(self, picture: Prepared) -> None:
        """From its file, or from memory where it has none."""
        ...

    def show_words(self, text: str) -> None: ...

    def show_state(self, words: str) -> None: ...

    def show_job(self, job_id: str, state: str) -> None: ...

    def show_error(self, words: str) -> None: ...

    def target(self) -> str:
        """The path of what shows; it changes when the operator makes or chooses another."""
        ...
