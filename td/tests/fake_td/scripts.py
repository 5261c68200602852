"""Runs the text of DATs as TouchDesigner does: its names are there, in an external file they are not."""

import ast
from typing import Any, Dict, Optional

from .errors import tdAttributeError, tdError
from .parameters import ParMode
from .registry import OP_TYPES


class OpFunction:
    """`op('x')` looks among siblings; `op.Name` is a global shortcut."""

    def __init__(self, runtime: Any, me: Optional[Any]) -> None:
        self._runtime = runtime
        self._me = me

    def __call__(self, path: Any) -> Any:
        self._runtime.guard.check_thread()
        if not isinstance(path, str):
            return path
        return (self._me or self._runtime.root).find(path)

    def __getattr__(self, name: str) -> Any:
        found = next((one for one in self._runtime.all_ops() if one.par['opshortcut'] and one.par.opshortcut.eval() == name), None)
        if found is None:
            raise tdAttributeError('no operator has the shortcut %s' % name)
        return found


class TdModule:
    """`import td`, for external files."""

    def __init__(self, runtime: Any) -> None:
        self.op = OpFunction(runtime, None)
        self.app = runtime.app
        self.run = runtime.run
        self.project = runtime.project
        self.ParMode = ParMode
        self.tdError = tdError
        self.tdAttributeError = tdAttributeError


class Scripts:
    def __init__(self, runtime: Any) -> None:
        self._runtime = runtime

    def globals_for(self, me: Any) -> Dict[str, Any]:
        runtime = self._runtime
        types = {name: name for name in OP_TYPES}
        return {
            **types,
            'me': me,
            'op': OpFunction(runtime, me),
            'opex': lambda path: _found(OpFunction(runtime, me)(path), path),
            'ops': lambda pattern: me.parent().children if pattern == '*' else [],
            'parent': lambda levels=1: me.parent(levels),
            'run': lambda *args, **kwargs: runtime.run(*args, caller=me, **kwargs),
            'project': runtime.project,
            'app': runtime.app,
            'ParMode': ParMode,
            'td': runtime.td,
            'print': print,
        }

    def module_of(self, dat: Any) -> Any:
        """Globals live until the text changes."""
        ast.parse(dat.text, feature_version=(3, 9))
        scope = self.globals_for(dat)
        exec(compile(dat.text, dat.path, 'exec'), scope)
        return _Module(scope)


class _Module:
    def __init__(self, scope: Dict[str, Any]) -> None:
        self.scope = scope

    def __getattr__(self, name: str) -> Any:
        if name not in self.scope:
            raise tdAttributeError(name)
        return self.scope[name]


def _found(op: Any, path: str) -> Any:
    if op is None:
        raise tdError('no operator %s' % path)
    return op
