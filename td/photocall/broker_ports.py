"""What the broker's loop needs of TouchDesigner and of the server. `broker_operators.py` and the client give it."""

from typing import Any, Callable, NamedTuple, Optional, Protocol

# Makes the PNG; called off the main thread, so that it holds pixels and no operator.
Encode = Callable[[], bytes]


class Wish(NamedTuple):
    """What the operator has set, as it is now. `seed` None: the server chooses."""

    is_active: bool
    server: str
    token: str
    ca_file: str
    prompt: str
    negative_prompt: str
    seed: Optional[int]
    style: Optional[str]
    poll_s: float
    timeout_s: float


class Studio(Protocol):
    """The TOP that frames come from, and the one that plays results. Main thread alone."""

    def wish(self) -> Wish: ...

    def look(self) -> Optional[Encode]:
        """Called frame after frame until it gives one. Raises NoPicture."""
        ...

    def look_away(self) -> None:
        """The next `look` begins anew: what was under way is old by then."""
        ...

    def play(self, path: str) -> Optional[str]:
        """Shows the file from its beginning; else says why it could not."""
        ...

    def show(self, state: str, job_id: str) -> None: ...

    def show_error(self, words: str) -> None: ...


class NoPicture(Exception):
    """There is no TOP to read, or it gives nothing; the words are for the operator."""


class Client(Protocol):
    """The part of `TDComfyClient` that the loop uses, off the main thread."""

    def submit_frame(
        self, image_bytes: bytes, *, prompt: str, negative_prompt: str, seed: Optional[int], style: Optional[str], key: Optional[str]
    ) -> str: ...

    def check_job(self, job_id: str) -> Any: ...

    def save_result(self, job_id: str, stem: str) -> str: ...

    def delete_job(self, job_id: str) -> None: ...


# Server, token, CA file. Raises ValueError for what cannot be one.
MakeClient = Callable[[str, str, str], Client]
