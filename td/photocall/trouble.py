"""What is wrong with this machine itself: in words, and by a code that the console says in the operator's language."""

from dataclasses import dataclass, field
from typing import Dict

# Script errors and paths have a length that nobody promises.
_PARAM_CHARS = 300


@dataclass(frozen=True)
class Trouble:
    """`code` is empty where the words are not ours: the console shows them as they are."""

    words: str
    code: str = ''
    params: Dict[str, str] = field(default_factory=dict)


def saved_file_wrong(fault: str, path: str) -> Trouble:
    return _named('saved_file_wrong', 'The saved file is wrong: %(fault)s (%(path)s)', fault=fault, path=path)


def script_error(where: str, error: Exception) -> Trouble:
    told = '%s: %s' % (type(error).__name__, error)
    return _named('script_error', 'Script error in %(where)s: %(error)s', where=where, error=told)


def component_error() -> Trouble:
    return _named('component_error', 'The component reports an error.')


def _named(code: str, words: str, **params: str) -> Trouble:
    return Trouble(words % params, code, {name: value[:_PARAM_CHARS] for name, value in params.items()})
