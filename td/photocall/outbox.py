"""What is said to the console. A job's last word is said again after a reconnect: it may have been lost."""

from typing import Optional, Tuple

from . import clock
from .ports import Link

# Longer than any reconnect; the console ignores what it knows.
_REPEAT_FOR_S = 120.0


class Outbox:
    def __init__(self, link: Link) -> None:
        self._link = link
        self._last_word: Optional[Tuple[float, str]] = None
        self.is_broken = False

    def say(self, text: str) -> bool:
        return self._noted(self._link.send_text(text))

    def show(self, content: bytes) -> bool:
        return self._noted(self._link.send_binary(content))

    def conclude(self, text: str) -> None:
        """`saved` or `error` of the job in hand."""
        self._last_word = (clock.seconds(), text)
        self.say(text)

    def repeat_last_word(self) -> None:
        """Once the console has answered `hello`."""
        if self._last_word and clock.seconds() - self._last_word[0] < _REPEAT_FOR_S:
            self.say(self._last_word[1])

    def forget_last_word(self, job_id: str) -> None:
        if self._last_word and job_id in self._last_word[1]:
            self._last_word = None

    def _noted(self, is_sent: bool) -> bool:
        """A send that fails is often the first sign of a lost connection."""
        self.is_broken = self.is_broken or not is_sent
        return is_sent
