"""Files as TouchDesigner's writers leave them: half now, the rest some frames later, or never."""

from typing import Callable, List

from .errors import tdError


class _Write:
    def __init__(self, path: str, rest: bytes, frames: int) -> None:
        self.path = path
        self.rest = rest
        self.frames = frames
        self.is_done = False

    def is_completed(self) -> bool:
        return self.is_done


class Disk:
    """`extra_frames` makes it slow; `fails` leaves files half written for ever; `refuses` raises."""

    def __init__(self) -> None:
        self._writes: List[_Write] = []
        self.extra_frames = 0
        self.fails: Callable[[str], bool] = lambda _path: False
        self.refuses = False

    def write(self, path: str, content: bytes, frames: int) -> _Write:
        if self.refuses:
            raise tdError('cannot write %s' % path)
        half = len(content) // 2
        with open(path, 'wb') as file:
            file.write(content[:half])
        write = _Write(path, content[half:], frames + self.extra_frames)
        self._writes.append(write)
        if frames == 0:
            self._finish(write)
        return write

    def finish_all(self) -> None:
        for write in list(self._writes):
            self._finish(write)

    def frame(self) -> None:
        for write in list(self._writes):
            write.frames -= 1
            if write.frames <= 0:
                self._finish(write)

    def _finish(self, write: _Write) -> None:
        self._writes.remove(write)
        if self.fails(write.path):
            return
        with open(write.path, 'ab') as file:
            file.write(write.rest)
        write.is_done = True
