"""The tree of operators: names, scope, storage, docking, destruction."""

import pickle
from typing import Any, Dict, Iterator, List, Optional, Set

from .errors import tdAttributeError, tdError
from .parameters import Page, Par, ParCollection
from .registry import parameters_of


class Connector:
    def __init__(self, owner: Any) -> None:
        self.owner = owner

    def connect(self, other: Any) -> None:
        target = other.owner if isinstance(other, Connector) else other
        target.wired_from = self.owner


class OP:
    def __init__(self, runtime: Any, parent: Optional['COMP'], op_type: str, name: str) -> None:
        self.runtime = runtime
        self._parent = parent
        self.OPType = op_type
        self._name = name
        self.valid = True
        self.tags: Set[str] = set()
        self.docked: List[Any] = []
        self.nodeX = self.nodeY = 0
        self.wired_from: Optional[Any] = None
        self.outputConnectors = [Connector(self)]
        self.inputConnectors = [Connector(self)]
        self.storage: Dict[str, Any] = {}
        self.startup_values: Dict[str, Any] = {}
        self.par: Any = ParCollection(self)
        for par_name, (style, default, menu) in parameters_of(op_type, runtime.extension_names, runtime.has_reset).items():
            self.par.add(Par(self, par_name, style, default, menu))

    @property
    def name(self) -> str:
        return self._name

    @name.setter
    def name(self, wanted: str) -> None:
        self._name = self._parent.free_name(wanted, besides=self) if self._parent else wanted

    @property
    def path(self) -> str:
        if self._parent is None:
            return '/'
        return self._parent.path.rstrip('/') + '/' + self._name

    @property
    def isCOMP(self) -> bool:
        return self.OPType.endswith('COMP')

    def pars(self) -> List[Par]:
        return self.par.all()

    def parent(self, levels: int = 1) -> Any:
        found: Any = self
        for _ in range(levels):
            found = found._parent
        return found

    def find(self, path: str) -> Optional[Any]:
        """As `op(path)` does in a script of this operator: siblings, `./` inside, `../` above."""
        self.runtime.guard.check_thread()
        if path.startswith('/'):
            return self.runtime.root.descend(path.strip('/'))
        if path.startswith('./'):
            return self.descend(path[2:])
        start = self._parent or self
        if path == '..' or path.startswith('../'):
            return start if path == '..' else (start.parent() or start).descend(path[3:])
        return start.descend(path)

    def descend(self, path: str) -> Optional[Any]:
        return self if not path else None

    # Storage

    def store(self, key: str, value: Any) -> Any:
        self.runtime.guard.check_thread()
        self.storage[key] = value
        return value

    def fetch(self, key: str, default: Any = None, search: bool = True) -> Any:
        self.runtime.guard.check_thread()
        if key in self.storage:
            return self.storage[key]
        if search and self._parent is not None:
            return self._parent.fetch(key, default)
        return default

    def unstore(self, key: str) -> None:
        self.storage.pop(key, None)

    def storeStartupValue(self, key: str, value: Any) -> None:
        self.startup_values[key] = value

    def saved_storage(self) -> Dict[str, Any]:
        """What a saved project holds; what cannot be pickled fails, as in TouchDesigner."""
        return pickle.loads(pickle.dumps(self.storage))

    def destroy(self) -> None:
        self.valid = False
        if self._parent:
            self._parent.children_by_name.pop(self._name, None)

    def cook(self, force: bool = False) -> None:
        """Subclasses that do something when they cook say what."""


class COMP(OP):
    def __init__(self, runtime: Any, parent: Optional['COMP'], op_type: str, name: str) -> None:
        self.children_by_name: Dict[str, Any] = {}
        super().__init__(runtime, parent, op_type, name)
        self.customPages: List[Page] = []
        self._extension: Optional[Any] = None

    @property
    def children(self) -> List[Any]:
        return list(self.children_by_name.values())

    @property
    def customPars(self) -> List[Par]:
        return [par for par in self.par if par.isCustom]

    def op(self, path: str) -> Optional[Any]:
        self.runtime.guard.check_thread()
        return self.runtime.root.descend(path.strip('/')) if path.startswith('/') else self.descend(path)

    def descend(self, path: str) -> Optional[Any]:
        if not path:
            return self
        first, _, rest = path.partition('/')
        child = self.children_by_name.get(first)
        return child.descend(rest) if child is not None else None

    def create(self, op_type: Any, name: Optional[str] = None) -> Any:
        self.runtime.guard.check_thread()
        return self.runtime.make(self, str(op_type), name)

    def free_name(self, wanted: str, besides: Optional[OP] = None) -> str:
        """A name that is taken silently gets a number."""
        stem, number, name = wanted.rstrip('0123456789') or wanted, 0, wanted
        while self.children_by_name.get(name) not in (None, besides):
            number += 1
            name = '%s%d' % (stem, number)
        if besides is not None:
            self.children_by_name.pop(besides.name, None)
            self.children_by_name[name] = besides
        return name

    def appendCustomPage(self, name: str) -> Page:
        page = Page(self, name)
        self.customPages.append(page)
        return page

    # Extensions

    @property
    def ext(self) -> '_Extensions':
        return _Extensions(self)

    def extension(self, name: str) -> Any:
        names = ('ext0object', 'ext0name') if self.par['ext0object'] else ('extension1', 'extname1')
        made, known_as = (self.par[one].eval() for one in names)
        if not made or known_as != name:
            raise tdAttributeError('%s has no extension %s' % (self.path, name))
        if self._extension is None:
            self._extension = self.runtime.guard.run(lambda: eval(made, self.runtime.scripts.globals_for(self)))
        return self._extension

    def forget_extension(self) -> None:
        self._extension = None

    def __getattr__(self, name: str) -> Any:
        """Promoted: what the extension calls with a capital."""
        if name[:1].isupper() and 'par' in self.__dict__:
            names = ('ext0promote', 'ext0name') if self.par['ext0promote'] else ('promoteextension1', 'extname1')
            if self.par[names[0]] is not None and self.par[names[0]].eval():
                return getattr(self.extension(self.par[names[1]].eval()), name)
        raise tdAttributeError('%s has no member %s' % (self.OPType if 'OPType' in self.__dict__ else 'COMP', name))


class _Extensions:
    def __init__(self, component: COMP) -> None:
        self._component = component

    def __getattr__(self, name: str) -> Any:
        return self._component.extension(name)


class DAT(OP):
    """Its text is a module; functions and globals are made anew when the text changes."""

    def __init__(self, runtime: Any, parent: COMP, op_type: str, name: str) -> None:
        super().__init__(runtime, parent, op_type, name)
        self._text = ''
        self._module: Optional[Any] = None

    @property
    def text(self) -> str:
        return self._text

    @text.setter
    def text(self, text: str) -> None:
        self.runtime.guard.check_thread()
        self._text = text
        self._module = None

    @property
    def module(self) -> Any:
        if self._module is None:
            self._module = self.runtime.scripts.module_of(self)
        return self._module

    def forget_module(self) -> None:
        self._module = None

    def call(self, name: str, *args: Any) -> Any:
        """A callback; one that is not written is none."""
        function = self.module.scope.get(name)
        return self.runtime.guard.run(lambda: function(*args)) if function else None


def walk(top: OP) -> Iterator[OP]:
    yield top
    if isinstance(top, COMP):
        for child in top.children:
            yield from walk(child)


def callbacks_of(operator: OP) -> Optional[DAT]:
    found = operator.par['callbacks'].eval() if operator.par['callbacks'] else None
    if found is not None and not isinstance(found, DAT):
        raise tdError('%s is no DAT' % found.path)
    return found
