"""Reading single fields of foreign JSON: each returns the value or raises ValueError."""

import re
from typing import Any, Dict, Optional, Sequence

# The console's jobId is a canonical lower-case UUID; it becomes part of file names.
_JOB_ID = re.compile(r'[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z')
_FORBIDDEN_IN_NAMES = re.compile(r'[<>:"|?*\x00-\x1f]')

Fields = Dict[str, Any]


def job_id(fields: Fields) -> str:
    value = text(fields, 'jobId')
    if not _JOB_ID.match(value):
        raise ValueError('jobId')
    return value


def text(fields: Fields, name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str):
        raise ValueError(name)
    return value


def optional_text(fields: Fields, name: str) -> Optional[str]:
    return None if fields.get(name) is None else text(fields, name)


def one_of(fields: Fields, name: str, allowed: Sequence[str]) -> str:
    value = text(fields, name)
    if value not in allowed:
        raise ValueError(name)
    return value


def number(fields: Fields, name: str, low: float, high: float) -> float:
    """NaN, infinities and booleans are no numbers: the first two are within no range."""
    value = fields.get(name)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(name)
    if not low <= value <= high:
        raise ValueError(name)
    return value


def flag(fields: Fields, name: str) -> bool:
    value = fields.get(name)
    if not isinstance(value, bool):
        raise ValueError(name)
    return value


def relative_path(fields: Fields, name: str) -> str:
    """A file's name, with folders before it at most; never one that leaves the folder it is put into."""
    value = text(fields, name).replace('\\', '/')
    parts = value.split('/')
    if not value or any(part in ('', '.', '..') or part.endswith((' ', '.')) for part in parts):
        raise ValueError(name)
    if _FORBIDDEN_IN_NAMES.search(value):
        raise ValueError(name)
    return value
