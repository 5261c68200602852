"""Puts a canvas receiver together for the component `photocall_canvas`. Called by its extension whenever it is made anew."""

from typing import Any, NamedTuple

from .building import start_beat
from .canvas_operators import OperatorWall
from .canvas_receiver import CanvasReceiver
from .opening import session_of
from .operators import OperatorLink
from .ports import Log


class OpenedCanvas(NamedTuple):
    receiver: CanvasReceiver
    wall: OperatorWall


def open_canvas(component: Any, project_folder: str, log: Log) -> OpenedCanvas:
    wall = OperatorWall(component, project_folder)
    link = OperatorLink(component, path='/canvas/ws', kept_lines=1)
    start_beat(component)
    return OpenedCanvas(CanvasReceiver(link, wall, session_of(component), log), wall)
