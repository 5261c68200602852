"""Lines for the Textport that cannot flood it, whatever comes over the wire."""

from typing import Set

from . import clock
from .ports import Log

_WINDOW_S = 60.0
_MOST_IN_A_WINDOW = 20


class NamedLines:
    """The same line at most once a minute, and at most twenty lines in one."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._said: Set[str] = set()
        self._began_at = clock.seconds()

    def say(self, words: str) -> None:
        now = clock.seconds()
        if now - self._began_at >= _WINDOW_S:
            self._began_at = now
            self._said.clear()
        if words not in self._said and len(self._said) < _MOST_IN_A_WINDOW:
            self._said.add(words)
            self._log(words)
