"""Where a room's picture and words lie on disk. Slow disks are no matter: everything here is done off the main thread."""

import hashlib
import os
import tempfile
import time
from typing import Callable, List, NamedTuple, Optional

from .canvas_messages import Draw, checked, decoded
from .canvas_pictures import Picture

_EXTENSIONS = {'jpeg': '.jpg', 'png': '.png'}
# A player or a virus scanner holds the old file for a moment.
_TRIES = 5
_BETWEEN_TRIES_S = 0.04


class Prepared(NamedTuple):
    """A checked picture; `path` is empty where it was not written."""

    content: bytes
    extension: str
    digest: bytes
    path: str


class CanvasFiles:
    """The first folder that can be written is kept to. `folders` are tried in their order; the first's parent must be there."""

    def __init__(self, folders: Callable[[], List[str]]) -> None:
        self._folders = folders
        self._folder: Optional[str] = None

    def prepare(self, picture: Picture, shown: Optional[bytes], is_written: bool) -> Optional[Prepared]:
        """None where the picture is the one that is shown already. Raises Ignored, or OSError where no folder takes it."""
        content = decoded(picture.content) if isinstance(picture.content, Draw) else picture.content
        extension = _EXTENSIONS[checked(content)]
        digest = hashlib.sha1(content).digest()
        if digest == shown:
            return None
        path = self.write('canvas' + extension, content) if is_written else ''
        return Prepared(content, extension, digest, path)

    def write_words(self, text: str) -> str:
        return self.write('proc.txt', text.encode())

    def write(self, name: str, content: bytes) -> str:
        """In one step; returns the path."""
        folders = self._folders()
        kept = [folder for folder in folders if folder == self._folder]
        trouble: Optional[OSError] = None
        for folder in (*kept, *folders):
            try:
                _make(folder)
                _replace(os.path.join(folder, name), content)
            except OSError as error:
                trouble = trouble or error
                continue
            self._folder = folder
            return os.path.join(folder, name)
        raise trouble or OSError('no folder is named')


def folders_for(chosen: str, project_folder: str) -> List[str]:
    """The operator's own (beside the project where it is relative), or the project's inbox, else the documents, else the temporary folder."""
    if chosen:
        return [os.path.join(project_folder, chosen)]
    inbox = [os.path.join(project_folder, 'inbox')] if project_folder else []
    documents = os.path.join(os.path.expanduser('~'), 'Documents', 'Real-Time-Canvas')
    return [*inbox, documents, os.path.join(tempfile.gettempdir(), 'Real-Time-Canvas')]


def _make(folder: str) -> None:
    """An inbox is made in a project's folder, never the project's folder itself: an unsaved project may name one that is not there."""
    if os.path.basename(folder) == 'inbox':
        if not os.path.isdir(folder):
            os.mkdir(folder)
    else:
        os.makedirs(folder, exist_ok=True)


def _replace(path: str, content: bytes) -> None:
    """Not synced: after a crash the room sends its last picture again."""
    part = path + '.part'
    with open(part, 'wb') as file:
        file.write(content)
    for tried in range(_TRIES):
        try:
            os.replace(part, path)
            return
        except PermissionError:
            if tried + 1 == _TRIES:
                raise
            time.sleep(_BETWEEN_TRIES_S)
