"""What this TouchDesigner really offers, as JSON to paste into a report. It changes nothing but one file in the temporary folder.

Pressed in the component `photocall` (Print Self-check), or in the Textport without it:

    exec(open(r'<folder>/selfcheck.py', encoding='utf-8').read(), {'__name__': '__main__'})
"""

import json
import os
import platform
import sys
import tempfile
import time
from typing import Any, Callable, Dict, List, Optional

import td

Facts = Dict[str, Any]

# Each is made once, its parameters are read, and it is destroyed again.
OP_TYPES = (
    'websocketDAT', 'textDAT', 'chopexecuteDAT', 'executeDAT', 'parameterexecuteDAT', 'parameterCHOP', 'timerCHOP', 'nullCHOP',
    'moviefileoutTOP', 'moviefileinTOP', 'textTOP', 'nullTOP', 'selectTOP', 'scriptTOP', 'outTOP', 'baseCOMP',
)
# What the scripts set; the names are the documentation's, a build may lack some.
EXPECTED = {
    'websocketDAT': ('active', 'netaddress', 'port', 'timeout', 'callbacks', 'maxlines'),
    'chopexecuteDAT': ('active', 'chop', 'channel', 'offtoon', 'valuechange'),
    'executeDAT': ('active', 'start', 'framestart'),
    'parameterexecuteDAT': ('active', 'op', 'pars', 'custom', 'builtin', 'valuechange', 'onpulse'),
    'parameterCHOP': ('ops', 'parameter', 'custom', 'builtin'),
    'timerCHOP': ('length', 'lengthunits', 'cycle', 'cyclelimit', 'initialize', 'start', 'callbacks'),
    'moviefileoutTOP': ('type', 'imagefiletype', 'file', 'record'),
    'moviefileinTOP': ('file', 'reloadpulse', 'cuepoint', 'cuepulse', 'play'),
    'textTOP': ('text',),
    'selectTOP': ('top', 'outputresolution', 'resolutionw', 'resolutionh'),
    'scriptTOP': ('callbacks',),
}
# Only an evening with a real console shows these.
BY_HAND = (
    'onDisconnect after a connect that failed: stop the console, press Reconnect, look whether Status changes',
    'a query string in netaddress',
    'Execute DAT and Timer CHOP while the timeline is paused',
    'moviefileoutTOP: file and record set in one frame',
    'photocall_broker: whether frames stand still while Active is on',
    'photocall_canvas: whether Show With memory shows a drawing',
)


def report(component: Optional[Any] = None) -> str:
    """Every point stands by itself: one that fails is told and hides none of the others."""
    points: Dict[str, Callable[[], Any]] = {
        'versions': _versions,
        'operators': _operators,
        'saving': _saving,
        'reading': _reading,
        'members': _members,
        'component': lambda: _component(component),
    }
    facts: Facts = {name: _told(point) for name, point in points.items()}
    return json.dumps({**facts, 'byHand': list(BY_HAND)}, indent=1, sort_keys=True, default=str)


def _told(point: Callable[[], Any]) -> Any:
    try:
        return point()
    except Exception as error:  # whatever a build raises is what is to be known
        return {'error': '%s: %s' % (type(error).__name__, error)}


def _versions() -> Facts:
    app = td.app
    return {'build': str(app.build), 'version': str(app.version), 'python': sys.version, 'system': platform.platform()}


def _operators() -> Facts:
    """In a component of its own, which is destroyed at the end."""
    home = td.op('/').create('baseCOMP', 'photocall_selfcheck')
    try:
        return {op_type: _told(lambda one=op_type: _operator(home, one)) for op_type in OP_TYPES}
    finally:
        home.destroy()


def _operator(home: Any, op_type: str) -> Facts:
    made = home.create(op_type, 'probe_' + op_type.lower())
    present = sorted(par.name for par in made.pars())
    lacking = [name for name in EXPECTED.get(op_type, ()) if name not in present]
    optional = [name for name in ('reset', 'autoreconnect', 'ext0object', 'extension1') if name in present]
    return {'lacking': lacking, 'optional': optional, 'docked': [dat.name for dat in made.docked], 'parameters': present}


def _saving() -> Facts:
    home = td.op('/').create('baseCOMP', 'photocall_selfcheck')
    path = os.path.join(tempfile.gettempdir(), 'photocall-selfcheck.jpg')
    try:
        top = home.create('nullTOP', 'probe')
        began = time.perf_counter()
        jpeg = bytes(top.saveByteArray('.jpg', quality=0.5))
        status = top.save(path, asynchronous=True, createFolders=False, quality=0.5)
        took_ms = round(1000 * (time.perf_counter() - began), 2)
        return {'jpegStart': jpeg[:3].hex(), 'saveReturns': type(status).__name__, 'tookMs': took_ms}
    finally:
        home.destroy()


def _reading() -> Facts:
    """As the broker loop reads a TOP, and as the canvas receiver fills one."""
    home = td.op('/').create('baseCOMP', 'photocall_selfcheck')
    try:
        top, script = home.create('nullTOP', 'probe'), home.create('scriptTOP', 'probe_script')
        pixels = [top.numpyArray(delayed=True) for _ in range(2)]
        shapes = ['none' if one is None else '%s of %s' % (one.shape, one.dtype) for one in pixels]
        return {'delayed': shapes, 'loadByteArray': hasattr(script, 'loadByteArray')}
    finally:
        home.destroy()


def _members() -> Facts:
    home = td.op('/')
    looked_for = ('fetch', 'store', 'storeStartupValue', 'tags', 'customPars', 'docked', 'findChildren')
    return {name: hasattr(home, name) for name in looked_for}


def _component(component: Optional[Any]) -> Any:
    if component is None:
        return None
    hidden = ('Token',)
    values: List[Any] = [par for par in component.customPars if not par.isPulse]
    return {par.name: '(hidden)' if par.name in hidden and par.eval() else str(par.eval()) for par in values}


if __name__ == '__main__':
    print(report())
