"""Client of the console's job broker, for TouchDesigner and for any other Python from 3.9 on. One file, the standard library alone.

    client = TDComfyClient('http://127.0.0.1:8080')
    job_id = client.submit_frame(top_to_png_bytes(op('source_top')), prompt='a lighthouse at dusk')
    status = client.check_job(job_id)
    if status['status'] == 'done':
        video_bytes = client.get_result(job_id)

Every call waits for the server. In TouchDesigner that stops the picture: call it from a thread that touches no operator, as the
component `photocall_broker` does, and never from a callback.
"""

import http.client
import json
import os
import ssl
import threading
import time
import uuid
from typing import Any, Callable, Dict, Iterator, NamedTuple, Optional, Tuple, Type
from urllib.parse import quote, urlsplit

Status = Dict[str, Any]

# Servers close a connection that was idle for some seconds; Node does after five.
_KEPT_FOR_S = 4.0
_WORDS_LIMIT_BYTES = 1_000_000
_RESULT_LIMIT_BYTES = 1_000_000_000
_CHUNK_BYTES = 65_536
_ENDED = ('done', 'error')
_EXTENSIONS = {
    'image/png': '.png', 'image/jpeg': '.jpg', 'image/webp': '.webp', 'image/gif': '.gif',
    'video/mp4': '.mp4', 'video/webm': '.webm', 'video/quicktime': '.mov',
}


class BrokerError(Exception):
    """Whatever keeps a call from its answer; the words are for the operator."""


class BrokerUnreachable(BrokerError):
    """No answer, or half of one: trying again later may help."""


class _Dropped(BrokerUnreachable):
    """The connection was closed before a word of the answer."""


class BrokerRefused(BrokerError):
    """The server said no. `status` is HTTP's number; `retry_after_s` is None where it named no time."""

    def __init__(self, status: int, words: str, retry_after_s: Optional[float] = None) -> None:
        super().__init__('%s (%d)' % (words, status))
        self.status = status
        self.retry_after_s = retry_after_s


class JobNotFound(BrokerRefused):
    """The server does not know the job, or no longer."""


class ResultNotReady(BrokerRefused):
    """The job has no result yet."""


class _Request(NamedTuple):
    method: str
    path: str
    body: Optional[bytes] = None
    headers: Dict[str, str] = {}


Take = Callable[[http.client.HTTPResponse, float], Any]


class TDComfyClient:
    """One call at a time over one kept connection; calls from several threads wait for each other.

    `timeout_s` is for connecting and for each silence, `result_timeout_s` for a whole download. `ca_file` (PEM) is trusted alone, in
    place of the system's authorities: for an https address whose certificate was made in the house. ValueError where it cannot be read.
    """

    def __init__(
        self, url: str, token: str = '', timeout_s: float = 10.0, result_timeout_s: float = 300.0, ca_file: str = ''
    ) -> None:
        self._kept: Optional[http.client.HTTPConnection] = None
        parts = urlsplit(url if '://' in url else 'http://' + url)
        if parts.scheme not in ('http', 'https') or not parts.hostname or parts.username is not None:
            raise ValueError('"%s" is no address such as http://192.168.1.20:8080' % url)
        self.url = url
        self._trust = _trust_in(ca_file) if parts.scheme == 'https' else None
        self._host, self._port, self._base = parts.hostname, parts.port, parts.path.rstrip('/')
        self._token = token
        self._timeout_s = timeout_s
        self._result_timeout_s = result_timeout_s
        self._lock = threading.Lock()
        self._used_at = 0.0
        self._open_job: Optional[str] = None

    def __del__(self) -> None:
        self._hang_up()

    def submit_frame(
        self,
        image_bytes: bytes,
        prompt: str = '',
        negative_prompt: str = '',
        seed: Optional[int] = None,
        style: Optional[str] = None,
        key: Optional[str] = None,
    ) -> str:
        """Returns the job's id. The same `key` again makes no second job: give one to repeat a submit whose answer was lost."""
        if not image_bytes:
            raise ValueError('There is no picture to submit.')
        fields = {'prompt': prompt, 'negative_prompt': negative_prompt, 'seed': seed, 'style': style}
        content_type, body = _multipart({name: str(value) for name, value in fields.items() if value not in (None, '')}, image_bytes)
        headers = {'Content-Type': content_type, 'Idempotency-Key': key or uuid.uuid4().hex}
        reply = self._words(_Request('POST', '/jobs', body, headers))
        job_id = reply.get('job_id')
        if not isinstance(job_id, str) or not job_id:
            raise BrokerError('The answer names no job: is this a job broker? (%s)' % self.url)
        self._open_job = job_id
        return job_id

    def check_job(self, job_id: str) -> Status:
        """What the server says of the job: `status` is queued, running, done or error. Raises JobNotFound."""
        try:
            status = self._words(_Request('GET', _path_of(job_id)))
        except JobNotFound:
            self._note_ended(job_id)
            raise
        if not isinstance(status.get('status'), str):
            raise BrokerError('The answer names no status: is this a job broker? (%s)' % self.url)
        if status['status'] in _ENDED:
            self._note_ended(job_id)
        return status

    def get_result(self, job_id: str) -> bytes:
        """The whole file in memory. Raises ResultNotReady while there is none; `save_result` is for long videos."""
        return self._ask(_Request('GET', _path_of(job_id) + '/result'), _result_in_memory, self._result_timeout_s)

    def save_result(self, job_id: str, stem: str) -> str:
        """Writes the file to `stem` with the extension of its media type, in one step; returns the path. Raises OSError too."""
        request = _Request('GET', _path_of(job_id) + '/result')
        return self._ask(request, lambda response, deadline: _result_in_file(response, deadline, stem), self._result_timeout_s)

    def delete_job(self, job_id: str) -> None:
        """Stops the job where it runs, and erases picture and result. One that is gone already is no error."""
        try:
            self._words(_Request('DELETE', _path_of(job_id)))
        except JobNotFound:
            pass
        self._note_ended(job_id)

    def is_ready_for_next(self) -> bool:
        """True once the last submitted job has ended. Asks the server only where that is not known yet."""
        if self._open_job is None:
            return True
        try:
            return self.check_job(self._open_job)['status'] in _ENDED
        except JobNotFound:
            return True

    def close(self) -> None:
        """The connection is made anew with the next call."""
        with self._lock:
            self._hang_up()

    def _note_ended(self, job_id: str) -> None:
        if self._open_job == job_id:
            self._open_job = None

    # HTTP

    def _words(self, request: _Request) -> Dict[str, Any]:
        return self._ask(request, _json_of, self._timeout_s * 2)

    def _ask(self, request: _Request, take: Take, limit_s: float) -> Any:
        """GET and DELETE are said again where a kept connection turns out to be closed; POST goes over a fresh one, once."""
        with self._lock:
            if request.method == 'POST' or time.monotonic() - self._used_at > _KEPT_FOR_S:
                self._hang_up()
            was_kept = self._kept is not None
            try:
                return self._exchange(request, take, limit_s)
            except _Dropped:
                if not was_kept:
                    raise
                return self._exchange(request, take, limit_s)

    def _exchange(self, request: _Request, take: Take, limit_s: float) -> Any:
        connection = self._kept = self._kept or self._connected()
        is_left_clean = False
        try:
            response = self._answer(connection, request)
            deadline = time.monotonic() + limit_s
            if response.status >= 400:
                raise _refusal(request, response, deadline)
            taken = take(response, deadline)
            is_left_clean = response.isclosed() and not response.will_close
            return taken
        finally:
            self._used_at = time.monotonic()
            if not is_left_clean:
                self._hang_up()

    def _answer(self, connection: http.client.HTTPConnection, request: _Request) -> http.client.HTTPResponse:
        try:
            try:
                connection.request(request.method, self._base + request.path, request.body, self._headers(request))
            except (BrokenPipeError, ConnectionResetError):
                pass  # who refuses a large upload says why before it hangs up
            return connection.getresponse()
        except ConnectionError as error:
            raise _Dropped('%s hung up: %s' % (self.url, _named(error))) from error
        except (http.client.HTTPException, OSError) as error:
            raise BrokerUnreachable('No answer from %s: %s' % (self.url, _named(error))) from error

    def _connected(self) -> http.client.HTTPConnection:
        """Straight to the server: a proxy of the system is not asked."""
        connection = self._unconnected()
        try:
            connection.connect()
        except OSError as error:
            raise BrokerUnreachable('%s cannot be reached: %s' % (self.url, _named(error))) from error
        return connection

    def _unconnected(self) -> http.client.HTTPConnection:
        if self._trust is None:
            return http.client.HTTPConnection(self._host, self._port, timeout=self._timeout_s)
        return http.client.HTTPSConnection(self._host, self._port, timeout=self._timeout_s, context=self._trust)

    def _headers(self, request: _Request) -> Dict[str, str]:
        token = {'Authorization': 'Bearer ' + self._token} if self._token else {}
        return {'Accept': '*/*', **token, **request.headers}

    def _hang_up(self) -> None:
        if self._kept:
            self._kept.close()
        self._kept = None


def _trust_in(ca_file: str) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca_file or None)
    except OSError as error:
        raise ValueError('"%s" cannot be used as CA file: %s' % (ca_file, _named(error))) from error


def top_to_png_bytes(top: Any) -> bytes:
    """The TOP's picture now. It waits for the graphics card: some milliseconds, on the main thread alone."""
    if top is None:
        raise ValueError('There is no TOP to read.')
    return bytes(top.saveByteArray('.png'))


# Requests


def _path_of(job_id: str) -> str:
    if not job_id:
        raise ValueError('There is no job to ask for.')
    return '/jobs/' + quote(job_id, safe='')


def _multipart(fields: Dict[str, str], image: bytes) -> Tuple[str, bytes]:
    boundary = uuid.uuid4().hex
    extension, media_type = _kind_of(image)
    head = '--%s\r\nContent-Disposition: form-data; name="%s"'
    parts = [((head + '\r\n\r\n%s\r\n') % (boundary, name, value)).encode() for name, value in fields.items()]
    file_head = (head + '; filename="frame%s"\r\nContent-Type: %s\r\n\r\n') % (boundary, 'image', extension, media_type)
    end = '\r\n--%s--\r\n' % boundary
    return 'multipart/form-data; boundary=' + boundary, b''.join((*parts, file_head.encode(), bytes(image), end.encode()))


def _kind_of(image: bytes) -> Tuple[str, str]:
    if image.startswith(b'\xff\xd8\xff'):
        return '.jpg', 'image/jpeg'
    if image.startswith(b'\x89PNG'):
        return '.png', 'image/png'
    return '', 'application/octet-stream'


# Answers


def _json_of(response: http.client.HTTPResponse, deadline: float) -> Dict[str, Any]:
    """An object; empty where the server says nothing at all."""
    content = b''.join(_chunks(response, deadline, _WORDS_LIMIT_BYTES))
    try:
        words = json.loads(content) if content else {}
    except (ValueError, RecursionError) as error:
        raise BrokerError('The answer is no JSON: is this a job broker?') from error
    if not isinstance(words, dict):
        raise BrokerError('The answer is no JSON object: is this a job broker?')
    return words


def _result_in_memory(response: http.client.HTTPResponse, deadline: float) -> bytes:
    return b''.join(_chunks(response, deadline, _RESULT_LIMIT_BYTES)) or _nothing()


def _result_in_file(response: http.client.HTTPResponse, deadline: float, stem: str) -> str:
    media_type = response.headers.get_content_type()
    path = stem + _EXTENSIONS.get(media_type, '')
    if path == stem:
        raise BrokerError('The result is neither picture nor video: %s' % media_type)
    part = path + '.part'
    try:
        with open(part, 'wb') as file:
            written = sum(file.write(chunk) for chunk in _chunks(response, deadline, _RESULT_LIMIT_BYTES))
        os.replace(part, path) if written else _nothing()
    except BaseException:
        _remove(part)
        raise
    return path


def _nothing() -> bytes:
    raise BrokerError('The result is empty.')


def _chunks(response: http.client.HTTPResponse, deadline: float, limit_bytes: int) -> Iterator[bytes]:
    """To the end, or an error: an answer that was cut is never taken for a whole one."""
    announced = response.length
    taken = 0
    while True:
        chunk = _chunk(response)
        taken += len(chunk)
        if taken > limit_bytes:
            raise BrokerError('The answer is longer than %d bytes.' % limit_bytes)
        if not chunk:
            break
        if time.monotonic() > deadline:
            raise BrokerUnreachable('The answer took too long.')
        yield chunk
    if announced is not None and taken != announced:
        raise BrokerUnreachable('The answer was cut after %d of %d bytes.' % (taken, announced))


def _chunk(response: http.client.HTTPResponse) -> bytes:
    try:
        return response.read(_CHUNK_BYTES)
    except (http.client.HTTPException, OSError) as error:
        raise BrokerUnreachable('The answer broke off: %s' % _named(error)) from error


def _refusal(request: _Request, response: http.client.HTTPResponse, deadline: float) -> BrokerRefused:
    try:
        detail = _json_of(response, deadline).get('detail')
    except BrokerError:
        detail = None  # the number alone has to do
    words = detail[:300] if isinstance(detail, str) and detail else response.reason or 'The server refused'
    retry_after = response.headers.get('Retry-After', '')
    return _refused_as(request, response.status)(response.status, words, float(retry_after) if retry_after.isdigit() else None)


def _refused_as(request: _Request, status: int) -> Type[BrokerRefused]:
    if status == 404:
        return JobNotFound
    return ResultNotReady if status == 400 and request.path.endswith('/result') else BrokerRefused


def _named(error: BaseException) -> str:
    return '%s: %s' % (type(error).__name__, error) if str(error) else type(error).__name__


def _remove(path: str) -> None:
    try:
        os.remove(path)
    except OSError:
        pass  # not made yet, or held by a scanner: the next download of the job writes over it
