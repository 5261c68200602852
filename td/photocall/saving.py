"""Two ways from a TOP to a verified file. Both report a path only once the whole picture is there."""

import os
from typing import Callable, Optional, Protocol

from .picture import fault_of
from .ports import SaveFailed

_LIMIT_S = 30.0
_POLL_S = 0.1
# Without a word from TouchDesigner: the size has not changed for this long.
_STABLE_S = 0.3
# Setting `file` and `record` in one frame can race.
_FRAMES_BETWEEN = 3
# The console writes it once, into the root of its share.
_SHARE_MARK = '.photocall-share.json'
# An event's folder lies at most so deep below it.
_EVENT_DEPTH = 3

IsCompleted = Callable[[], bool]


class Recorder(Protocol):
    """A Movie File Out TOP."""

    def set_file(self, path: str) -> None: ...

    def set_record(self, is_on: bool) -> None: ...


class _GrowingFile:
    """Looks at a file that somebody else writes until it is whole."""

    def __init__(self, path: str, is_completed: Optional[IsCompleted], now: float) -> None:
        self._path = path
        self._is_completed = is_completed
        self._size = -1
        self._changed_at = self._began_at = self._next_at = now

    def is_whole(self, now: float) -> bool:
        if now < self._next_at:
            return False
        self._next_at = now + _POLL_S
        self._note_size(now)
        has_ended = self._is_completed() if self._is_completed else now - self._changed_at >= _STABLE_S
        fault = fault_of_file(self._path) if has_ended and self._size > 0 else 'not there'
        if fault and now - self._began_at > _LIMIT_S:
            raise SaveFailed('After %d s the file is still wrong: %s (%s)' % (_LIMIT_S, fault, self._path))
        return fault is None

    def _note_size(self, now: float) -> None:
        size = _size_of(self._path)
        if size != self._size:
            self._size, self._changed_at = size, now


class TopSaving:
    """Saves under a temporary name in the same folder, checks, renames. `write` returns how to ask whether it has ended."""

    def __init__(self, write: Callable[[str], Optional[IsCompleted]], path: str, root: str) -> None:
        self._write = write
        self._path = path
        self._root = root
        self._temporary = temporary_for(path)
        self._file: Optional[_GrowingFile] = None
        self._whole_at: Optional[float] = None

    def step(self, now: float) -> Optional[str]:
        if self._file is None:
            make_folder_for(self._path, self._root)
            self._file = _GrowingFile(self._temporary, self._begin_writing(), now)
        if self._whole_at is None and self._file.is_whole(now):
            self._whole_at = now
        return None if self._whole_at is None else self._rename(now - self._whole_at)

    def abort(self) -> None:
        remove(self._temporary)

    def _begin_writing(self) -> Optional[IsCompleted]:
        try:
            return self._write(self._temporary)
        except Exception as error:  # TouchDesigner's own error cannot be named without importing td
            raise SaveFailed('The picture cannot be written: %s' % error) from error

    def _rename(self, tried_s: float) -> Optional[str]:
        """Virus scanners and drive programs hold new files for a moment."""
        path = free_path(self._path)
        try:
            os.replace(self._temporary, path)
            return path
        except OSError as error:
            if tried_s < _LIMIT_S:
                return None
            raise SaveFailed('The file cannot be renamed: %s' % error) from error


class RecordSaving:
    """Movie File Out's Record: file, a pause, on, a pause, off, then the file is watched. Steps are frames."""

    def __init__(self, recorder: Recorder, path: str, root: str) -> None:
        self._recorder = recorder
        self._root = root
        self._path = free_path(path)
        self._frames = 0
        self._file: Optional[_GrowingFile] = None

    def step(self, now: float) -> Optional[str]:
        if self._file is None:
            self._file = self._press(now)
            return None
        return self._path if self._file.is_whole(now) else None

    def abort(self) -> None:
        """What was recorded so far lies under its final name, which was free."""
        self._recorder.set_record(False)
        if self._frames:
            remove(self._path)

    def _press(self, now: float) -> Optional[_GrowingFile]:
        self._frames += 1
        if self._frames == 1:
            make_folder_for(self._path, self._root)
            self._recorder.set_record(False)
            self._recorder.set_file(self._path)
        if self._frames == 1 + _FRAMES_BETWEEN:
            self._recorder.set_record(True)
        if self._frames < 1 + 2 * _FRAMES_BETWEEN:
            return None
        self._recorder.set_record(False)
        return _GrowingFile(self._path, None, now)


def temporary_for(path: str) -> str:
    """In the same folder, so that renaming is one step; with a dot, so that the console does not take it for a picture."""
    folder, name = os.path.split(path)
    stem, extension = os.path.splitext(name)
    return os.path.join(folder, '.%s.part%s' % (stem, extension))


def free_path(path: str) -> str:
    """The path itself, else with ` (2)` and so on: a file that is there is never overwritten."""
    stem, extension = os.path.splitext(path)
    number, free = 1, path
    while os.path.exists(free):
        number += 1
        free = '%s (%d)%s' % (stem, number, extension)
    return free


def make_folder_for(path: str, root: str) -> None:
    """Makes folders below the root alone; of a share the event's folders too. A drive that is away is not put in place."""
    if not os.path.isdir(root) and not _is_in_a_share(root):
        raise SaveFailed('The folder is not there: %s' % root)
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
    except OSError as error:
        raise SaveFailed('The folder cannot be made: %s' % error) from error


def _is_in_a_share(folder: str) -> bool:
    above = os.path.normpath(folder)
    for _ in range(_EVENT_DEPTH):
        above = os.path.dirname(above)
        if os.path.isfile(os.path.join(above, _SHARE_MARK)):
            return True
    return False


def fault_of_file(path: str) -> Optional[str]:
    """None where the file is a whole picture."""
    try:
        with open(path, 'rb') as file:
            return fault_of(file.read())
    except OSError as error:
        return str(error)


def remove(path: str) -> bool:
    """True where a file was there and is gone."""
    try:
        os.remove(path)
        return True
    except OSError:
        return False  # not there, or held by another program: both are nothing to stop for


def _size_of(path: str) -> int:
    try:
        return os.path.getsize(path)
    except OSError:
        return -1  # not there yet
