"""The components that the console's line can make, and the values that it gives them."""

from typing import Any, Dict, List, NamedTuple, Tuple

from .building import Given, NotOurs, Part, attach, build, ours
from .parameter_names import is_generator
from .part_booth import BOOTH
from .part_broker import BROKER
from .part_canvas import CANVAS

PARTS: Dict[str, Part] = {'booth': BOOTH, 'broker': BROKER, 'canvas': CANVAS}


class Place(NamedTuple):
    """Where components are made, with which files, and TouchDesigner's word for a parameter that is an expression."""

    home: Any
    folder: str
    expression_mode: Any


def install(place: Place, given: Given) -> List[Any]:
    """What the line names, else the booth; and whatever of ours is there is mended too."""
    wanted = given.get('parts') or ['booth']
    unknown = [name for name in wanted if name not in PARTS]
    if unknown:
        raise NotOurs('There is no part "%s": %s.' % (unknown[0], ', '.join(PARTS)))
    there = [name for name, part in PARTS.items() if name not in wanted and _is_there(place.home, part)]
    return [add(place, name, given) for name in (*wanted, *there)]


def add(place: Place, name: str, given: Given) -> Any:
    """Makes or mends one component; what the line says of the console is taken, anything else stays as the operator set it."""
    part = PARTS[name]
    component = build(place.home, part, place.folder, place.expression_mode)
    for parameter, value in _values(name, given):
        setattr(component.par, parameter, value)
    if name == 'booth':
        _choose_generator(component)
    attach(component, part)
    return component


def add_beside(booth: Any, name: str, expression_mode: Any) -> str:
    """By a pulse of the component `photocall`: beside it, for the same console. Returns what to print."""
    given = {key: booth.par[parameter].eval() for parameter, key in (('Host', 'host'), ('Port', 'port'), ('Token', 'token'))}
    try:
        made = add(Place(booth.parent(), booth.par.Scripts.eval(), expression_mode), name, given)
    except NotOurs as error:
        return str(error)
    return '%s is ready' % made.path


def _is_there(home: Any, part: Part) -> bool:
    try:
        return ours(home, part.name, 'baseCOMP') is not None
    except NotOurs:
        return False


def _values(name: str, given: Given) -> List[Tuple[str, Any]]:
    keys = {'Host': 'host', 'Port': 'port', 'Token': 'token', 'Stagename': 'name'}
    if name == 'broker':
        # the line's token is TouchDesigner's own, which the job broker refuses even where none is needed
        keys = {'Server': 'server'}
    known = dict(given)
    if given.get('host') is not None:
        known['server'] = _server_at(str(given['host']), given.get('port'))
    return [(parameter, known[key]) for parameter, key in keys.items() if known.get(key) is not None]


def _server_at(host: str, port: Any) -> str:
    """The WebSocket DAT's address names its scheme only where it is wss."""
    scheme, _, name = host.rpartition('://')
    is_secure = scheme == 'wss'
    return '%s://%s:%s' % ('https' if is_secure else 'http', name, port or (443 if is_secure else 80))


def _choose_generator(component: Any) -> None:
    """Where there is exactly one ComfyTD or TDComfyUI; else the operator chooses."""
    if component.par.Component.eval() is not None:
        return
    found = [one for one in components_below(component.parent(), 3) if one is not component and is_generator(one)]
    if len(found) == 1:
        component.par.Component = found[0].path


def components_below(home: Any, levels: int) -> List[Any]:
    children = [child for child in home.children if child.isCOMP]
    deeper = [one for child in children if levels > 1 for one in components_below(child, levels - 1)]
    return children + deeper
