"""Builds or repairs the component `photocall` in the open project. Run by one line in the Textport:

    exec(open(r'<folder>/bootstrap.py', encoding='utf-8').read(), {'PHOTOCALL': {'folder': r'<folder>'}})

The console shows the line with its folder, and with `host`, `port`, `token` and `name` where they are known; `parent` names
another network than /project1, and `parts` what to make there: ['booth', 'broker', 'canvas'], the booth alone where it is not said.
"""

import os
import sys
from typing import Any, Dict, List

import td

Given = Dict[str, Any]


class NotInstalled(Exception):
    """The words are for the one who pasted the line."""


def install(given: Given) -> List[Any]:
    """Returns the components; raises NotInstalled."""
    folder = _folder(given)
    _read_anew(folder)
    from photocall.building import NotOurs
    from photocall.parts import Place
    from photocall.parts import install as install_parts

    try:
        return install_parts(Place(_home(given), folder, td.ParMode.EXPRESSION), given)
    except NotOurs as error:
        raise NotInstalled(str(error)) from error


def _folder(given: Given) -> str:
    folder = str(given.get('folder') or os.path.dirname(globals().get('__file__') or ''))
    if not os.path.isfile(os.path.join(folder, 'photocall', '__init__.py')):
        raise NotInstalled('The scripts are not in "%s": copy the line from the console once more.' % folder)
    return folder.replace('\\', '/')


def _read_anew(folder: str) -> None:
    """A newer version is read without a restart, and from its own folder."""
    for name in [one for one in sys.modules if one.split('.')[0] in ('photocall', 'selfcheck', 'touchdesigner_client')]:
        del sys.modules[name]
    if folder in sys.path:
        sys.path.remove(folder)
    sys.path.insert(0, folder)


def _home(given: Given) -> Any:
    path = given.get('parent') or '/project1'
    home = td.op(path) or td.op('/')
    if home is None:
        raise NotInstalled('There is no network %s in this project.' % path)
    return home


def main(given: Given) -> None:
    try:
        components = install(given)
    except NotInstalled as error:
        print('[photocall] ' + str(error))
        return
    for component in components:
        print('[photocall] %s is ready: version %s' % (component.path, component.par.Version.eval()))
        for check in component.ext.Photocall.Checks():
            print('[photocall] %s %s: %s' % ('ok ' if check['ok'] else '-- ', check['name'], check['detail']))


main(globals().get('PHOTOCALL') or {})
