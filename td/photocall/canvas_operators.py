"""The component `photocall_canvas` as its receiver sees it. Main thread alone; no `td` is imported."""

from typing import Any, List, Optional

from .building import TAG
from .canvas_files import Prepared, folders_for
from .canvas_ports import Wish
from .operators import value_of
from .replies import Check, check

_PLAYER = 'canvas_in'
_PROMPTS = ('prompt', 'promp')
# Another component's results are played there: a drawing must not take its place.
_NOT_FOR_DRAWINGS = ('result_video',)
_LEVELS = 3


class OperatorWall:
    """Operators and parameters are looked up at each use; the first Movie File In that was found is kept while it is there."""

    def __init__(self, component: Any, project_folder: str) -> None:
        self._component = component
        self._project_folder = project_folder
        self._found: Optional[Any] = None
        self.staged: Optional[Prepared] = None

    def wish(self) -> Wish:
        return Wish(
            room=self._text('Room'),
            token=self._text('Token'),
            interval_s=max(0.0, float(value_of(self._component, 'Throttle'))) / 1000,
            is_written=not self._is_in_memory(),
            folders=folders_for(self._text('Folder'), self._project_folder),
        )

    # The picture

    def target(self) -> str:
        return str((self._script() if self._is_in_memory() else self.player()).path)

    def show(self, picture: Prepared) -> None:
        """The mode may have changed since the picture was prepared."""
        if self._is_in_memory():
            self.staged = picture
            self._script().cook(force=True)
        elif picture.path:
            self._play(self.player(), picture.path.replace('\\', '/'))

    def _play(self, movie: Any, path: str) -> None:
        """The same file again would not be read anew by its name alone."""
        if not hasattr(movie.par, 'reloadpulse'):
            self.show_error('%s is no Movie File In TOP.' % movie.path)
            return
        movie.par.file = path
        movie.par.reloadpulse.pulse()

    def load(self, script_top: Any) -> None:
        """In the Script TOP's own cook alone. TouchDesigner decodes the bytes by itself: neither numpy nor cv2 is needed."""
        if self.staged is None:
            return
        if not hasattr(script_top, 'loadByteArray'):
            self.show_error('This build has no loadByteArray: set Show With to file.')
        elif script_top.loadByteArray(self.staged.extension, bytearray(self.staged.content)) is False:
            self.show_error('TouchDesigner cannot decode the picture.')

    def player(self) -> Any:
        chosen = value_of(self._component, 'Movietop') or self._component.parent().op(_PLAYER)
        return chosen or self._first_player() or self._component.op('canvas_movie')

    def _first_player(self) -> Optional[Any]:
        if self._found is None or not self._found.valid:
            self._found = next((one for one in _below(self._component.parent(), _LEVELS) if _is_free_player(one)), None)
        return self._found

    def _script(self) -> Any:
        return self._component.op('canvas_script')

    def _is_in_memory(self) -> bool:
        return self._text('Showwith') == 'memory'

    # Words

    def show_words(self, text: str) -> None:
        """As a constant, never as an expression or a program: a guest has typed it."""
        self._component.par.Prompt = text
        target = self._words_target()
        if target is None:
            return
        if hasattr(target.par, 'text'):
            target.par.text = text
        elif target.OPType == 'textDAT':
            target.text = text

    def _words_target(self) -> Optional[Any]:
        chosen = value_of(self._component, 'Prompttarget')
        if chosen is not None:
            return chosen
        beside = [one for one in self._component.parent().children if one.name.lower() in _PROMPTS]
        return min(beside, key=lambda one: _PROMPTS.index(one.name.lower()), default=None)

    # What the operator sees

    def show_state(self, words: str) -> None:
        self._set('Status', words)

    def show_job(self, job_id: str, state: str) -> None:
        self._set('Jobid', job_id)
        self._set('Jobstate', state)

    def show_error(self, words: str) -> None:
        self._set('Lasterror', words[:500])

    def checks(self) -> List[Check]:
        return [check('drawing', True, self.target()), check('room', True, self._text('Room') or 'DEFAULT')]

    def _set(self, name: str, words: str) -> None:
        if self._text(name) != words:
            setattr(self._component.par, name, words)

    def _text(self, name: str) -> str:
        return str(value_of(self._component, name) or '').strip()


def _is_free_player(one: Any) -> bool:
    return one.OPType == 'moviefileinTOP' and TAG not in one.tags and one.name not in _NOT_FOR_DRAWINGS


def _below(home: Any, levels: int) -> List[Any]:
    """Nearest first, ours left out."""
    children = [child for child in home.children if TAG not in child.tags]
    deeper = [one for child in children if child.isCOMP and levels > 1 for one in _below(child, levels - 1)]
    return children + deeper
