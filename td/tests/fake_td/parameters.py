"""Parameters, strict: an unknown name, a wrong menu value or a wrong type raises."""

import re
from typing import Any, Dict, Iterator, List, Optional, Tuple

from .errors import tdAttributeError, tdError

OP_STYLES = ('OP', 'COMP', 'TOP', 'CHOP', 'DAT')
_CUSTOM_NAME = re.compile(r'[A-Z][a-z0-9]*\Z')


class ParMode:
    CONSTANT = 'CONSTANT'
    EXPRESSION = 'EXPRESSION'


class Par:
    """`.val` is the constant, `.eval()` what it comes to."""

    def __init__(self, owner: Any, name: str, style: str, default: Any, menu: Tuple[str, ...] = ()) -> None:
        self.owner = owner
        self.name = name
        self.label = name
        self.style = style
        self.default = default
        self.menuNames = list(menu)
        self.menuLabels = list(menu)
        self.mode = ParMode.CONSTANT
        self.expr = ''
        self._val = default

    @property
    def isPulse(self) -> bool:
        return self.style == 'Pulse'

    @property
    def isCustom(self) -> bool:
        return self.name[:1].isupper()

    @property
    def val(self) -> Any:
        self.owner.runtime.guard.check_thread()
        return self._val

    @val.setter
    def val(self, value: Any) -> None:
        self.owner.runtime.guard.check_thread()
        if isinstance(value, Par):
            value = value.eval()
        before = self._val
        self._val = self._checked(value)
        self.mode = ParMode.CONSTANT
        if before != self._val:
            self.owner.runtime.parameter_changed(self, before)

    def eval(self) -> Any:
        self.owner.runtime.guard.check_thread()
        value = self._evaluated() if self.mode == ParMode.EXPRESSION else self._val
        return self._operator(value) if self.style in OP_STYLES else value

    def pulse(self) -> None:
        self.owner.runtime.guard.check_thread()
        if self.style != 'Pulse':
            raise tdError('%s is no pulse' % self.name)
        self.owner.runtime.parameter_pulsed(self)

    def _evaluated(self) -> Any:
        value = eval(self.expr, self.owner.runtime.scripts.globals_for(self.owner))
        return value.eval() if isinstance(value, Par) else value

    def _operator(self, value: Any) -> Any:
        found = self.owner.find(value) if isinstance(value, str) and value else value or None
        fits = found is not None and (self.style == 'OP' or found.OPType.endswith(self.style))
        return found if fits else None

    def _checked(self, value: Any) -> Any:
        if self.style == 'Menu' and value not in self.menuNames:
            raise tdError('%s of %s has no menu entry %r' % (self.name, self.owner.path, value))
        if self.style in OP_STYLES:
            return value.path if hasattr(value, 'path') else str(value or '')
        casts: Dict[str, Any] = {'Int': int, 'Float': float, 'Toggle': bool, 'Pulse': bool}
        return casts.get(self.style, str)(value)


class ParCollection:
    """`comp.par`: attribute access raises on unknown names, `[...]` gives None."""

    _owner: Any
    _pars: Dict[str, Par]

    def __init__(self, owner: Any) -> None:
        object.__setattr__(self, '_owner', owner)
        object.__setattr__(self, '_pars', {})

    def add(self, par: Par) -> Par:
        self._pars[par.name] = par
        return par

    def all(self) -> List[Par]:
        return list(self._pars.values())

    def __getattr__(self, name: str) -> Par:
        self._owner.runtime.guard.check_thread()
        if name not in self._pars:
            raise tdAttributeError('%s has no parameter %s' % (self._owner.path, name))
        return self._pars[name]

    def __setattr__(self, name: str, value: Any) -> None:
        getattr(self, name).val = value

    def __getitem__(self, name: str) -> Optional[Par]:
        return self._pars.get(name)

    def __iter__(self) -> Iterator[Par]:
        return iter(self.all())


class ParGroup:
    """What a page's `append` methods return: its parameters by number."""

    def __init__(self, par: Par) -> None:
        self._par = par

    def __getitem__(self, place: int) -> Par:
        return (self._par,)[place]


class Page:
    """A page of custom parameters; only the methods that TouchDesigner has."""

    def __init__(self, owner: Any, name: str) -> None:
        self._owner = owner
        self.name = name
        self.pars: List[Par] = []

    def _append(self, name: str, style: str, default: Any, label: Optional[str]) -> ParGroup:
        if not _CUSTOM_NAME.match(name):
            raise tdError('%s is no name for a custom parameter' % name)
        if self._owner.par[name] is not None:
            raise tdError('%s exists' % name)
        par = self._owner.par.add(Par(self._owner, name, style, default))
        par.label = label or name
        self.pars.append(par)
        return ParGroup(par)

    def appendStr(self, name: str, label: Optional[str] = None) -> ParGroup:
        return self._append(name, 'Str', '', label)

    def appendInt(self, name: str, label: Optional[str] = None) -> ParGroup:
        return self._append(name, 'Int', 0, label)

    def appendFloat(self, name: str, label: Optional[str] = None) -> ParGroup:
        return self._append(name, 'Float', 0.0, label)

    def appendToggle(self, name: str, label: Optional[str] = None) -> ParGroup:
        return self._append(name, 'Toggle', False, label)

    def appendPulse(self, name: str, label: Optional[str] = None) -> ParGroup:
        return self._append(name, 'Pulse', False, label)

    def appendMenu(self, name: str, label: Optional[str] = None) -> ParGroup:
        return self._append(name, 'Menu', '', label)

    def appendFolder(self, name: str, label: Optional[str] = None) -> ParGroup:
        return self._append(name, 'Folder', '', label)

    def appendTOP(self, name: str, label: Optional[str] = None) -> ParGroup:
        return self._append(name, 'TOP', '', label)

    def appendCOMP(self, name: str, label: Optional[str] = None) -> ParGroup:
        return self._append(name, 'COMP', '', label)

    def appendOP(self, name: str, label: Optional[str] = None) -> ParGroup:
        return self._append(name, 'OP', '', label)
