"""What comes from a drawing room, taken apart and checked. Anything else raises `Ignored` with one line that names it."""

import base64
import binascii
import json
from typing import Any, Callable, Dict, NamedTuple, Union

from . import fields as read
from .fields import Fields
from .picture import fault_of, kind_of, size_of

# Of one frame of any kind, and of a picture's longer side: graphics cards give up not far beyond.
FRAME_LIMIT = 20_000_000
SIDE_LIMIT_PX = 8192
_WORDS_LIMIT_CHARS = 4000
_DATA_URL_KINDS = {'data:image/jpeg;base64': 'jpeg', 'data:image/jpg;base64': 'jpeg', 'data:image/png;base64': 'png'}


class Ignored(Exception):
    """A frame that is passed over; the words name its kind and hold nothing of its content."""


class Draw(NamedTuple):
    """The live picture, still in the words that it came in: most are never decoded. `kind` is jpeg or png, as it says."""

    kind: str
    encoded: str


class Stroke(NamedTuple):
    """A stroke begins, or ends."""

    is_drawing: bool


class Words(NamedTuple):
    """Of the prompt box."""

    text: str


class Welcome(NamedTuple):
    """The console says in which room this connection is."""

    room: str


class Beat(NamedTuple):
    """The console is there."""

    clients: int


class UsedDrawing(NamedTuple):
    """How the job goes on that was made of the room's drawing."""

    job_id: str
    state: str


class Refused(NamedTuple):
    message: str


Message = Union[Draw, Stroke, Words, Welcome, Beat, UsedDrawing, Refused]


def room_name(asked: str) -> str:
    """As the console names it."""
    return asked.strip().upper() or 'DEFAULT'


def hello(room: str, token: str, client_id: str) -> str:
    """The first message on every connection."""
    payload = {'room': room_name(room), 'client': 'touchdesigner', 'id': client_id, **({'token': token} if token else {})}
    return json.dumps({'type': 'hello', 'payload': payload}, separators=(',', ':'))


def use_drawing() -> str:
    """Makes a job of the room's last picture, with the words of its prompt box."""
    return '{"type":"use","payload":{}}'


def parse(text: str) -> Message:
    """Raises Ignored."""
    if len(text) > FRAME_LIMIT:
        raise Ignored('a message of more than %d million letters' % (FRAME_LIMIT // 1_000_000))
    try:
        data: Any = json.loads(text)
    except (ValueError, RecursionError):
        raise Ignored('a message that is no JSON') from None
    kind = data.get('type') if isinstance(data, dict) else None
    reader = _READERS.get(kind.lower()) if isinstance(kind, str) else None
    if reader is None:
        raise Ignored('a message of an unknown type')
    try:
        return reader(data)
    except (ValueError, KeyError, TypeError):
        raise Ignored('a message %s with wrong fields' % str(kind).lower()) from None


def decoded(draw: Draw) -> bytes:
    """The picture itself. Raises Ignored."""
    try:
        content = base64.b64decode(draw.encoded, validate=True)
    except (binascii.Error, ValueError):
        raise Ignored('a data URL that is no base64') from None
    if kind_of(content) != draw.kind:
        raise Ignored('a data URL that is not of the type it names')
    return content


def checked(content: bytes) -> str:
    """'jpeg' or 'png' of a whole picture of a bearable size. Raises Ignored."""
    if len(content) > FRAME_LIMIT:
        raise Ignored('a picture of more than %d million bytes' % (FRAME_LIMIT // 1_000_000))
    fault, size = fault_of(content), size_of(content)
    if fault or size is None:
        raise Ignored('a picture that is %s' % (fault or 'without size'))
    if not 0 < max(size) <= SIDE_LIMIT_PX or min(size) < 1:
        raise Ignored('a picture with a side of 0 or more than %d pixels' % SIDE_LIMIT_PX)
    return str(kind_of(content))


def _draw(data: Fields) -> Message:
    head, comma, encoded = read.text(data, 'payload').partition(',')
    kind = _DATA_URL_KINDS.get(head.lower())
    if kind is None or not comma:
        raise Ignored('a draw that is no data URL of JPEG or PNG')
    return Draw(kind, encoded)


def _stroke(data: Fields) -> Message:
    word = read.text(data, 'payload').lower()
    if word not in ('drawing:start', 'drawing:end'):
        raise ValueError('payload')
    return Stroke(word == 'drawing:start')


def _words(data: Fields) -> Message:
    """Programs send numbers and nothing too."""
    payload: Any = data.get('payload')
    if payload is not None and not isinstance(payload, (str, int, float)):
        raise ValueError('payload')
    text = '' if payload is None else str(payload)[:_WORDS_LIMIT_CHARS]
    # halves of letters cannot be shown, and a zero ends a text in other programs
    return Words(text.replace('\x00', '').encode('utf-8', 'replace').decode())


def _welcome(data: Fields) -> Message:
    return Welcome(room_name(read.text(data['payload'], 'room')))


def _beat(data: Fields) -> Message:
    return Beat(int(read.number(data['payload'], 'clients', 0, 1_000_000)))


def _used(data: Fields) -> Message:
    return UsedDrawing(read.job_id(data['payload']), read.text(data['payload'], 'state'))


def _refused(data: Fields) -> Message:
    return Refused(read.text(data['payload']['error'], 'message'))


_READERS: Dict[str, Callable[[Fields], Message]] = {
    'draw': _draw,
    'state': _stroke,
    'proc': _words,
    'prompt': _words,
    'hello': _welcome,
    'room': _beat,
    'job': _used,
    'refused': _refused,
}
