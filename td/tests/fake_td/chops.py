"""CHOPs cook once a frame: what rises and falls within one is never seen."""

from fnmatch import fnmatch
from typing import Any, Dict, Optional

from .errors import tdError
from .operators import COMP, DAT, OP, callbacks_of


class Channel:
    def __init__(self, name: str, value: float) -> None:
        self.name = name
        self.val = value


class CHOP(OP):
    def values(self) -> Dict[str, float]:
        source = self.wired_from
        return source.values() if source is not None else {}


class ParameterCHOP(CHOP):
    def values(self) -> Dict[str, float]:
        owner = self.find(self.par.ops.eval()) if self.par.ops.eval() else None
        if owner is None:
            return {}
        patterns = self.par.parameter.eval().split()
        wanted = [par for par in owner.pars() if any(fnmatch(par.name, pattern) for pattern in patterns)]
        kinds = [par for par in wanted if self.par['custom' if par.isCustom else 'builtin'].eval()]
        return {par.name: float(par.eval()) for par in kinds if par.style in ('Float', 'Int', 'Toggle')}


class SelectCHOP(CHOP):
    def values(self) -> Dict[str, float]:
        source = self.par.chop.eval()
        names = self.par.channames.eval().split()
        return {name: value for name, value in source.values().items() if any(fnmatch(name, one) for one in names)} if source else {}


class LogicCHOP(CHOP):
    def values(self) -> Dict[str, float]:
        low, high = self.par.boundmin.eval(), self.par.boundmax.eval()
        is_bound = self.par.convert.eval() == 'bound'
        return {name: float(low <= value <= high if is_bound else value != 0) for name, value in super().values().items()}


class TimerCHOP(CHOP):
    def __init__(self, runtime: Any, parent: COMP, op_type: str, name: str) -> None:
        super().__init__(runtime, parent, op_type, name)
        self._began_at: Optional[float] = None
        self._cycle = 0

    def pulsed(self, name: str) -> None:
        if name == 'initialize':
            self._began_at = None
            self._tell('onInitialize', 1)
        elif name == 'start':
            self._began_at, self._cycle = self.runtime.now, 0

    def load(self) -> None:
        """With its project: it begins anew, or stands until it is started."""
        if self._began_at is not None:
            self._began_at = self.runtime.now if self.runtime.timers_run_after_load else None
        self._cycle = 0

    def frame(self) -> None:
        if self._began_at is None or not self.par.active.eval() or not self.par.play.eval():
            return
        if self.par.lengthunits.eval() != 'seconds' or not self.par.cycle.eval():
            raise tdError('the fake counts cycles of seconds alone')
        cycles = int((self.runtime.now - self._began_at) / self.par.length.eval())
        while self._cycle < cycles and not self._is_over():
            self._tell('onCycle', 0, self._cycle)
            self._cycle += 1

    def _is_over(self) -> bool:
        return self.par.cyclelimit.eval() and self._cycle >= self.par.maxcycles.eval()

    def _tell(self, name: str, *args: Any) -> None:
        dat = callbacks_of(self)
        if dat is not None:
            self.runtime.callback(dat, name, self, *args)


class ChopExecuteDAT(DAT):
    """Inert without a CHOP, and for every event whose toggle is off."""

    def __init__(self, runtime: Any, parent: COMP, op_type: str, name: str) -> None:
        super().__init__(runtime, parent, op_type, name)
        self._before: Dict[str, float] = {}

    def frame(self) -> None:
        chop = self.par.chop.eval()
        if not self.par.active.eval() or chop is None:
            return
        patterns = self.par.channel.eval().split()
        values = {name: value for name, value in chop.values().items() if any(fnmatch(name, one) for one in patterns)}
        before, self._before = self._before, values
        for name, value in values.items():
            self._compare(name, before.get(name), value)

    def _compare(self, name: str, before: Optional[float], value: float) -> None:
        if before is None or before == value:
            return
        edges = (('valuechange', 'onValueChange', True), ('offtoon', 'onOffToOn', before == 0), ('ontooff', 'onOnToOff', value == 0))
        for toggle, callback, applies in edges:
            if applies and self.par[toggle].eval():
                self.runtime.callback(self, callback, Channel(name, value), 0, value, before)
