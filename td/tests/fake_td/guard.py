"""What a callback must never do: block the frame, or touch operators from another thread."""

import socket
import threading
import time
from typing import Any, Callable, List, Optional, Tuple

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
        self._swallowed: Optional[ScriptFault] = None

    def check_thread(self) -> None:
        if threading.get_ident() != self._main:
            raise self._fault('an operator or parameter was used off the main thread')

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
            raise self._fault('one callback took %.2f s' % self._spent_s)

    def run(self, call: Callable[[], Any]) -> Any:
        if not self._depth:
            self._spent_s = 0.0
        self._depth += 1
        try:
            return call()
        finally:
            self._depth -= 1
            if not self._depth:
                self.tell_swallowed()

    def tell_swallowed(self) -> None:
        """A script that catches everything hides its fault from nobody."""
        fault, self._swallowed = self._swallowed, None
        if fault is not None:
            raise fault

    def _fault(self, words: str) -> ScriptFault:
        self._swallowed = ScriptFault(words)
        return self._swallowed

    def _guarded(self, name: str, original: Any) -> Any:
        def checked(*args: Any, **kwargs: Any) -> Any:
            if self._depth and threading.get_ident() == self._main:
                raise self._fault('%s blocks the frame' % name)
            return original(*args, **kwargs)

        return checked
