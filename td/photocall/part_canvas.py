"""The component `photocall_canvas`: what guests draw in a room, in a Movie File In or a Script TOP."""

from .building import Node, Parameter, Part

_BEAT_S = 1

_PARAMETERS = (
    Parameter('Canvas', 'appendStr', 'Status', 'Status', ''),
    Parameter('Canvas', 'appendStr', 'Lasterror', 'Last Error', ''),
    Parameter('Canvas', 'appendStr', 'Host', 'Host', '127.0.0.1'),
    Parameter('Canvas', 'appendInt', 'Port', 'Port', 8080),
    Parameter('Canvas', 'appendStr', 'Token', 'Token', ''),
    Parameter('Canvas', 'appendStr', 'Room', 'Room (empty: DEFAULT)', ''),
    Parameter('Canvas', 'appendPulse', 'Reconnect', 'Reconnect'),
    Parameter('Picture', 'appendMenu', 'Showwith', 'Show With', 'file', menu=('file', 'memory')),
    Parameter('Picture', 'appendTOP', 'Movietop', 'Movie File In'),
    Parameter('Picture', 'appendFolder', 'Folder', 'Folder (empty: inbox of the project)', ''),
    Parameter('Picture', 'appendFloat', 'Throttle', 'At Most Every (ms)', 80.0),
    Parameter('Words', 'appendOP', 'Prompttarget', 'Text Operator'),
    Parameter('Words', 'appendStr', 'Prompt', 'Prompt', ''),
    Parameter('Job', 'appendPulse', 'Usedrawing', 'Use This Drawing'),
    Parameter('Job', 'appendStr', 'Jobid', 'Job', ''),
    Parameter('Job', 'appendStr', 'Jobstate', 'Job State', ''),
    Parameter('Names', 'appendStr', 'Scripts', 'Scripts Folder', ''),
    Parameter('Names', 'appendStr', 'Version', 'Version', ''),
)

_NODES = (
    Node('canvas_receiver', 'textDAT', (0, 400), {}, code='canvas_receiver.py'),
    Node('websocket_console', 'websocketDAT', (0, 200), {'active': False, 'maxlines': 1}, callbacks='websocket_callbacks.py'),
    Node('beat_timer', 'timerCHOP', (0, 0), {'length': _BEAT_S, 'lengthunits': 'seconds', 'cycle': True, 'cyclelimit': False},
         callbacks='beat_timer_callbacks.py'),
    Node('frame_execute', 'executeDAT', (200, 0), {'start': True, 'framestart': True, 'active': True}, code='frame_execute.py'),
    Node('parameter_execute', 'parameterexecuteDAT', (400, 0),
         {'op': '..', 'pars': 'Host Port Token Room Reconnect Usedrawing', 'custom': True, 'builtin': False, 'valuechange': True,
          'onpulse': True, 'active': True}, code='parameter_execute.py'),
    Node('canvas_movie', 'moviefileinTOP', (0, -200), {}),
    Node('file_out', 'outTOP', (200, -200), {}, wired_from='canvas_movie'),
    Node('canvas_script', 'scriptTOP', (0, -400), {}, callbacks='script_callbacks.py'),
    Node('memory_out', 'outTOP', (200, -400), {}, wired_from='canvas_script'),
)

CANVAS = Part(
    name='photocall_canvas',
    extension="op('./canvas_receiver').module.CanvasReceiverExt(me)",
    shortcut='PhotocallCanvas',
    parameters=_PARAMETERS,
    nodes=_NODES,
    expressions=(),
)
