"""TouchDesigner as the scripts see it: a network, a clock of frames, `run()`, and callbacks that must not block."""

import sys
import threading
import time
from typing import Any, Callable, Dict, List, Optional, Tuple, Type

from .chops import CHOP, ChopExecuteDAT, LogicCHOP, ParameterCHOP, SelectCHOP, TimerCHOP
from .disk import Disk
from .errors import tdError
from .guard import Guard
from .operators import COMP, DAT, OP, walk
from .parameters import Par
from .registry import DOCKING
from .scripts import Scripts, TdModule
from .tops import TOP, CameraTOP, MovieFileInTOP, MovieFileOutTOP, OutTOP, ScriptTOP, SelectTOP
from .websocket_dat import WebsocketDAT

FRAME_S = 1 / 60
# Longer than any test machine needs for a message to itself, in real time; it is looked every so often.
_PATIENCE_S = 120.0
_LOOK_S = 0.05

_CLASSES: Dict[str, Type[OP]] = {
    'websocketDAT': WebsocketDAT,
    'chopexecuteDAT': ChopExecuteDAT,
    'parameterCHOP': ParameterCHOP,
    'selectCHOP': SelectCHOP,
    'logicCHOP': LogicCHOP,
    'timerCHOP': TimerCHOP,
    'selectTOP': SelectTOP,
    'videodeviceinTOP': CameraTOP,
    'outTOP': OutTOP,
    'scriptTOP': ScriptTOP,
    'moviefileinTOP': MovieFileInTOP,
    'moviefileoutTOP': MovieFileOutTOP,
}
_FAMILIES: Dict[str, Type[OP]] = {'COMP': COMP, 'DAT': DAT, 'CHOP': CHOP, 'TOP': TOP}


class App:
    def __init__(self, build: str) -> None:
        self.build = build
        self.version = '099'


class Project:
    def __init__(self) -> None:
        self.name = 'booth.1.toe'
        self.folder = '/projects'


class _Delayed:
    def __init__(self, call: Callable[[], Any], frames: int, at: float, ignores_timeline: bool) -> None:
        self.call = call
        self.frames = frames
        self.at = at
        self.ignores_timeline = ignores_timeline


class Runtime:
    """Every keyword is a point on which builds differ, or which nobody has verified: tests try both ways."""

    def __init__(
        self,
        is_2025: bool = True,
        extension_names: str = 'new',
        has_reset: bool = True,
        tells_failed_connects: bool = True,
        record_races: bool = True,
        timers_run_after_load: bool = True,
    ) -> None:
        self.is_2025 = is_2025
        self.extension_names = extension_names
        self.has_reset = has_reset
        self.tells_failed_connects = tells_failed_connects
        self.record_races = record_races
        self.timers_run_after_load = timers_run_after_load
        self.guard = Guard()
        self.disk = Disk()
        self.now = 1000.0
        self.frame = 0
        self.is_playing = True
        # How long a frame takes in `until`; longer ones make a test of long waits short.
        self.frame_s = FRAME_S
        self.camera_size: Tuple[int, int] = (320, 240)
        self.readback_factor = 1.0
        self.has_load_byte_array = True
        self.network_event = threading.Event()
        self.is_peer_behind: Callable[[], bool] = lambda: False
        self.pulses: List[str] = []
        self._changes: List[Tuple[Par, Any]] = []
        self._pulsed: List[Par] = []
        self._delayed: List[_Delayed] = []
        self.components: List[Any] = []
        self.app = App('2025.32280' if is_2025 else '2022.35320')
        self.project = Project()
        self.scripts = Scripts(self)
        self.td = TdModule(self)
        self.root = COMP(self, None, 'baseCOMP', '')
        self.project1 = self.root.create('baseCOMP', 'project1')

    def all_ops(self) -> List[OP]:
        return list(walk(self.root))

    def make(self, parent: COMP, op_type: str, name: Optional[str]) -> OP:
        family = next((one for one in _FAMILIES if op_type.endswith(one)), None)
        made_as = _CLASSES.get(op_type) or _FAMILIES.get(family or '', OP)
        made = made_as(self, parent, op_type, parent.free_name(name or op_type.lower() + '1'))
        parent.children_by_name[made.name] = made
        if op_type in DOCKING:
            docked = self.make(parent, 'textDAT', made.name + '_callbacks')
            made.docked.append(docked)
            made.par.callbacks = docked.name
        return made

    # Time

    def step(self, frames: int = 1, seconds: float = FRAME_S) -> None:
        for _ in range(frames):
            self.now += seconds
            self._frame()

    def step_for(self, seconds: float) -> None:
        self.step(round(seconds / FRAME_S))

    def until(self, is_so: Callable[[], Any], limit_frames: int = 4000) -> Any:
        """Steps until it is so. While anything is on the wire the clock stands still, however slow the test machine is."""
        for _ in range(limit_frames):
            self.rest()
            result = is_so()
            if result:
                return result
            self.step(seconds=self.frame_s)
        raise AssertionError('it never came to be: %s' % getattr(is_so, '__doc__', None))

    def rest(self) -> None:
        """Waits until nothing is on the wire: no frame passes meanwhile."""
        self._join_workers()
        # not `time.monotonic`, which tells the time of the stand-in
        gives_up_at = time.perf_counter() + _PATIENCE_S
        while self.is_on_the_wire() and time.perf_counter() < gives_up_at:
            self.network_event.wait(_LOOK_S)
            self.network_event.clear()
            for dat in self._of(WebsocketDAT):
                dat.deliver()

    def _join_workers(self) -> None:
        """Threads of the scripts end before the next frame, however slow the test machine is."""
        for thread in threading.enumerate():
            if thread.name.startswith('photocall'):
                thread.join(_PATIENCE_S)

    def is_on_the_wire(self) -> bool:
        return any(dat.is_dialling for dat in self._of(WebsocketDAT)) or self.is_peer_behind()

    def spend(self, seconds: float) -> None:
        """An operation that takes part of the frame."""
        self.now += seconds
        self.guard.spend(seconds)

    def _frame(self) -> None:
        self.frame += 1
        for dat in self._of(WebsocketDAT):
            dat.deliver()
        self._run_delayed()
        self._frame_starts()
        for component in self.components:
            component.frame()
        for operator in (*self._of(ChopExecuteDAT), *self._of(TimerCHOP)):
            operator.frame()
        self._tell_parameters()
        for operator in (*self._of(MovieFileOutTOP), *self._of(MovieFileInTOP)):
            operator.frame()
        for dat in self._of(WebsocketDAT):
            dat.follow_parameters()
        self.disk.frame()

    def _of(self, kind: Any) -> List[Any]:
        return [one for one in self.all_ops() if isinstance(one, kind)]

    def _frame_starts(self) -> None:
        if self.is_playing:
            self._execute('framestart', 'onFrameStart', self.frame)

    def _execute(self, toggle: str, callback: str, *args: Any) -> None:
        for dat in self.all_ops():
            if dat.OPType == 'executeDAT' and dat.par.active.eval() and dat.par[toggle].eval():
                self.callback(dat, callback, *args)

    # Callbacks, parameters, run()

    def callback(self, dat: Any, name: str, *args: Any) -> Any:
        return dat.call(name, *args)

    def parameter_changed(self, par: Par, before: Any) -> None:
        self._changes.append((par, before))

    def parameter_pulsed(self, par: Par) -> None:
        self.pulses.append('%s.%s' % (par.owner.path, par.name))
        self._pulsed.append(par)
        owner: Any = par.owner
        if par.name == 'reinitextensions':
            owner.forget_extension()
        elif par.name == 'reset':
            owner.reset()
        elif hasattr(owner, 'pulsed'):
            owner.pulsed(par.name)
        for component in self.components:
            component.pulsed(par)

    def _tell_parameters(self) -> None:
        changes, self._changes = self._changes, []
        pulsed, self._pulsed = self._pulsed, []
        for par, before in changes:
            self._tell(par, 'valuechange', 'onValueChange', before)
        for par in pulsed:
            self._tell(par, 'onpulse', 'onPulse')

    def _tell(self, par: Par, toggle: str, callback: str, *args: Any) -> None:
        for dat in self.all_ops():
            if dat.OPType != 'parameterexecuteDAT' or not dat.par.active.eval() or not dat.par[toggle].eval():
                continue
            names = dat.par.pars.eval().split()
            if dat.par.op.eval() is par.owner and (par.name in names or '*' in names):
                self.callback(dat, callback, par, *args)

    def run(
        self,
        script: Any,
        *args: Any,
        caller: Optional[OP] = None,
        endFrame: bool = False,
        fromOP: Optional[OP] = None,
        asParameter: bool = False,
        group: Optional[str] = None,
        delayFrames: int = 0,
        delayMilliSeconds: int = 0,
        delayRef: Any = None,
        **others: Any,
    ) -> None:
        """Strings run with `me` as the root before 2025."""
        self.guard.check_thread()
        if set(others) - ({'wallTime'} if self.is_2025 else set()):
            raise tdError('run() does not know %s' % sorted(others))
        me = fromOP or (caller if self.is_2025 else None) or self.root
        call = (lambda: script(*args)) if callable(script) else (lambda: exec(script, self.scripts.globals_for(me)))
        self._delayed.append(_Delayed(call, delayFrames, self.now + delayMilliSeconds / 1000, delayRef is not None))

    def _run_delayed(self) -> None:
        waiting, self._delayed = self._delayed, []
        for one in waiting:
            if not self.is_playing and not one.ignores_timeline:
                self._delayed.append(one)
                continue
            one.frames -= 1
            if one.frames < 0 and self.now >= one.at:
                self.guard.run(one.call)
            else:
                self._delayed.append(one)

    # The project's file

    def reload_project(self) -> None:
        """Saves and loads: storage comes back, startup values with it; everything in memory is gone."""
        for operator in self.all_ops():
            operator.storage = {**operator.saved_storage(), **operator.startup_values}
            if isinstance(operator, COMP):
                operator.forget_extension()
            if isinstance(operator, DAT):
                operator.forget_module()
        for dat in self._of(WebsocketDAT):
            dat.drop()
        for timer in self._of(TimerCHOP):
            timer.load()
        self._delayed.clear()
        self._execute('start', 'onStart')

    def install(self) -> None:
        """Puts this runtime in the place of TouchDesigner: `import td`, the clock, and what must not block."""
        sys.modules['td'] = self.td  # type: ignore[assignment]
        self.guard.install(lambda: self.now)

    def close(self) -> None:
        self.guard.remove()
        sys.modules.pop('td', None)
        for dat in self._of(WebsocketDAT):
            dat.drop()
