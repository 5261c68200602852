"""From the array that a TOP's `numpyArray` gives to a PNG, off the main thread. numpy itself is not imported: the array knows it."""

import struct
import zlib
from typing import Any

# PNG's colour types, by number of channels.
_COLOUR_TYPES = {1: 0, 3: 2, 4: 6}
# Quick: the way to the server is short.
_LEVEL = 1


def png_of(pixels: Any) -> bytes:
    """Of height x width x channels with the lowest row first, as TouchDesigner has it: floats 0..1, or bytes, or 16 bits."""
    height, width, channels = pixels.shape
    if channels not in _COLOUR_TYPES:
        raise ValueError('The TOP has %d channels; a picture has 1, 3 or 4.' % channels)
    content = _as_bytes(pixels).tobytes()
    stride = width * channels
    rows = (b'\x00' + content[at : at + stride] for at in range((height - 1) * stride, -1, -stride))
    header = struct.pack('>IIBBBBB', width, height, 8, _COLOUR_TYPES[channels], 0, 0, 0)
    chunks = ((b'IHDR', header), (b'IDAT', zlib.compress(b''.join(rows), _LEVEL)), (b'IEND', b''))
    return b'\x89PNG\r\n\x1a\n' + b''.join(_chunk(*one) for one in chunks)


def _as_bytes(pixels: Any) -> Any:
    if pixels.dtype.kind == 'f':
        return (pixels.clip(0, 1) * 255 + 0.5).astype('uint8')
    return pixels if pixels.dtype.itemsize == 1 else (pixels // 257).astype('uint8')


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack('>I', len(content)) + kind + content + struct.pack('>I', zlib.crc32(kind + content))
