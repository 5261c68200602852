"""Makes and mends components from tables. What it made bears the tag `photocall`; nothing without that tag is ever touched."""

import os
from typing import Any, Dict, NamedTuple, Optional, Tuple

from . import __version__

TAG = 'photocall'
# Callbacks say `parent().ext.Photocall` in every component of ours.
EXTENSION = 'Photocall'

Given = Dict[str, Any]


class NotOurs(Exception):
    """Something else bears a name that is needed; it is left as it is."""


class Parameter(NamedTuple):
    """A custom parameter; `append` is the page's method that makes it."""

    page: str
    append: str
    name: str
    label: str
    default: Any = None
    menu: Tuple[str, ...] = ()


class Node(NamedTuple):
    """An operator inside the component. `code` is a file of dats/ for its own text, or for its docked callbacks."""

    name: str
    op_type: str
    at: Tuple[int, int]
    pars: Given
    code: str = ''
    callbacks: str = ''
    wired_from: str = ''


class Part(NamedTuple):
    """One component. `expressions` are operator, parameter, expression; `extension` makes the object behind its callbacks."""

    name: str
    extension: str
    shortcut: str
    parameters: Tuple[Parameter, ...]
    nodes: Tuple[Node, ...]
    expressions: Tuple[Tuple[str, str, str], ...]


def build(home: Any, part: Part, folder: str, expression_mode: Any) -> Any:
    """Makes what is missing, mends what is ours, keeps the operator's values; `attach` comes after the values are set."""
    component = ours(home, part.name, 'baseCOMP') or _made(home, part.name, 'baseCOMP')
    for parameter in part.parameters:
        if component.par[parameter.name] is None:
            _add_parameter(component, parameter)
    component.par.Scripts = folder
    component.par.Version = __version__
    for node in part.nodes:
        _add_node(component, node, os.path.join(folder, 'dats'))
    for name, parameter_name, expression in part.expressions:
        component.op(name).par[parameter_name].expr = expression
        component.op(name).par[parameter_name].mode = expression_mode
    return component


def ours(home: Any, name: str, op_type: str) -> Optional[Any]:
    """What bears the name, if it is ours; None where nothing does. Raises NotOurs."""
    found = home.op(name)
    if found is None:
        return None
    if TAG not in found.tags or found.OPType != op_type:
        raise NotOurs('%s is not of the console and is left as it is: give it another name, then try again.' % found.path)
    return found


def _made(home: Any, name: str, op_type: str) -> Any:
    """TouchDesigner gives another name where one is taken, without a word."""
    made = home.create(op_type, name)
    if made.name != name:
        wrong = made.path
        made.destroy()
        raise NotOurs('The name %s is taken (%s was offered).' % (name, wrong))
    made.tags.add(TAG)
    return made


def _add_parameter(component: Any, wanted: Parameter) -> None:
    page = _page(component, wanted.page)
    made = getattr(page, wanted.append)(wanted.name, label=wanted.label)[0]
    if wanted.menu:
        made.menuNames = list(wanted.menu)
        made.menuLabels = [name.capitalize() for name in wanted.menu]
    if wanted.default is not None:
        made.default = wanted.default
        made.val = wanted.default


def _page(component: Any, name: str) -> Any:
    return next((page for page in component.customPages if page.name == name), None) or component.appendCustomPage(name)


def _add_node(component: Any, node: Node, dats: str) -> None:
    made = ours(component, node.name, node.op_type) or _made(component, node.name, node.op_type)
    made.nodeX, made.nodeY = node.at
    if node.code:
        made.text = _read(dats, node.code)
    if node.callbacks:
        _callbacks(component, made, node.name + '_callbacks').text = _read(dats, node.callbacks)
        made.par.callbacks = node.name + '_callbacks'
    for name, value in node.pars.items():
        _set(made, name, value)
    if node.wired_from:
        component.op(node.wired_from).outputConnectors[0].connect(made)


def _callbacks(component: Any, owner: Any, name: str) -> Any:
    """Creating the owner docks a DAT with its template beside it: that one is used."""
    docked = next((dat for dat in owner.docked if dat.OPType == 'textDAT'), None)
    made = docked or ours(component, name, 'textDAT') or _made(component, name, 'textDAT')
    made.name = name
    made.tags.add(TAG)
    made.nodeX, made.nodeY = owner.nodeX, owner.nodeY - 100
    return made


def _set(made: Any, name: str, value: Any) -> None:
    """Builds differ in a few names; what is missing shows in the self-check."""
    if hasattr(made.par, name):
        setattr(made.par, name, value)


def _read(folder: str, name: str) -> str:
    with open(os.path.join(folder, name), encoding='utf-8') as file:
        return file.read()


def attach(component: Any, part: Part) -> None:
    """Makes its extension anew. The parameters had other names before 2022.20000."""
    names = ('ext0object', 'ext0name', 'ext0promote')
    if not hasattr(component.par, names[0]):
        names = ('extension1', 'extname1', 'promoteextension1')
    for name, value in zip(names, (part.extension, EXTENSION, True)):
        setattr(component.par, name, value)
    component.par.opshortcut = part.shortcut
    component.par.reinitextensions.pulse()
    start_beat(component)


def start_beat(component: Any) -> None:
    """Also once a project was loaded, where the Timer CHOP may stand; one that runs begins its second anew, which costs nothing."""
    timer = component.op('beat_timer')
    if timer is not None:
        timer.par.initialize.pulse()
        timer.par.start.pulse()
