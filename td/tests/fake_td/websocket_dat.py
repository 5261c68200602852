"""The WebSocket DAT on a real socket. It does not connect again, does not answer pings, and cannot close."""

import queue
import socket
import threading
from typing import Any, List, Optional, Tuple, Union

from .. import wire
from .operators import COMP, DAT, callbacks_of

Event = Tuple[Any, ...]
_DIAL_S = 120.0


class _Connection:
    """Two threads that touch no operator: what comes lies ready until the next frame begins."""

    def __init__(self, host: str, port: int, path: str, timeout_s: float, wake: threading.Event) -> None:
        self.events: 'queue.Queue[Event]' = queue.Queue()
        self._outgoing: 'queue.Queue[Optional[wire.WireFrame]]' = queue.Queue()
        self._sock: Optional[socket.socket] = None
        self._wake = wake
        self.local_port = 0
        self.sent = self.delivered = 0
        self.is_up = False
        self.is_dialling = True
        self._is_closed = False
        threading.Thread(target=self._run, args=(host, port, path, timeout_s), daemon=True).start()

    def send(self, opcode: int, content: bytes) -> int:
        if not self.is_up:
            return -1
        self.sent += 1
        self._outgoing.put(wire.WireFrame(opcode, content))
        return len(content)

    def close(self) -> None:
        self._is_closed = True
        self.is_up = False
        self._outgoing.put(None)
        if self._sock:
            wire.shut(self._sock)

    def _run(self, host: str, port: int, path: str, timeout_s: float) -> None:
        try:
            self._sock = wire.connect(host, port, path, timeout_s)
        except (OSError, wire.WireClosed) as error:
            self._note(('failed', str(error)))
            return
        if self._is_closed:
            wire.shut(self._sock)
            return
        self.local_port = self._sock.getsockname()[1]
        threading.Thread(target=self._write, args=(self._sock,), daemon=True).start()
        self._note(('connected',))
        self._read(self._sock)

    def _read(self, sock: socket.socket) -> None:
        try:
            while True:
                frame = wire.read(sock)
                if frame.opcode == wire.CLOSE:
                    break
                self._note((frame.opcode, frame.content))
        except (OSError, wire.WireClosed) as error:
            if not self._is_closed:
                self._note(('error', str(error)))
        wire.shut(sock)
        self._note(('disconnected',))

    def _write(self, sock: socket.socket) -> None:
        while True:
            frame = self._outgoing.get()
            if frame is None:
                return
            try:
                wire.write(sock, frame.opcode, frame.content, is_client=True)
            except OSError:
                return  # the reader tells it

    def _note(self, event: Event) -> None:
        self.events.put(event)
        self._wake.set()


class WebsocketDAT(DAT):
    def __init__(self, runtime: Any, parent: COMP, op_type: str, name: str) -> None:
        super().__init__(runtime, parent, op_type, name)
        self._connection: Optional[_Connection] = None
        self._wants_reset = False
        self.rows: List[str] = []

    # What scripts call: there is no `sendBytes` and no `close`

    def sendText(self, *strings: str) -> int:
        return sum(self._send(wire.TEXT, self._typed(one, str).encode()) for one in strings)

    def sendBinary(self, *contents: Union[bytes, bytearray]) -> int:
        return sum(self._send(wire.BINARY, bytes(self._typed(one, (bytes, bytearray)))) for one in contents)

    def sendPing(self, *contents: bytes) -> int:
        return sum(self._send(wire.PING, bytes(one)) for one in contents)

    def sendPong(self, *contents: bytes) -> int:
        return sum(self._send(wire.PONG, bytes(one)) for one in contents)

    def _typed(self, content: Any, kinds: Any) -> Any:
        if not isinstance(content, kinds):
            raise TypeError('%r is not what is sent here' % type(content))
        return content

    def _send(self, opcode: int, content: bytes) -> int:
        self.runtime.guard.check_thread()
        return self._connection.send(opcode, content) if self._connection else -1

    # What the runtime does once a frame

    @property
    def traffic(self) -> Tuple[int, int, int]:
        """The connection's own port, messages sent, messages delivered; zeros while there is none."""
        one = self._connection
        return (one.local_port, one.sent, one.delivered) if one and one.is_up else (0, 0, 0)

    @property
    def is_dialling(self) -> bool:
        return self._connection is not None and self._connection.is_dialling

    def reset(self) -> None:
        self._wants_reset = True

    def follow_parameters(self) -> None:
        is_active = self.par.active.eval()
        if self._connection and (self._wants_reset or not is_active):
            self.drop()
            if not is_active:
                self._callback('onDisconnect')
        if is_active and self._connection is None:
            self._connection = self._dial()
        self._wants_reset = False

    def _dial(self) -> _Connection:
        host, slash, path = self.par.netaddress.eval().partition('/')
        # real seconds, while all else is in the stand-in's time: nobody here keeps a caller waiting on purpose
        timeout_s = max(_DIAL_S, self.par.timeout.eval() / 1000)
        return _Connection(host, self.par.port.eval(), slash + path or '/', timeout_s, self.runtime.network_event)

    def drop(self) -> None:
        if self._connection:
            self._connection.close()
        self._connection = None

    def deliver(self) -> None:
        """At the start of a frame; a connection that was dropped meanwhile delivers nothing more."""
        connection = self._connection
        while connection is not None and connection is self._connection:
            try:
                event = connection.events.get_nowait()
            except queue.Empty:
                return
            self._take(connection, *event)

    def _take(self, connection: _Connection, kind: Any, content: Any = None) -> None:
        connection.is_dialling = False
        if kind == 'connected':
            connection.is_up = True
            self._callback('onConnect')
        elif kind in ('failed', 'error'):
            self._callback('onMonitorMessage', 'error: %s' % content)
            if kind == 'failed' and self.runtime.tells_failed_connects:
                self._callback('onDisconnect')
        elif kind == 'disconnected':
            connection.is_up = False
            self._callback('onDisconnect')
        else:
            connection.delivered += 1
            self._message(kind, content)

    def _message(self, opcode: int, content: bytes) -> None:
        if opcode == wire.TEXT:
            text = content.decode()
            self.rows = [*self.rows, text][-self.par.maxlines.eval() :] if self.par.clamp.eval() else [*self.rows, text]
            self._callback('onReceiveText', len(self.rows) - 1, text)
        elif opcode in (wire.BINARY, wire.PING, wire.PONG):
            names = {wire.BINARY: 'onReceiveBinary', wire.PING: 'onReceivePing', wire.PONG: 'onReceivePong'}
            self._callback(names[opcode], content)

    def _callback(self, name: str, *args: Any) -> None:
        dat = callbacks_of(self)
        if dat is not None:
            self.runtime.callback(dat, name, self, *args)
