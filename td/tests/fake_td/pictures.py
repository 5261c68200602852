"""Real, small JPEG and PNG files: a picture is a number, and every number looks different."""

import functools
import random
import struct
import zlib
from typing import List, NamedTuple

# The DC codes of the standard luminance table, by category.
_DC_CODES = ('00', '010', '011', '100', '101', '110', '1110', '11110', '111110', '1111110', '11111110', '111111110')
_END_OF_BLOCK = '1010'
_DC_COUNTS = (0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0)


class Picture(NamedTuple):
    number: int
    width: int
    height: int


@functools.lru_cache(maxsize=512)
def jpeg(picture: Picture) -> bytes:
    """Grey blocks of 8 by 8 pixels: only the first coefficient of each is coded."""
    columns, rows = -(-picture.width // 8), -(-picture.height // 8)
    bits = ''.join(_block_bits(levels) for levels in _differences(picture.number, columns * rows))
    return b''.join((b'\xff\xd8', _tables(picture), _packed(bits), b'\xff\xd9'))


@functools.lru_cache(maxsize=128)
def png(picture: Picture) -> bytes:
    rows = b''.join(b'\x00' + bytes([shade]) * picture.width for shade in _shades(picture))
    header = struct.pack('>IIBBBBB', picture.width, picture.height, 8, 0, 0, 0, 0)
    chunks = ((b'IHDR', header), (b'IDAT', zlib.compress(rows)), (b'IEND', b''))
    return b'\x89PNG\r\n\x1a\n' + b''.join(_chunk(*one) for one in chunks)


def shade_of(picture: Picture, row: int) -> int:
    """Of a row, from above, in PNG and in pixels."""
    return _shades(picture)[row]


@functools.lru_cache(maxsize=128)
def _shades(picture: Picture) -> List[int]:
    shades = random.Random(picture.number)
    return [shades.randrange(256) for _ in range(picture.height)]


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack('>I', len(content)) + kind + content + struct.pack('>I', zlib.crc32(kind + content))


def _differences(number: int, count: int) -> List[int]:
    shades = random.Random(number)
    levels = [shades.randrange(-60, 60) for _ in range(count)]
    return [level - before for level, before in zip(levels, [0] + levels)]


def _block_bits(difference: int) -> str:
    if difference == 0:
        return _DC_CODES[0] + _END_OF_BLOCK
    size = abs(difference).bit_length()
    value = difference if difference > 0 else difference + (1 << size) - 1
    return _DC_CODES[size] + format(value, '0%db' % size) + _END_OF_BLOCK


def _packed(bits: str) -> bytes:
    bits += '1' * (-len(bits) % 8)
    packed = int(bits, 2).to_bytes(len(bits) // 8, 'big')
    return packed.replace(b'\xff', b'\xff\x00')


def _tables(picture: Picture) -> bytes:
    jfif = b'JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00'
    size = struct.pack('>BHHB', 8, picture.height, picture.width, 1) + b'\x01\x11\x00'
    # One AC code is used: end of block, four bits long in the standard table, so the other three of that length stand in before it.
    dc = b'\x00' + bytes(_DC_COUNTS) + bytes(range(12))
    ac = b'\x10' + bytes((0, 2, 1, 3) + (0,) * 12) + bytes((1, 2, 3, 0, 4, 17))
    segments = ((0xE0, jfif), (0xDB, b'\x00' + b'\x10' * 64), (0xC0, size), (0xC4, dc), (0xC4, ac), (0xDA, b'\x01\x01\x00\x00\x3f\x00'))
    return b''.join(struct.pack('>BBH', 0xFF, marker, len(body) + 2) + body for marker, body in segments)
