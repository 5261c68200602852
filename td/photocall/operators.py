"""The component `photocall` as the scripts see it: its operators and parameters. No `td` is imported, so tests can give their own."""

import base64
import hashlib
import os
from typing import Any, Callable, Dict, List, Optional

from . import parameter_names as names
from .messages import Capture, PreviewWish
from .picture import kind_of
from .ports import Identity, Log, Place, Rules, Saving
from .replies import Check, check
from .saving import IsCompleted, RecordSaving, TopSaving

# Enough to tell pictures apart, and quick.
_FINGERPRINT_QUALITY = 0.5
_PICTURE_QUALITY = 0.95
# Text messages stay in the DAT's table; ours are read once.
_KEPT_LINES = 10
_CONNECT_TIMEOUT_MS = 3000
_EXTENSIONS = {'jpeg': '.jpg', 'png': '.png'}
# In the component's storage: whose picture to work on is shown.
_INPUT_OF = 'photocall_input_of'
# Takes the place of a picture to work on that was erased: one pixel.
_BLACK = base64.b64decode('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGNgYGAAAAAEAAH2FzhVAAAAAElFTkSuQmCC')


class OperatorLink:
    """The WebSocket DAT. It does not connect again by itself: `reset` makes it, and where a build lacks that, off and on."""

    def __init__(self, component: Any, path: str = '/td', kept_lines: int = _KEPT_LINES) -> None:
        self._component = component
        self._path = path
        self._kept_lines = kept_lines

    def open(self) -> None:
        dat = self._dat()
        host = str(value_of(self._component, 'Host') or '').strip() or '127.0.0.1'
        dat.par.netaddress = host + self._path
        dat.par.port = int(value_of(self._component, 'Port'))
        dat.par.timeout = _CONNECT_TIMEOUT_MS
        dat.par.maxlines = self._kept_lines
        dat.par.active = True
        if hasattr(dat.par, 'reset'):
            dat.par.reset.pulse()

    def close(self) -> None:
        dat = self._dat()
        if not hasattr(dat.par, 'reset'):
            dat.par.active = False

    def send_text(self, text: str) -> bool:
        return self._is_sent(self._dat().sendText, text)

    def send_binary(self, content: bytes) -> bool:
        return self._is_sent(self._dat().sendBinary, content)

    def _is_sent(self, send: Callable[[Any], Any], content: Any) -> bool:
        """A negative count is an error; some builds may raise on a closed connection instead."""
        try:
            count = send(content)
        except Exception:  # `tdError` cannot be named without importing td
            return False
        return count is None or count >= 0

    def _dat(self) -> Any:
        return self._component.op('websocket_console')


class OperatorRecorder:
    """The Movie File Out TOP inside the component."""

    def __init__(self, movie: Any) -> None:
        self._movie = movie

    def set_file(self, path: str) -> None:
        self._movie.par.imagefiletype = 'png' if path.lower().endswith('.png') else 'jpeg'
        self._movie.par.file = path.replace('\\', '/')

    def set_record(self, is_on: bool) -> None:
        self._movie.par.record = is_on


class OperatorStage:
    """Operators and parameters are looked up at each use: the operator may change any of them at any moment."""

    def __init__(self, component: Any, log: Log) -> None:
        self._component = component
        self._log = log
        self._input = b''

    # The component that makes pictures

    def generator(self) -> Optional[Any]:
        return value_of(self._component, 'Component')

    def generate(self) -> Optional[str]:
        generator = self.generator()
        if generator is None:
            return 'No component is set: choose ComfyTD in the parameter Component.'
        pulse = names.find(generator, names.GENERATE, self._text('Generatepar'))
        if pulse is None:
            return 'The component %s has no parameter Generate or Regenerate.' % generator.path
        pulse.pulse()
        return None

    def interrupt(self) -> bool:
        generator = self.generator()
        pulse = names.find(generator, names.INTERRUPT) if generator is not None else None
        if pulse is None or not pulse.isPulse:
            return False
        pulse.pulse()
        return True

    def queue(self) -> Optional[int]:
        generator = self.generator()
        parameter = names.find(generator, names.QUEUE, self._text('Queuepar')) if generator is not None else None
        count = parameter.eval() if parameter is not None else None
        return int(count) if isinstance(count, (int, float)) else None

    def watch_progress(self) -> None:
        """Points the Parameter CHOP at the component; called when the operator chooses another."""
        chop = self._component.op('progress_parameter')
        generator = self.generator()
        found = names.find(generator, names.PROGRESS, self._text('Progresspar')) if generator is not None else None
        chop.par.ops = generator.path if generator is not None and found is not None else ''
        chop.par.parameter = found.name if found is not None else ''

    # Its pictures

    def fingerprint(self) -> Optional[bytes]:
        picture = self._jpeg('output_null', 'Outputtop', _FINGERPRINT_QUALITY)
        return hashlib.sha1(picture).digest() if picture else None

    def output(self) -> Optional[bytes]:
        return self._jpeg('output_null', 'Outputtop', _PICTURE_QUALITY)

    def original(self) -> Optional[bytes]:
        return self._jpeg('original_select', 'Previewtop', _PICTURE_QUALITY)

    def preview(self, wish: PreviewWish) -> Optional[bytes]:
        self._fit_preview(wish.max_side_px)
        return self._jpeg('preview_select', 'Previewtop', wish.quality)

    def _fit_preview(self, max_side_px: int) -> None:
        """The Select TOP scales on the GPU; builds without these parameters send the full size."""
        source, scaled = value_of(self._component, 'Previewtop'), self._component.op('preview_select')
        if source is None or not hasattr(scaled.par, 'outputresolution'):
            return
        scale = min(1.0, max_side_px / max(1, source.width, source.height))
        width, height = max(1, round(source.width * scale)), max(1, round(source.height * scale))
        if (scaled.par.resolutionw.eval(), scaled.par.resolutionh.eval()) != (width, height):
            scaled.par.outputresolution = 'custom'
            scaled.par.resolutionw, scaled.par.resolutionh = width, height

    def _jpeg(self, name: str, parameter: str, quality: float) -> Optional[bytes]:
        if value_of(self._component, parameter) is None:
            return None
        return bytes(self._component.op(name).saveByteArray('.jpg', quality=quality)) or None

    def take_input(self, job_id: str, picture: bytes) -> None:
        """A Script TOP takes bytes in its own `onCook` alone: they are laid ready, then it is made to cook."""
        self._input = picture
        self._component.op('input_script').cook(force=True)
        self._component.store(_INPUT_OF, job_id)
        self._component.storeStartupValue(_INPUT_OF, '')

    def load_input(self, script_top: Any) -> None:
        """In the Script TOP's own cook."""
        if self._input:
            script_top.loadByteArray(_EXTENSIONS[kind_of(self._input) or 'jpeg'], bytearray(self._input))

    # Files

    def place_for(self, capture: Capture) -> Optional[Place]:
        root = self._text('Folder') or capture.folder
        if not root:
            return None
        return Place(root, self._with_extension(os.path.join(root, *capture.file_name.split('/'))))

    def save(self, place: Place, quality: float) -> Saving:
        if self._text('Savemethod') == 'record':
            return RecordSaving(OperatorRecorder(self._component.op('record_moviefileout')), place.path, place.root)
        return TopSaving(lambda temporary: self._write(temporary, quality), place.path, place.root)

    def _with_extension(self, path: str) -> str:
        extension = _EXTENSIONS.get(self._text('Imagetype'))
        return os.path.splitext(path)[0] + extension if extension else path

    def _write(self, path: str, quality: float) -> Optional[IsCompleted]:
        """The status object is of 2025.31550 and later; before, a path came back and older ones know no quality."""
        top = self._component.op('output_null')
        options: Dict[str, Any] = {'asynchronous': True, 'createFolders': False}
        try:
            status = top.save(path, quality=quality, **options)
        except TypeError:
            status = top.save(path, **options)
        return status.isCompleted if hasattr(status, 'isCompleted') else None

    # What the operator sees

    def show_job(self, capture: Capture) -> None:
        shown = (capture.job_id, capture.style, capture.prompt, str(capture.seed))
        for name, value in zip(_SHOWN, shown):
            setattr(self._component.par, name, value)

    def forget_job(self, job_id: str) -> None:
        if self._text('Jobid') == job_id:
            for name in _SHOWN:
                setattr(self._component.par, name, '')
        # shown also while a later job is that works on no picture
        if self._component.fetch(_INPUT_OF, '', search=False) == job_id:
            self.take_input('', _BLACK)

    def show_state(self, words: str) -> None:
        if self._text('Status') != words:
            self._component.par.Status = words

    def checks(self) -> List[Check]:
        return [self._component_check(), *(self._top_check(*one) for one in _TOPS), self._folder_check()]

    def _component_check(self) -> Check:
        generator = self.generator()
        if generator is None:
            return check('component', False, 'None is set.')
        pulse = names.find(generator, names.GENERATE, self._text('Generatepar'))
        missing = ': no parameter Generate or Regenerate' if pulse is None else ''
        return check('component', pulse is not None, generator.path + missing)

    def _top_check(self, name: str, parameter: str) -> Check:
        top = value_of(self._component, parameter)
        return check(name, top is not None, top.path if top is not None else 'No TOP is named.')

    def _folder_check(self) -> Check:
        """Not looked for: a network drive that hangs would stop the picture."""
        return check('folder', True, self._text('Folder') or 'As the console says.')

    def _text(self, name: str) -> str:
        return str(value_of(self._component, name) or '').strip()


_SHOWN = ('Jobid', 'Jobstyle', 'Jobprompt', 'Jobseed')
_TOPS = (('output', 'Outputtop'), ('preview', 'Previewtop'))


def value_of(component: Any, name: str) -> Any:
    """What a parameter comes to; None where the component does not have it."""
    parameter = component.par[name]
    return None if parameter is None else parameter.eval()


def identity_of(component: Any, build: str, session: str) -> Identity:
    token = str(value_of(component, 'Token') or '')
    return Identity(str(value_of(component, 'Stagename') or ''), token, build, session)


def rules_of(component: Any) -> Rules:
    """The quality is the console's to say."""
    return Rules(
        done_threshold=float(value_of(component, 'Donethreshold')),
        settle_s=float(value_of(component, 'Settletime')),
        timeout_s=float(value_of(component, 'Timeout')),
        quality=_PICTURE_QUALITY,
    )
