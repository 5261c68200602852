"""Slow things off the main thread, one at a time. What is given to it must hold no operator and no parameter."""

import queue
import threading
from typing import Any, Callable, NamedTuple, Optional

# The stand-in for TouchDesigner knows the scripts' threads by it.
THREAD_NAME = 'photocall-worker'


class Outcome(NamedTuple):
    """What came of it, or what it raised."""

    value: Any
    error: Optional[Exception]


class Worker:
    """A thread for each piece of work: nothing is left running when the scripts are read anew."""

    def __init__(self) -> None:
        self._outcomes: 'queue.SimpleQueue[Outcome]' = queue.SimpleQueue()
        self.is_busy = False

    def begin(self, work: Callable[[], Any]) -> None:
        if self.is_busy:
            raise RuntimeError('One piece of work at a time.')
        self.is_busy = True
        threading.Thread(target=self._run, args=(work,), name=THREAD_NAME, daemon=True).start()

    def take(self) -> Optional[Outcome]:
        """On the main thread: what the last work came to, once; None while there is nothing new."""
        try:
            outcome = self._outcomes.get_nowait()
        except queue.Empty:
            return None
        self.is_busy = False
        return outcome

    def _run(self, work: Callable[[], Any]) -> None:
        try:
            outcome = Outcome(work(), None)
        except Exception as error:  # whatever it is, the main thread decides what becomes of it
            outcome = Outcome(None, error)
        self._outcomes.put(outcome)
