"""The component `photocall_broker` as its loop sees it. Main thread alone; no `td` is imported."""

from functools import partial
from typing import Any, List, Optional

from .broker_ports import Encode, NoPicture, Wish
from .operators import value_of
from .replies import Check, check
from .top_pixels import png_of

# The names that projects already have beside the component.
_SOURCE = 'source_top'
_RESULT = 'result_video'
# A second at 60 frames a second.
_MOST_LOOKS = 60


class OperatorStudio:
    """Operators and parameters are looked up at each use: the operator may change any of them at any moment."""

    def __init__(self, component: Any) -> None:
        self._component = component
        self._looks = 0
        self._looked_at = ''

    def wish(self) -> Wish:
        seed = int(value_of(self._component, 'Seed'))
        return Wish(
            is_active=bool(value_of(self._component, 'Active')),
            server=self._text('Server'),
            token=self._text('Token'),
            ca_file=self._text('Cafile'),
            prompt=self._text('Prompt'),
            negative_prompt=self._text('Negativeprompt'),
            seed=seed if seed >= 0 else None,
            style=self._text('Style') or None,
            poll_s=max(0.1, float(value_of(self._component, 'Pollinterval'))),
            timeout_s=float(value_of(self._component, 'Timeout')),
        )

    # Frames

    def look_away(self) -> None:
        self._looks = 0

    def look(self) -> Optional[Encode]:
        """A delayed read costs the frame nothing, and gives what was asked for before: the first one is of long ago."""
        top = source_of(self._component)
        if top is None or not hasattr(top, 'numpyArray'):
            raise NoPicture('No source TOP is set, and none is called %s.' % _SOURCE)
        if top.path != self._looked_at:
            self._looked_at, self._looks = top.path, 0
        pixels = self._pixels(top)
        self._looks += 1
        if self._looks > _MOST_LOOKS:
            raise NoPicture('%s gives no picture.' % top.path)
        if pixels is None or self._looks == 1:
            return None
        return partial(png_of, pixels.copy())

    def _pixels(self, top: Any) -> Any:
        try:
            return top.numpyArray(delayed=True)
        except Exception as error:  # TouchDesigner's own error cannot be named without importing td
            raise NoPicture('%s cannot be read: %s' % (top.path, error)) from error

    # Results

    def play(self, path: str) -> Optional[str]:
        """The same file again would not be read anew by its name alone."""
        movie = player_of(self._component)
        if movie is None or not hasattr(movie.par, 'file'):
            return 'There is no Movie File In TOP to play the result.'
        movie.par.file = path.replace('\\', '/')
        movie.par.reloadpulse.pulse()
        movie.par.cuepoint = 0
        movie.par.cuepulse.pulse()
        movie.par.play = True
        return None

    # What the operator sees

    def show(self, state: str, job_id: str) -> None:
        for name, words in (('Status', state), ('Jobid', job_id)):
            if self._text(name) != words:
                setattr(self._component.par, name, words)

    def show_error(self, words: str) -> None:
        self._component.par.Lasterror = words[:500]

    def _text(self, name: str) -> str:
        return str(value_of(self._component, name) or '').strip()


def source_of(component: Any) -> Any:
    return value_of(component, 'Sourcetop') or component.parent().op(_SOURCE)


def player_of(component: Any) -> Any:
    """The component's own one is shown by its output."""
    return value_of(component, 'Resulttop') or component.parent().op(_RESULT) or component.op('result_movie')


def checks_of(component: Any) -> List[Check]:
    source, player = source_of(component), player_of(component)
    return [
        check('source', source is not None, source.path if source is not None else 'No TOP is set.'),
        check('result', player is not None, player.path if player is not None else 'No Movie File In TOP.'),
        check('server', True, str(value_of(component, 'Server'))),
    ]
