"""Whether bytes or a file are a whole JPEG or PNG. The console decodes them; here their structure is looked at."""

import struct
import zlib
from typing import Optional, Tuple

_PNG_START = b'\x89PNG\r\n\x1a\n'
_JPEG_START = b'\xff\xd8\xff'
_JPEG_END = b'\xff\xd9'
# Encoders and file systems pad: Movie File Out and some drives leave zeros after the end.
_TAIL_BYTES = 64


def kind_of(content: bytes) -> Optional[str]:
    """'jpeg', 'png' or None, by the first bytes."""
    if content.startswith(_JPEG_START):
        return 'jpeg'
    return 'png' if content.startswith(_PNG_START) else None


def fault_of(content: bytes) -> Optional[str]:
    """None where the picture is whole, else what is wrong with it."""
    kind = kind_of(content)
    if kind is None:
        return 'neither JPEG nor PNG' if content else 'empty'
    return _png_fault(content) if kind == 'png' else _jpeg_fault(content)


def size_of(content: bytes) -> Optional[Tuple[int, int]]:
    """Width and height in pixels, as the picture says; None where it does not say."""
    if kind_of(content) == 'png':
        return struct.unpack_from('>II', content, 16) if content[12:16] == b'IHDR' and len(content) >= 24 else None
    at = 2
    while at + 9 <= len(content):
        marker, length = struct.unpack_from('>HH', content, at)
        if _is_frame(marker):
            height, width = struct.unpack_from('>HH', content, at + 5)
            return width, height
        if marker >> 8 != 0xFF or length < 2 or marker == 0xFFDA:
            return None
        at += 2 + length
    return None


def _is_frame(marker: int) -> bool:
    return 0xFFC0 <= marker <= 0xFFCF and marker not in (0xFFC4, 0xFFC8, 0xFFCC)


def _jpeg_fault(content: bytes) -> Optional[str]:
    """Walks the segments up to the scan: a picture without size or scan is cut."""
    at, has_size = 2, False
    while at + 4 <= len(content):
        marker, length = struct.unpack_from('>HH', content, at)
        if marker >> 8 != 0xFF or length < 2:
            return 'broken segments'
        has_size = has_size or _is_frame(marker)
        if marker == 0xFFDA:
            return None if has_size and _JPEG_END in content[-_TAIL_BYTES:] else 'cut short'
        at += 2 + length
    return 'cut short'


def _png_fault(content: bytes) -> Optional[str]:
    """Walks the chunks and their check sums to IEND."""
    at = len(_PNG_START)
    while at + 12 <= len(content):
        (length,) = struct.unpack_from('>I', content, at)
        end = at + 12 + length
        if end > len(content):
            return 'cut short'
        (checksum,) = struct.unpack_from('>I', content, end - 4)
        if zlib.crc32(content[at + 4 : end - 4]) != checksum:
            return 'damaged'
        if content[at + 4 : at + 8] == b'IEND':
            return None
        at = end
    return 'cut short'
