"""Pictures on the wire: a length (u32, big-endian), a JSON header, then the picture; a bare picture is a preview."""

import json
import struct
from typing import Any, NamedTuple, Optional

from . import fields as read
from .picture import kind_of

HEADER_LIMIT_BYTES = 4096
_MEDIA_TYPES = {'jpeg': 'image/jpeg', 'png': 'image/png'}


class InputPicture(NamedTuple):
    """The picture that a capture is to work on."""

    job_id: str
    picture: bytes


def write_frame(kind: str, job_id: str, picture: bytes) -> bytes:
    """`kind` is original or result. Raises ValueError where the bytes are neither JPEG nor PNG."""
    media_type = _MEDIA_TYPES.get(kind_of(picture) or '')
    if media_type is None:
        raise ValueError('neither JPEG nor PNG')
    header = json.dumps({'kind': kind, 'jobId': job_id, 'mediaType': media_type}, separators=(',', ':')).encode()
    return struct.pack('>I', len(header)) + header + picture


def read_frame(content: bytes) -> Optional[InputPicture]:
    """None for anything but a whole frame of kind `input`."""
    if len(content) < 4:
        return None
    end = 4 + struct.unpack_from('>I', content)[0]
    if end - 4 > HEADER_LIMIT_BYTES or end >= len(content):
        return None
    try:
        header: Any = json.loads(content[4:end])
        return _input(header, content[end:])
    except (ValueError, TypeError, RecursionError):
        return None


def _input(header: Any, picture: bytes) -> Optional[InputPicture]:
    if not isinstance(header, dict) or header.get('kind') != 'input':
        return None
    if header.get('mediaType') != _MEDIA_TYPES.get(kind_of(picture) or ''):
        return None
    return InputPicture(read.job_id(header), picture)
