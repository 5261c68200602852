"""What the console says, taken apart and checked. Examples of every message: `protocol/messages.json`."""

import json
from dataclasses import dataclass
from typing import Any, Callable, Dict, Optional, Union

from . import fields as read
from .fields import Fields

PROTOCOL = 1
# Text frames are short; pictures travel as binary.
TEXT_LIMIT_CHARS = 64_000
_DAY_MS = 86_400_000.0
_MAX_INSTANT_MS = 8.64e15


@dataclass(frozen=True)
class Connected:
    message: str


@dataclass(frozen=True)
class PreviewWish:
    """What the live picture should be like; `fps` 0: send none. `quality` is 0..1."""

    fps: float
    max_side_px: int
    quality: float


@dataclass(frozen=True)
class HelloAck:
    """What these scripts need of it: the folder and the type of a picture come with each capture."""

    quality: float
    preview: PreviewWish
    heartbeat_s: float


@dataclass(frozen=True)
class Countdown:
    job_id: str
    remaining_s: float


@dataclass(frozen=True)
class Capture:
    """One picture to take now. `want` is 'original' or 'result'; `file_name` may hold folders below `folder`."""

    job_id: str
    want: str
    style: str
    prompt: str
    seed: int
    folder: Optional[str]
    file_name: str
    has_input: bool
    timeout_s: float


@dataclass(frozen=True)
class Cancel:
    job_id: str


@dataclass(frozen=True)
class Cleanup:
    job_id: str


@dataclass(frozen=True)
class Heartbeat:
    ts: float


@dataclass(frozen=True)
class Refused:
    message: str


Message = Union[Connected, HelloAck, Countdown, Capture, Cancel, Cleanup, Heartbeat, PreviewWish, Refused]


def parse(text: str) -> Optional[Message]:
    """None for anything that is no message of this protocol: it is ignored and closes nothing."""
    if len(text) > TEXT_LIMIT_CHARS:
        return None
    try:
        data: Any = json.loads(text)
        reader = _READERS.get(data['type']) if isinstance(data, dict) else None
        return reader(data) if reader else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _connected(data: Fields) -> Message:
    return Connected(message=read.text(data, 'message'))


def _preview(data: Fields) -> PreviewWish:
    return PreviewWish(
        fps=read.number(data, 'fps', 0, 30),
        max_side_px=int(read.number(data, 'maxSidePx', 64, 3840)),
        quality=read.number(data, 'quality', 0, 1),
    )


def _hello_ack(data: Fields) -> Message:
    return HelloAck(
        quality=read.number(data, 'quality', 0, 1),
        preview=_preview(data['preview']),
        heartbeat_s=read.number(data, 'heartbeatMs', 1000, _DAY_MS) / 1000,
    )


def _countdown(data: Fields) -> Message:
    read.number(data, 'seconds', 0, 30)
    return Countdown(job_id=read.job_id(data), remaining_s=read.number(data, 'remainingMs', 0, _DAY_MS) / 1000)


def _capture(data: Fields) -> Message:
    return Capture(
        job_id=read.job_id(data),
        want=read.one_of(data, 'want', ('original', 'result')),
        style=read.text(data, 'style'),
        prompt=read.text(data, 'prompt'),
        seed=int(read.number(data, 'seed', 0, 2**53)),
        folder=read.optional_text(data, 'folder'),
        file_name=read.relative_path(data, 'fileName'),
        has_input=read.flag(data, 'hasInput'),
        timeout_s=read.number(data, 'timeoutMs', 0, _DAY_MS) / 1000,
    )


def _cancel(data: Fields) -> Message:
    return Cancel(job_id=read.job_id(data))


def _cleanup(data: Fields) -> Message:
    return Cleanup(job_id=read.job_id(data))


def _heartbeat(data: Fields) -> Message:
    return Heartbeat(ts=read.number(data, 'ts', 0, _MAX_INSTANT_MS))


def _refused(data: Fields) -> Message:
    return Refused(message=read.text(data, 'message'))


_READERS: Dict[str, Callable[[Fields], Message]] = {
    'connected': _connected,
    'hello-ack': _hello_ack,
    'countdown': _countdown,
    'capture': _capture,
    'cancel': _cancel,
    'cleanup': _cleanup,
    'heartbeat': _heartbeat,
    'preview': _preview,
    'refused': _refused,
}
