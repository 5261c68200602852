"""WebSocket frames over plain sockets (RFC 6455), for the fake DAT and for the tests' own little console."""

import base64
import hashlib
import os
import socket
import struct
from typing import Dict, NamedTuple, Tuple

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'


class WireFrame(NamedTuple):
    opcode: int
    content: bytes


class WireClosed(Exception):
    """The other side has gone."""


def connect(host: str, port: int, path: str, timeout_s: float) -> socket.socket:
    """A client's opening; raises OSError where it is refused."""
    sock = socket.create_connection((host, port), timeout=timeout_s)
    key = base64.b64encode(os.urandom(16)).decode()
    lines = ('GET %s HTTP/1.1' % path, 'Host: %s:%d' % (host, port), 'Upgrade: websocket', 'Connection: Upgrade')
    request = '\r\n'.join((*lines, 'Sec-WebSocket-Key: %s' % key, 'Sec-WebSocket-Version: 13', '', ''))
    sock.sendall(request.encode())
    status, headers = read_head(sock)
    if ' 101 ' not in status + ' ' or headers.get('sec-websocket-accept') != accept_for(key):
        sock.close()
        raise OSError('refused: %s' % status)
    sock.settimeout(None)
    return sock


def accept_for(key: str) -> str:
    return base64.b64encode(hashlib.sha1((key + _GUID).encode()).digest()).decode()


def read_head(sock: socket.socket) -> Tuple[str, Dict[str, str]]:
    """The first line of an HTTP head and its headers, byte by byte: frames may follow at once."""
    head = b''
    while not head.endswith(b'\r\n\r\n'):
        byte = sock.recv(1)
        if not byte or len(head) > 16_384:
            raise WireClosed('no head')
        head += byte
    first, *rest = head.decode('latin-1').rstrip().split('\r\n')
    pairs = (line.split(':', 1) for line in rest if ':' in line)
    return first, {name.strip().lower(): value.strip() for name, value in pairs}


def write(sock: socket.socket, opcode: int, content: bytes, is_client: bool) -> None:
    length, mask_bit = len(content), 0x80 if is_client else 0
    head = bytes([0x80 | opcode])
    if length < 126:
        head += bytes([mask_bit | length])
    elif length < 65_536:
        head += bytes([mask_bit | 126]) + struct.pack('>H', length)
    else:
        head += bytes([mask_bit | 127]) + struct.pack('>Q', length)
    # A mask of zeros is a mask: the bytes stay as they are.
    sock.sendall(head + (bytes(4) if is_client else b'') + content)


def read(sock: socket.socket) -> WireFrame:
    """One whole message; continuation frames are put together."""
    first = _exactly(sock, 2)
    opcode, content = first[0] & 0x0F, _content(sock, first[1])
    is_last = bool(first[0] & 0x80)
    while not is_last:
        head = _exactly(sock, 2)
        is_last = bool(head[0] & 0x80)
        content += _content(sock, head[1])
    return WireFrame(opcode, content)


def _content(sock: socket.socket, second: int) -> bytes:
    length = second & 0x7F
    if length == 126:
        (length,) = struct.unpack('>H', _exactly(sock, 2))
    elif length == 127:
        (length,) = struct.unpack('>Q', _exactly(sock, 8))
    mask = _exactly(sock, 4) if second & 0x80 else bytes(4)
    content = _exactly(sock, length)
    if not any(mask):
        return content
    return bytes(byte ^ mask[at % 4] for at, byte in enumerate(content))


def _exactly(sock: socket.socket, count: int) -> bytes:
    content = bytearray()
    while len(content) < count:
        part = sock.recv(min(65_536, count - len(content)))
        if not part:
            raise WireClosed('closed')
        content += part
    return bytes(content)


def shut(sock: socket.socket) -> None:
    """Closing alone would wait for the thread that reads."""
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass  # the other side, or a thread of ours, was first
    sock.close()
