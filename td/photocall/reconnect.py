"""When to try the connection again. The WebSocket DAT does not do it by itself."""

import random
from typing import Callable, Optional

_FIRST_S = 0.5
_LONGEST_S = 10.0
# The DAT may say nothing about a connect that failed.
_CONNECT_LIMIT_S = 5.0
# Off and on within one frame can be taken for no change at all.
_OFF_S = 0.1


class Reconnect:
    """Call `step` every frame; it returns 'close', 'open' or None. Waits double up to ten seconds, a tenth up or down."""

    def __init__(self, now: float, chance: Callable[[], float] = random.random) -> None:
        self._chance = chance
        self._failures = 0
        self.phase = 'waiting'
        self._due_at = now

    @property
    def is_up(self) -> bool:
        return self.phase == 'up'

    def connected(self) -> None:
        self.phase = 'up'

    def trusted(self) -> None:
        """The console answered: the next loss is mended soon. A connect alone may be a server that refuses us."""
        self._failures = 0

    def lost(self, now: float) -> None:
        """Also for connects that failed. What closing itself reports changes nothing."""
        if self.phase in ('connecting', 'up'):
            self._wait(now)

    def at_once(self, now: float) -> None:
        """The operator changed the address or pressed Reconnect."""
        self._failures = 0
        self.phase = 'waiting'
        self._due_at = now

    def step(self, now: float) -> Optional[str]:
        if self.phase == 'up' or now < self._due_at:
            return None
        if self.phase == 'connecting':
            self._wait(now)
            return None
        is_closing = self.phase == 'waiting'
        self.phase = 'closing' if is_closing else 'connecting'
        self._due_at = now + (_OFF_S if is_closing else _CONNECT_LIMIT_S)
        return 'close' if is_closing else 'open'

    def _wait(self, now: float) -> None:
        wait_s = min(_LONGEST_S, _FIRST_S * 2**self._failures)
        self._failures = min(self._failures + 1, 10)
        self.phase = 'waiting'
        self._due_at = now + wait_s * (0.9 + 0.2 * self._chance())
