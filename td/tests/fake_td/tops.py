"""TOPs show pictures: numbers that become real JPEG and PNG files."""

import os
from typing import Any, Callable, Optional

from .errors import ScriptFault, tdAttributeError, tdError
from .operators import COMP, OP, callbacks_of
from .pictures import Picture, jpeg, png
from .pixels import Pixels

# What a readback with encoding takes of a frame, in virtual seconds.
READBACK_S = 0.006


class FileSaveStatus:
    def __init__(self, is_completed: Callable[[], bool]) -> None:
        self.isCompleted = is_completed


class TOP(OP):
    _asked: Optional[Pixels] = None

    def picture(self) -> Optional[Picture]:
        source = self.wired_from
        return source.shown() if source is not None else None

    @property
    def width(self) -> int:
        shown = self.shown()
        return shown.width if shown else 0

    @property
    def height(self) -> int:
        shown = self.shown()
        return shown.height if shown else 0

    def shown(self) -> Optional[Picture]:
        picture = self.picture()
        if picture is None or self.par.outputresolution.eval() != 'custom':
            return picture
        return Picture(picture.number, self.par.resolutionw.eval(), self.par.resolutionh.eval())

    def encoded(self, extension: str, quality: float) -> bytes:
        if not 0 <= quality <= 1:
            raise tdError('quality is 0..1, not %r' % quality)
        picture = self.shown() or Picture(0, 128, 128)
        if extension in ('.jpg', '.jpeg'):
            return jpeg(picture)
        if extension == '.png':
            return png(picture)
        if extension == '.tiff':
            return b'II*\x00'
        raise tdError('%r is no file type: it begins with a dot' % extension)

    def saveByteArray(self, filetype: str = '.tiff', quality: float = 1.0, metadata: Any = ()) -> bytearray:
        self.runtime.guard.check_thread()
        self.runtime.spend(READBACK_S * self.runtime.readback_factor)
        return bytearray(self.encoded(filetype, quality))

    def numpyArray(self, delayed: bool = False, writable: bool = False, neverNone: bool = False) -> Optional[Pixels]:
        """Delayed: what was asked for by the call before, however long ago that was, at no cost; None where there was none."""
        self.runtime.guard.check_thread()
        now = Pixels.of(self.shown() or Picture(0, 128, 128))
        asked_before, self._asked = self._asked, now
        if not delayed:
            self.runtime.spend(READBACK_S * self.runtime.readback_factor)
            return now
        return asked_before

    def save(self, path: str, asynchronous: bool = False, createFolders: bool = False, **options: Any) -> Any:
        """Newer builds return a status and know `quality`; with `asynchronous` half is there now, the rest some frames later."""
        self.runtime.guard.check_thread()
        if set(options) - ({'quality', 'metadata'} if self.runtime.is_2025 else set()):
            raise TypeError('save() got an unexpected keyword argument')
        if createFolders:
            os.makedirs(os.path.dirname(path), exist_ok=True)
        content = self.encoded(os.path.splitext(path)[1], options.get('quality', 1.0))
        job = self.runtime.disk.write(path, content, frames=3 if asynchronous else 0)
        return FileSaveStatus(job.is_completed) if self.runtime.is_2025 else path


class SelectTOP(TOP):
    def picture(self) -> Optional[Picture]:
        source = self.par.top.eval()
        return source.shown() if source is not None else None


class CameraTOP(TOP):
    """Another picture every frame."""

    def picture(self) -> Picture:
        return Picture(1_000_000 + self.runtime.frame, *self.runtime.camera_size)


class OutTOP(TOP):
    """Shows what is wired to it, or what a fake component puts there."""

    def __init__(self, runtime: Any, parent: COMP, op_type: str, name: str) -> None:
        super().__init__(runtime, parent, op_type, name)
        self.shows: Optional[Picture] = None

    def picture(self) -> Optional[Picture]:
        return self.shows or super().picture()


class ScriptTOP(TOP):
    def __init__(self, runtime: Any, parent: COMP, op_type: str, name: str) -> None:
        super().__init__(runtime, parent, op_type, name)
        self.loaded: Optional[bytes] = None
        self._is_cooking = False

    def __getattribute__(self, name: str) -> Any:
        """Older builds have no `loadByteArray`."""
        if name == 'loadByteArray' and not object.__getattribute__(self, 'runtime').has_load_byte_array:
            raise tdAttributeError(name)
        return super().__getattribute__(name)

    def loadByteArray(self, filetype: str, content: Any) -> bool:
        if not self._is_cooking:
            raise ScriptFault('loadByteArray outside of onCook')
        if not filetype.startswith('.'):
            raise tdError('%r is no file type' % filetype)
        self.loaded = bytes(content)
        return True

    def cook(self, force: bool = False) -> None:
        dat = callbacks_of(self)
        self._is_cooking = True
        try:
            if dat is not None:
                self.runtime.callback(dat, 'onCook', self)
        finally:
            self._is_cooking = False


class MovieFileInTOP(TOP):
    """Shows a file as it was when it was loaded; the same name again loads nothing without `reloadpulse`."""

    def __init__(self, runtime: Any, parent: COMP, op_type: str, name: str) -> None:
        super().__init__(runtime, parent, op_type, name)
        self.loaded: Optional[bytes] = None
        self._file = ''

    def pulsed(self, name: str) -> None:
        if name == 'reloadpulse':
            self._file = ''

    def frame(self) -> None:
        file = self.par.file.eval()
        if file != self._file and os.path.isfile(file):
            with open(file, 'rb') as opened:
                self.loaded = opened.read()
            self._file = file


class MovieFileOutTOP(TOP):
    """One file when Record goes on; none where `file` was set in the same frame."""

    def __init__(self, runtime: Any, parent: COMP, op_type: str, name: str) -> None:
        super().__init__(runtime, parent, op_type, name)
        self._was_recording = False
        self._file = self.par.file.eval()
        self.files_written = 0

    def frame(self) -> None:
        is_recording, file = self.par.record.eval(), self.par.file.eval()
        file_changed, self._file = file != self._file, file
        begins, self._was_recording = is_recording and not self._was_recording, is_recording
        if not begins or self.par.type.eval() != 'image' or (file_changed and self.runtime.record_races):
            return
        extension = os.path.splitext(file)[1]
        if not extension:
            raise tdError('the file needs an extension')
        self.files_written += 1
        self.runtime.disk.write(file, self.encoded({'jpeg': '.jpg', 'png': '.png'}[self.par.imagefiletype.eval()], 1.0), frames=3)
