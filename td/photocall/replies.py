"""What the booth says to the console, each as the text of one frame."""

import json
from typing import Any, Dict, List, Optional

from .messages import PROTOCOL
from .trouble import Trouble

# The console cuts longer words anyway.
_WORDS_CHARS = 1000
_MAX_CHECKS = 30

Check = Dict[str, Any]


def hello(name: str, token: str, version: str, build: str, job_id: Optional[str]) -> str:
    """The first message on every connection. `job_id` is the job that is still in hand, or None."""
    named = name.strip()[:80] or 'TouchDesigner'
    message: Dict[str, Any] = {'type': 'hello', 'role': 'touchdesigner', 'name': named, 'protocol': PROTOCOL}
    message.update({'version': version[:40], 'jobId': job_id})
    if build:
        message['build'] = build[:40]
    if token:
        message['token'] = token
    return _text(message)


def ack(job_id: str, of: str) -> str:
    return _text({'type': 'ack', 'jobId': job_id, 'of': of})


def started(job_id: str) -> str:
    return _text({'type': 'started', 'jobId': job_id})


def progress(job_id: str, value: float) -> str:
    return _text({'type': 'progress', 'jobId': job_id, 'progress': round(min(1.0, max(0.0, value)), 4)})


def saved(job_id: str, path: str) -> str:
    return _text({'type': 'saved', 'jobId': job_id, 'path': path})


def error(job_id: Optional[str], message: str, reason: str) -> str:
    """`reason` is busy, component, save, timeout or other."""
    words = message[:_WORDS_CHARS] or 'No reason was given.'
    return _text({'type': 'error', 'jobId': job_id, 'message': words, 'reason': reason})


def trouble(what: Trouble, reason: str) -> str:
    """Beside any job: something is wrong with this machine."""
    words = what.words[:_WORDS_CHARS] or 'No reason was given.'
    message: Dict[str, Any] = {'type': 'error', 'jobId': None, 'message': words, 'reason': reason}
    if what.code:
        message.update({'code': what.code, 'params': what.params})
    return _text(message)


def cleaned(job_id: str, files: int) -> str:
    return _text({'type': 'cleaned', 'jobId': job_id, 'files': files})


def heartbeat_ack(ts: float) -> str:
    return _text({'type': 'heartbeat-ack', 'ts': ts})


def status(state: str, checks: List[Check]) -> str:
    return _text({'type': 'status', 'state': state, 'checks': checks[:_MAX_CHECKS]})


def check(name: str, ok: bool, detail: str) -> Check:
    """One line of the operator's list: what was looked at, and whether it is right."""
    return {'name': name[:60], 'ok': ok, 'detail': detail[:300]}


def _text(message: Dict[str, Any]) -> str:
    return json.dumps(message, ensure_ascii=False, separators=(',', ':'), allow_nan=False)
