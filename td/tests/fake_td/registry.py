"""Operator types with their exact parameters, as the documentation names them. Anything else raises."""

from typing import Any, Dict, Tuple

from .errors import tdError

# style, default, menu
Shape = Tuple[str, Any, Tuple[str, ...]]


def _of(style: str, default: Any, *menu: str) -> Shape:
    return (style, default, menu)


_TOGGLE_ON = _of('Toggle', True)
_TOGGLE_OFF = _of('Toggle', False)
_TEXT = _of('Str', '')
_PULSE = _of('Pulse', False)

_COMMON_TOP: Dict[str, Shape] = {
    'outputresolution': _of('Menu', 'useinput', 'useinput', 'eighth', 'quarter', 'half', '2x', '4x', '8x', 'fit', 'limit', 'custom'),
    'resolutionw': _of('Int', 256),
    'resolutionh': _of('Int', 256),
}
_COMP: Dict[str, Shape] = {'opshortcut': _TEXT, 'reinitextensions': _PULSE}
# The names of 2022.20000 and later, and those before.
EXTENSION_NAMES = {
    'new': {'ext0object': _TEXT, 'ext0name': _TEXT, 'ext0promote': _TOGGLE_OFF},
    'old': {'extension1': _TEXT, 'extname1': _TEXT, 'promoteextension1': _TOGGLE_OFF},
}

OP_TYPES: Dict[str, Dict[str, Shape]] = {
    'baseCOMP': _COMP,
    'textDAT': {'file': _TEXT, 'syncfile': _TOGGLE_OFF, 'loadonstart': _TOGGLE_OFF},
    'tableDAT': {'file': _TEXT},
    'websocketDAT': {
        'active': _TOGGLE_ON,
        'netaddress': _of('Str', 'localhost'),
        'port': _of('Int', 80),
        'timeout': _of('Int', 5000),
        'callbacks': _of('DAT', ''),
        'executeloc': _of('Menu', 'current', 'current', 'callbacks', 'op'),
        'fromop': _of('OP', ''),
        'clamp': _TOGGLE_ON,
        'maxlines': _of('Int', 100),
        'clear': _PULSE,
        'bytes': _TOGGLE_OFF,
    },
    'webclientDAT': {'active': _TOGGLE_ON, 'url': _TEXT, 'callbacks': _of('DAT', '')},
    'webserverDAT': {'active': _TOGGLE_OFF, 'port': _of('Int', 9980), 'callbacks': _of('DAT', '')},
    'executeDAT': {
        'active': _TOGGLE_ON,
        'start': _TOGGLE_OFF,
        'create': _TOGGLE_OFF,
        'exit': _TOGGLE_OFF,
        'framestart': _TOGGLE_OFF,
        'frameend': _TOGGLE_OFF,
        'playstatechange': _TOGGLE_OFF,
        'devicechange': _TOGGLE_OFF,
    },
    'chopexecuteDAT': {
        'active': _TOGGLE_ON,
        'chop': _of('CHOP', ''),
        'channel': _of('Str', '*'),
        'offtoon': _TOGGLE_ON,
        'whileon': _TOGGLE_OFF,
        'ontooff': _TOGGLE_OFF,
        'whileoff': _TOGGLE_OFF,
        'valuechange': _TOGGLE_OFF,
        'freq': _of('Menu', 'once', 'once', 'everysample'),
    },
    'parameterexecuteDAT': {
        'active': _TOGGLE_ON,
        'op': _of('OP', ''),
        'pars': _of('Str', '*'),
        'valuechange': _TOGGLE_ON,
        'onpulse': _TOGGLE_OFF,
        'custom': _TOGGLE_ON,
        'builtin': _TOGGLE_ON,
    },
    'parameterCHOP': {
        'ops': _TEXT,
        'parameter': _of('Str', '*'),
        'custom': _TOGGLE_ON,
        'builtin': _TOGGLE_ON,
    },
    'selectCHOP': {'chop': _of('CHOP', ''), 'channames': _of('Str', '*')},
    'logicCHOP': {'convert': _of('Menu', 'offon', 'offon', 'bound'), 'boundmin': _of('Float', 0.0), 'boundmax': _of('Float', 1.0)},
    'nullCHOP': {},
    'infoCHOP': {'op': _of('OP', '')},
    'timerCHOP': {
        'active': _TOGGLE_ON,
        'play': _TOGGLE_ON,
        'length': _of('Float', 10.0),
        'lengthunits': _of('Menu', 'seconds', 'samples', 'frames', 'seconds'),
        'cycle': _TOGGLE_OFF,
        'cyclelimit': _TOGGLE_ON,
        'maxcycles': _of('Int', 10),
        'initialize': _PULSE,
        'start': _PULSE,
        'callbacks': _of('DAT', ''),
    },
    'moviefileoutTOP': {
        'type': _of('Menu', 'movie', 'movie', 'image', 'imagesequence', 'stopframemovie'),
        'imagefiletype': _of('Menu', 'tiff', 'tiff', 'jpeg', 'bmp', 'exr', 'png', 'dds'),
        'uniquesuff': _TOGGLE_OFF,
        'n': _of('Int', 0),
        'file': _of('File', 'TDMovieOut.0.mov'),
        'record': _TOGGLE_OFF,
        'pause': _TOGGLE_OFF,
        'addframe': _PULSE,
        'maxthread': _of('Int', 4),
        **_COMMON_TOP,
    },
    'moviefileinTOP': {
        'file': _of('File', ''),
        'reload': _TOGGLE_OFF,
        'reloadpulse': _PULSE,
        'playmode': _of('Menu', 'locked', 'locked', 'index', 'sequential'),
        'play': _TOGGLE_ON,
        'cue': _TOGGLE_OFF,
        'cuepulse': _PULSE,
        'cuepoint': _of('Float', 0.0),
        'index': _of('Float', 0.0),
        **_COMMON_TOP,
    },
    'textTOP': {'text': _TEXT, **_COMMON_TOP},
    'nullTOP': _COMMON_TOP,
    'selectTOP': {'top': _of('TOP', ''), **_COMMON_TOP},
    'scriptTOP': {'callbacks': _of('DAT', ''), **_COMMON_TOP},
    'inTOP': _COMMON_TOP,
    'outTOP': _COMMON_TOP,
    'videodeviceinTOP': {'active': _TOGGLE_ON, 'device': _TEXT, **_COMMON_TOP},
}
# TouchDesigner docks one with a template beside these when they are created.
DOCKING = frozenset(('websocketDAT', 'timerCHOP', 'scriptTOP', 'webclientDAT', 'webserverDAT'))


def parameters_of(op_type: str, extension_names: str, has_reset: bool) -> Dict[str, Shape]:
    if op_type not in OP_TYPES:
        raise tdError('Unknown operator type %s' % op_type)
    shapes = dict(OP_TYPES[op_type])
    if op_type.endswith('COMP'):
        shapes.update(EXTENSION_NAMES[extension_names])
    if op_type == 'websocketDAT' and has_reset:
        shapes['reset'] = _PULSE
    return shapes
