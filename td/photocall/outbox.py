"""What is said to the console. A job's last word is said again after a reconnect: it may have been lost."""

from typing import NamedTuple, Optional, Set, Union

from . import clock
from .framing import write_frame
from .ports import Link

# Longer than any reconnect; the console ignores what it knows.
_REPEAT_FOR_S = 120.0


class LastWord(NamedTuple):
    at: float
    job_id: str
    word: Union[str, bytes]


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

    def show_original(self, job_id: str, picture: bytes) -> bool:
        return self.show(write_frame('original', job_id, picture))

    def conclude(self, job_id: str, text: str) -> None:
        """`saved` or `error` of a job."""
        self._conclude(job_id, text)

    def conclude_with_result(self, job_id: str, picture: bytes) -> None:
        """The picture itself, in place of `saved`."""
        self._conclude(job_id, write_frame('result', job_id, picture))

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

    def _conclude(self, job_id: str, word: Union[str, bytes]) -> None:
        self._last_word = LastWord(clock.seconds(), job_id, word)
        self._say_last_word()

    def _say_last_word(self) -> None:
        if self._last_word and self._send(self._last_word.word):
            self._told.add(self._last_word.job_id)

    def _send(self, word: Union[str, bytes]) -> bool:
        return self.say(word) if isinstance(word, str) else self.show(word)

    def _noted(self, is_sent: bool) -> bool:
        """A send that fails is often the first sign of a lost connection."""
        self.is_broken = self.is_broken or not is_sent
        return is_sent
