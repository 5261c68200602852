"""What the scripts need of TouchDesigner. `operators.py` gives it; tests give something else."""

from dataclasses import dataclass
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Protocol

from .messages import Capture, PreviewWish
from .replies import Check


class SaveFailed(Exception):
    """The picture did not reach its file; the words are for the operator."""


class Place(NamedTuple):
    """A file below `root`, which is not made where it is missing."""

    root: str
    path: str


class Saving(Protocol):
    """One save under way."""

    def step(self, now: float) -> Optional[str]:
        """Once a frame: the final path once the file is whole there. Raises SaveFailed."""
        ...

    def abort(self) -> None:
        """Stops, and leaves no part behind."""
        ...


class Stage(Protocol):
    """The component that makes pictures, and what shows them."""

    def generate(self) -> Optional[str]:
        """Starts the component; else says why it could not."""
        ...

    def interrupt(self) -> bool:
        """True where the component could be told to stop."""
        ...

    def queue(self) -> Optional[int]:
        """How many pictures the component still works on; None where it does not say."""
        ...

    def fingerprint(self) -> Optional[bytes]:
        """Differs whenever the output shows another picture; None without an output."""
        ...

    def output(self) -> Optional[bytes]:
        """The finished picture as a JPEG."""
        ...

    def original(self) -> Optional[bytes]:
        """What the camera shows now, as a JPEG."""
        ...

    def preview(self, wish: PreviewWish) -> Optional[bytes]:
        """What the camera shows now, small, as a JPEG."""
        ...

    def take_input(self, job_id: str, picture: bytes) -> None:
        """Shows the picture to work on to the component."""
        ...

    def place_for(self, capture: Capture) -> Optional[Place]:
        """Where this machine writes the file; None: nobody has said."""
        ...

    def save(self, place: Place, quality: float) -> Saving: ...

    def show_job(self, capture: Capture) -> None:
        """For expressions in the operator's own network."""
        ...

    def forget_job(self, job_id: str) -> None:
        """Erased: nothing of it is shown any more."""
        ...

    def show_state(self, words: str) -> None: ...

    def checks(self) -> List[Check]: ...


class Link(Protocol):
    """The WebSocket DAT. Sending returns False where the connection is down."""

    def open(self) -> None: ...

    def close(self) -> None: ...

    def send_text(self, text: str) -> bool: ...

    def send_binary(self, content: bytes) -> bool: ...


class Memory(Protocol):
    """What outlives a reload of the project."""

    def load(self) -> Dict[str, Any]: ...

    def save(self, facts: Dict[str, Any]) -> None: ...


@dataclass(frozen=True)
class Rules:
    """`done_threshold` and `quality` (of saved pictures) are 0..1."""

    done_threshold: float
    settle_s: float
    timeout_s: float
    quality: float


@dataclass(frozen=True)
class Identity:
    """Who this machine says it is. `session` changes when the project is loaded anew."""

    name: str
    token: str
    build: str
    session: str


Log = Callable[[str], None]
