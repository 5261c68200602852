"""Builds or repairs the component `photocall` in the open project. Run by one line in the Textport:

    exec(open(r'<folder>/bootstrap.py', encoding='utf-8').read(), {'PHOTOCALL': {'folder': r'<folder>'}})

The console shows the line with its folder, and with `host`, `port`, `token` and `name` where they are known; `parent` names
another network than /project1. What it made bears the tag `photocall`; nothing without that tag is ever touched.
"""

import os
import sys
from typing import Any, Dict, List, NamedTuple, Optional, Tuple

import td

TAG = 'photocall'
NAME = 'photocall'
PORT = 8080
# The Timer's beat and the DAT's table, in seconds and rows.
BEAT_S = 1
KEPT_ROWS = 10

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


PARAMETERS = (
    Parameter('Console', 'appendStr', 'Status', 'Status', ''),
    Parameter('Console', 'appendStr', 'Host', 'Host', '127.0.0.1'),
    Parameter('Console', 'appendInt', 'Port', 'Port', PORT),
    Parameter('Console', 'appendStr', 'Token', 'Token', ''),
    Parameter('Console', 'appendStr', 'Stagename', 'Stage Name', 'Stage 1'),
    Parameter('Console', 'appendPulse', 'Reconnect', 'Reconnect'),
    Parameter('Console', 'appendPulse', 'Selfcheck', 'Print Self-check'),
    Parameter('Picture', 'appendCOMP', 'Component', 'Component'),
    Parameter('Picture', 'appendTOP', 'Outputtop', 'Output TOP'),
    Parameter('Picture', 'appendTOP', 'Previewtop', 'Preview TOP'),
    Parameter('Picture', 'appendFolder', 'Folder', 'Folder (empty: from the console)', ''),
    Parameter('Picture', 'appendMenu', 'Imagetype', 'Image Type', 'console', menu=('console', 'jpeg', 'png')),
    Parameter('Picture', 'appendMenu', 'Savemethod', 'Save With', 'top', menu=('top', 'record')),
    Parameter('Job', 'appendFloat', 'Donethreshold', 'Done Threshold', 0.99),
    Parameter('Job', 'appendFloat', 'Settletime', 'Settle Time (s)', 0.5),
    Parameter('Job', 'appendFloat', 'Timeout', 'Time-out (s)', 600.0),
    Parameter('Job', 'appendStr', 'Jobid', 'Job', ''),
    Parameter('Job', 'appendStr', 'Jobstyle', 'Style', ''),
    Parameter('Job', 'appendStr', 'Jobprompt', 'Prompt', ''),
    Parameter('Job', 'appendStr', 'Jobseed', 'Seed', ''),
    Parameter('Names', 'appendStr', 'Generatepar', 'Generate Parameter', ''),
    Parameter('Names', 'appendStr', 'Progresspar', 'Progress Parameter', ''),
    Parameter('Names', 'appendStr', 'Queuepar', 'Queue Parameter', ''),
    Parameter('Names', 'appendStr', 'Scripts', 'Scripts Folder', ''),
    Parameter('Names', 'appendStr', 'Version', 'Version', ''),
)

NODES = (
    Node('photocall_ext', 'textDAT', (0, 400), {}, code='photocall_ext.py'),
    Node('websocket_console', 'websocketDAT', (0, 200), {'active': False, 'maxlines': KEPT_ROWS}, callbacks='websocket_callbacks.py'),
    Node('beat_timer', 'timerCHOP', (0, 0), {'length': BEAT_S, 'lengthunits': 'seconds', 'cycle': True, 'cyclelimit': False},
         callbacks='beat_timer_callbacks.py'),
    Node('frame_execute', 'executeDAT', (200, 0), {'start': True, 'framestart': True, 'active': True},
         code='frame_execute.py'),
    Node('parameter_execute', 'parameterexecuteDAT', (400, 0),
         {'op': '..', 'pars': 'Host Port Token Stagename Component Progresspar Reconnect Selfcheck', 'custom': True,
          'builtin': False, 'valuechange': True, 'onpulse': True, 'active': True}, code='parameter_execute.py'),
    Node('progress_parameter', 'parameterCHOP', (0, -200), {'custom': True, 'builtin': False}),
    Node('progress_null', 'nullCHOP', (200, -200), {}, wired_from='progress_parameter'),
    Node('progress_chopexec', 'chopexecuteDAT', (400, -200),
         {'chop': 'progress_null', 'channel': '*', 'valuechange': True, 'offtoon': False, 'active': True},
         code='progress_chopexec.py'),
    Node('output_select', 'selectTOP', (0, -400), {}),
    Node('output_null', 'nullTOP', (200, -400), {}, wired_from='output_select'),
    Node('record_moviefileout', 'moviefileoutTOP', (400, -400), {'type': 'image', 'record': False},
         wired_from='output_null'),
    Node('original_select', 'selectTOP', (0, -600), {}),
    Node('preview_select', 'selectTOP', (200, -600), {}),
    Node('input_script', 'scriptTOP', (0, -800), {}, callbacks='input_script_callbacks.py'),
    Node('input_out', 'outTOP', (200, -800), {}, wired_from='input_script'),
)

# These follow the operator's choice by themselves.
EXPRESSIONS = (
    ('output_select', 'top', 'parent().par.Outputtop'),
    ('original_select', 'top', 'parent().par.Previewtop'),
    ('preview_select', 'top', 'parent().par.Previewtop'),
)


def install(given: Given) -> Any:
    """Makes what is missing, mends what is ours, keeps the operator's values; returns the component."""
    folder = _folder(given)
    component = _component(_home(given))
    _forget_old_scripts()
    _add_parameters(component)
    _take_values(component, folder, given)
    for node in NODES:
        _add_node(component, node, os.path.join(folder, 'dats'))
    for name, parameter, expression in EXPRESSIONS:
        component.op(name).par[parameter].expr = expression
        component.op(name).par[parameter].mode = td.ParMode.EXPRESSION
    _choose_generator(component)
    _attach_extension(component)
    component.op('beat_timer').par.initialize.pulse()
    component.op('beat_timer').par.start.pulse()
    return component


def _folder(given: Given) -> str:
    folder = str(given.get('folder') or os.path.dirname(globals().get('__file__') or ''))
    if not os.path.isfile(os.path.join(folder, 'photocall', '__init__.py')):
        raise NotOurs('The scripts are not in "%s": copy the line from the console once more.' % folder)
    return folder.replace('\\', '/')


def _home(given: Given) -> Any:
    path = given.get('parent') or '/project1'
    home = td.op(path) or td.op('/')
    if home is None:
        raise NotOurs('There is no network %s in this project.' % path)
    return home


def _component(home: Any) -> Any:
    return _ours(home, NAME, 'baseCOMP') or _made(home, NAME, 'baseCOMP')


def _ours(home: Any, name: str, op_type: str) -> Optional[Any]:
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


def _forget_old_scripts() -> None:
    """So that a newer version is read without a restart."""
    for name in [one for one in sys.modules if one == 'selfcheck' or one.split('.')[0] == 'photocall']:
        del sys.modules[name]


def _add_parameters(component: Any) -> None:
    for parameter in PARAMETERS:
        if component.par[parameter.name] is None:
            _add_parameter(component, parameter)


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


def _take_values(component: Any, folder: str, given: Given) -> None:
    """What the line says; anything else stays as the operator set it."""
    values = {'Host': 'host', 'Port': 'port', 'Token': 'token', 'Stagename': 'name'}
    for parameter, key in values.items():
        if given.get(key) is not None:
            setattr(component.par, parameter, given[key])
    component.par.Scripts = folder
    component.par.Version = _version(folder)


def _version(folder: str) -> str:
    with open(os.path.join(folder, 'photocall', '__init__.py'), encoding='utf-8') as file:
        line = next(line for line in file if line.startswith('__version__'))
    return line.split("'")[1]


def _add_node(component: Any, node: Node, dats: str) -> None:
    made = _ours(component, node.name, node.op_type) or _made(component, node.name, node.op_type)
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
    made = docked or _ours(component, name, 'textDAT') or _made(component, name, 'textDAT')
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


def _choose_generator(component: Any) -> None:
    """Where there is exactly one ComfyTD or TDComfyUI; else the operator chooses."""
    if component.par.Component.eval() is not None:
        return
    folder = component.par.Scripts.eval()
    if folder not in sys.path:
        sys.path.insert(0, folder)
    from photocall.parameter_names import is_generator

    found = [one for one in _components_below(component.parent(), 3) if one is not component and is_generator(one)]
    if len(found) == 1:
        component.par.Component = found[0].path


def _components_below(home: Any, levels: int) -> List[Any]:
    children = [child for child in home.children if child.isCOMP]
    deeper = [one for child in children if levels > 1 for one in _components_below(child, levels - 1)]
    return children + deeper


def _attach_extension(component: Any) -> None:
    """The parameters had other names before 2022.20000."""
    made = "op('./photocall_ext').module.PhotocallExt(me)"
    names = ('ext0object', 'ext0name', 'ext0promote')
    if not hasattr(component.par, names[0]):
        names = ('extension1', 'extname1', 'promoteextension1')
    for name, value in zip(names, (made, 'Photocall', True)):
        setattr(component.par, name, value)
    component.par.opshortcut = 'Photocall'
    component.par.reinitextensions.pulse()


def main(given: Given) -> None:
    try:
        component = install(given)
    except NotOurs as error:
        print('[photocall] ' + str(error))
        return
    print('[photocall] %s is ready: version %s' % (component.path, component.par.Version.eval()))
    for check in component.ext.Photocall.Checks():
        print('[photocall] %s %s: %s' % ('ok ' if check['ok'] else '-- ', check['name'], check['detail']))


main(globals().get('PHOTOCALL') or {})
