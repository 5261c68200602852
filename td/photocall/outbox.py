"""What is said to the console. A job's last word is said again after a reconnect: it may have been lost."""

from typing import NamedTuple, Optional, Set

from . import clock
from .framing import write_frame
from .ports import Link

# Longer than any reconnect; the console ignores what it knows.
_REPEAT_FOR_S = 120.0


class LastWord(NamedTuple):
    at: float
    job_id: str
    text: str


class Outbox:
    def __init__(self, link: Link) -> None:
        self._link = link
        self._last_word: Optional[LastWord] = None
        self._told: Set[str] = set()
        self.is_broken = False

    def connected(self) -> None:
        """What was said over the last connection may never have arrived."""
        self.is_broken = False
        self._told.clear()

    def say(self, text: str) -> bool:
        return self._noted(self._link.send_text(text))

    def show(self, content: bytes) -> bool:
        return self._noted(self._link.send_binary(content))

    def show_picture(self, kind: str, job_id: str, picture: bytes) -> bool:
        """A framed picture: an original or a result."""
        return self.show(write_frame(kind, job_id, picture))

    def conclude(self, job_id: str, text: str) -> None:
        """`saved` or `error` of a job."""
        self._last_word = LastWord(clock.seconds(), job_id, text)
        self._say_last_word()

    def repeat_last_word(self) -> None:
        """Once the console has answered `hello`."""
        if self._last_word and clock.seconds() - self._last_word.at < _REPEAT_FOR_S:
            self._say_last_word()

    def has_told(self, job_id: str) -> bool:
        """The job's end was said over this connection."""
        return job_id in self._told

    def forget(self, job_id: str) -> None:
        if self._last_word and self._last_word.job_id == job_id:
            self._last_word = None

    def _say_last_word(self) -> None:
        if self._last_word and self.say(self._last_word.text):
            self._told.add(self._last_word.job_id)

    def _noted(self, is_sent: bool) -> bool:
        """A send that fails is often the first sign of a lost connection."""
        self.is_broken = self.is_broken or not is_sent
        return is_sent
