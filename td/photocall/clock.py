"""The one clock of the scripts, so that tests can put another in its place."""

import time


def seconds() -> float:
    """Monotonic seconds; only differences mean anything."""
    return time.monotonic()
