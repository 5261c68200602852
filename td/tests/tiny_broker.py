"""A job broker on a real port: what the console answers on `/jobs`, as far as clients see it. Its jobs end when a test says so."""

import http.server
import json
import re
import socket
import socketserver
import ssl
import threading
from typing import Any, Dict, List, Optional, Tuple
from urllib.parse import unquote

from . import wire

_FIELD = re.compile(rb'name="(\w+)"(?:; filename="([^"]*)")?\r\n(?:Content-Type: ([^\r]+)\r\n)?\r\n(.*)\Z', re.DOTALL)


class BrokerJob:
    def __init__(self, fields: Dict[str, bytes], media_type: str) -> None:
        self.fields = fields
        self.media_type = media_type
        self.status = 'queued'
        self.error: Optional[str] = None
        self.result: Tuple[bytes, str] = (b'', 'video/mp4')
        # How often it is asked for before it ends; None: a test ends it.
        self.polls_left: Optional[int] = None


class TinyBroker:
    """`refuse` gives the next answers: (status, words, headers). `drops` hangs up that many requests without an answer."""

    def __init__(self, port: int = 0, jobs: Optional[Dict[str, BrokerJob]] = None, tls: Optional[ssl.SSLContext] = None) -> None:
        self.jobs: Dict[str, BrokerJob] = {} if jobs is None else jobs
        self.keys: Dict[str, str] = {}
        self.asked: List[str] = []
        self.headers: List[Dict[str, str]] = []
        self.connections = 0
        self.refuse: List[Tuple[int, str, Dict[str, str]]] = []
        self.drops = 0
        self.cut_results = self.gone_results = False
        self.result_after: Optional[Tuple[int, bytes, str]] = None
        self.sockets: List[socket.socket] = []
        self._server = _Server(('127.0.0.1', port), _handler_of(self))
        self.port: int = self._server.server_address[1]
        self.url = '%s://127.0.0.1:%d' % ('https' if tls else 'http', self.port)
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def finish(self, job_id: str, content: bytes, media_type: str = 'video/mp4') -> None:
        job = self.jobs[job_id]
        job.status, job.result = 'done', (content, media_type)

    def fail(self, job_id: str, words: str) -> None:
        self.jobs[job_id].status, self.jobs[job_id].error = 'error', words

    def ends_after(self, polls: int, content: bytes, media_type: str = 'video/mp4') -> None:
        """Every job to come: queued, running, then done."""
        self.result_after = (polls, content, media_type)

    def asked_for(self, method: str) -> List[str]:
        return [one for one in list(self.asked) if one.startswith(method)]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        for sock in self.sockets:
            wire.shut(sock)


class _Server(socketserver.ThreadingTCPServer):
    """`http.server`'s own one looks its name up in the network first."""

    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what tests are about."""


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    disable_nagle_algorithm = True
    broker: TinyBroker

    def setup(self) -> None:
        super().setup()
        self.broker.connections += 1
        self.broker.sockets.append(self.connection)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers['Content-Length']))
        if self.is_answered():
            return
        job = _job_of(self.headers['Content-Type'], body)
        key = self.headers['Idempotency-Key']
        job_id = self.broker.keys.setdefault(key, 'job-%d' % (len(self.broker.keys) + 1))
        self.broker.jobs.setdefault(job_id, job)
        if self.broker.result_after:
            job.polls_left, content, media_type = self.broker.result_after
            job.result = (content, media_type)
        self.say(200, {'job_id': job_id, 'status': 'queued', 'message': 'Job queued for processing'})

    def do_GET(self) -> None:
        if self.is_answered():
            return
        job, wants_result = self.job()
        if job is None:
            self.say(404, {'detail': 'Job not found'})
        elif not wants_result:
            self.say(200, self.status_of(job))
        elif job.status != 'done':
            self.say(400, {'detail': 'Job is not complete'})
        elif self.broker.gone_results:
            self.say(404, {'detail': 'The result is no longer there'})
        else:
            self.send_result(*job.result)

    def do_DELETE(self) -> None:
        if self.is_answered():
            return
        job, _wants_result = self.job()
        if job is None:
            self.say(404, {'detail': 'Job not found'})
        else:
            del self.broker.jobs[unquote(self.path.split('/')[2])]
            self.say(200, {'message': 'Job deleted'})

    def is_answered(self) -> bool:
        self.broker.asked.append('%s %s' % (self.command, self.path))
        self.broker.headers.append(dict(self.headers))
        if self.broker.drops:
            self.broker.drops -= 1
            self.close_connection = True
            return True
        if not self.broker.refuse:
            return False
        status, words, headers = self.broker.refuse.pop(0)
        self.say(status, {'detail': words}, headers)
        return True

    def job(self) -> Tuple[Optional[BrokerJob], bool]:
        parts = self.path.split('/')
        return self.broker.jobs.get(unquote(parts[2])), parts[3:] == ['result']

    def status_of(self, job: BrokerJob) -> Dict[str, Any]:
        if job.polls_left is not None and job.status != 'done':
            job.polls_left -= 1
            job.status = 'done' if job.polls_left <= 0 else 'running'
        return {
            'id': self.path.split('/')[2], 'status': job.status, 'created_at': 1767549600.5,
            'prompt': job.fields.get('prompt', b'').decode(), 'has_result': job.status == 'done', 'error_message': job.error,
            'started_at': None, 'completed_at': None, 'processing_time': None,
        }

    def send_result(self, content: bytes, media_type: str) -> None:
        self.send_response(200)
        self.send_header('Content-Type', media_type)
        self.send_header('Content-Length', str(len(content)))
        self.end_headers()
        self.close_connection = self.broker.cut_results
        self.wfile.write(content[: len(content) // 2] if self.broker.cut_results else content)

    def say(self, status: int, words: Dict[str, Any], headers: Optional[Dict[str, str]] = None) -> None:
        content = json.dumps(words).encode()
        self.send_response(status)
        for name, value in {'Content-Type': 'application/json', 'Content-Length': str(len(content)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Tests print nothing."""


def _handler_of(broker: TinyBroker) -> Any:
    return type('BoundHandler', (Handler,), {'broker': broker})


def _job_of(content_type: str, body: bytes) -> BrokerJob:
    boundary = b'--' + content_type.split('boundary=')[1].encode()
    found = [_FIELD.search(part[:-2]) for part in body.split(boundary)[1:-1]]
    matches = [one for one in found if one]
    media_type = next((one.group(3).decode() for one in matches if one.group(3)), '')
    return BrokerJob({one.group(1).decode(): one.group(4) for one in matches}, media_type)
