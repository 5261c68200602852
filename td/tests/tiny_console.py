"""The other end of the wire: a console that says what a test tells it to, and keeps what it hears."""

import json
import socket
import threading
from typing import Any, Dict, List, Optional, Tuple

from . import wire

Message = Dict[str, Any]


class TinyConsole:
    """Listens on a port of its own; the newest connection is the one that is spoken to."""

    def __init__(self, port: int = 0) -> None:
        self._listener = socket.create_server(('127.0.0.1', port))
        self.port: int = self._listener.getsockname()[1]
        self._sock: Optional[socket.socket] = None
        self.heard: List[Message] = []
        self.pictures: List[bytes] = []
        self.pongs: List[bytes] = []
        self.connections = 0
        # Of the newest connection: the other side's port, messages said, messages heard.
        self.peer_port = self.said = self.taken = 0
        self.woken = threading.Event()
        self.paths: List[str] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def say(self, **message: Any) -> None:
        self.say_raw(wire.TEXT, json.dumps(message).encode())

    def say_raw(self, opcode: int, content: bytes) -> None:
        assert self._sock is not None, 'nobody is connected'
        self.said += 1
        wire.write(self._sock, opcode, content, is_client=False)

    def all(self, message_type: str) -> List[Message]:
        return [one for one in list(self.heard) if one['type'] == message_type]

    def last(self, message_type: str) -> Optional[Message]:
        found = self.all(message_type)
        return found[-1] if found else None

    def is_behind(self, traffic: Tuple[int, int, int]) -> bool:
        """Something is on its way between this and the side whose port and counts these are."""
        port, sent, delivered = traffic
        if self._sock is None:
            return port != 0 and port == self.peer_port  # hung up, and the other side has not noticed yet
        return port == self.peer_port and (sent > self.taken or self.said > delivered)

    def hang_up(self) -> None:
        sock, self._sock = self._sock, None
        if sock:
            wire.shut(sock)

    def close(self) -> None:
        wire.shut(self._listener)
        self.hang_up()

    def _accept(self) -> None:
        while True:
            try:
                sock, _address = self._listener.accept()
                first, headers = wire.read_head(sock)
            except (OSError, wire.WireClosed):
                if self._listener.fileno() == -1:
                    return
                continue
            accept = wire.accept_for(headers['sec-websocket-key'])
            head = 'HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n' % accept
            self.paths.append(first.split(' ')[1])
            self.said = self.taken = 0
            self.peer_port = sock.getpeername()[1]
            self._sock = sock
            self.connections += 1
            sock.sendall(head.encode())
            threading.Thread(target=self._listen, args=(sock,), daemon=True).start()

    def _listen(self, sock: socket.socket) -> None:
        try:
            while True:
                frame = wire.read(sock)
                if frame.opcode == wire.TEXT:
                    self.heard.append(json.loads(frame.content))
                elif frame.opcode == wire.BINARY:
                    self.pictures.append(frame.content)
                elif frame.opcode == wire.PONG:
                    self.pongs.append(frame.content)
                self.taken += frame.opcode != wire.CLOSE
                self.woken.set()
        except (OSError, wire.WireClosed):
            sock.close()
