"""The states of one job here, and which may follow which."""

from typing import Dict, FrozenSet

IDLE = 'idle'
ARMED = 'armed'
GENERATING = 'generating'
SETTLING = 'settling'
SAVING = 'saving'
VERIFYING = 'verifying'
DONE = 'done'
FAILED = 'failed'

# `done` and `failed` tell of the last job; the next one is as free to begin as in `idle`.
FREE = frozenset((IDLE, DONE, FAILED))

TRANSITIONS: Dict[str, FrozenSet[str]] = {
    IDLE: frozenset((ARMED,)),
    ARMED: frozenset((GENERATING, DONE, FAILED, IDLE)),
    GENERATING: frozenset((SETTLING, FAILED, IDLE)),
    SETTLING: frozenset((GENERATING, SAVING, FAILED, IDLE)),
    SAVING: frozenset((VERIFYING, DONE, FAILED, IDLE)),
    VERIFYING: frozenset((DONE, FAILED, IDLE)),
    DONE: frozenset((ARMED,)),
    FAILED: frozenset((ARMED,)),
}


def follow(state: str, following: str) -> str:
    """`following`; raises ValueError where it may not follow `state`."""
    if following not in TRANSITIONS[state]:
        raise ValueError('%s cannot follow %s' % (following, state))
    return following
