"""What a callback must never do: block the frame, or touch operators from another thread."""

import socket
import threading
import time
from typing import Any, Callable, List, Tuple

from .errors import ScriptFault


class Guard:
    """While a callback runs, whatever blocks raises. `cost` adds what an operation takes on the GPU, in virtual time."""

    # Half a second of a frame is a visible stop; virtual, so that a slow test machine changes nothing.
    budget_s = 0.5

    def __init__(self) -> None:
        self._main = threading.get_ident()
        self._depth = 0
        self._spent_s = 0.0
        self._originals: List[Tuple[Any, str, Any]] = []

    def check_thread(self) -> None:
        if threading.get_ident() != self._main:
            raise ScriptFault('an operator or parameter was used off the main thread')

    def install(self, now: Callable[[], float]) -> None:
        """`now` takes the place of the monotonic clock, for whoever looks at it through `time`."""
        self._originals.append((time, 'monotonic', time.monotonic))
        time.monotonic = now
        for owner, name in ((time, 'sleep'), (socket.socket, 'connect'), (socket.socket, 'recv'), (socket, 'create_connection')):
            original = getattr(owner, name)
            self._originals.append((owner, name, original))
            setattr(owner, name, self._guarded(name, original))

    def remove(self) -> None:
        while self._originals:
            owner, name, original = self._originals.pop()
            setattr(owner, name, original)

    def spend(self, seconds: float) -> None:
        self._spent_s += seconds
        if self._depth and self._spent_s > self.budget_s:
            raise ScriptFault('one callback took %.2f s' % self._spent_s)

    def run(self, call: Callable[[], Any]) -> Any:
        if not self._depth:
            self._spent_s = 0.0
        self._depth += 1
        try:
            return call()
        finally:
            self._depth -= 1

    def _guarded(self, name: str, original: Any) -> Any:
        def checked(*args: Any, **kwargs: Any) -> Any:
            if self._depth and threading.get_ident() == self._main:
                raise ScriptFault('%s blocks the frame' % name)
            return original(*args, **kwargs)

        return checked
