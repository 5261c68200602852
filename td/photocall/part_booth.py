"""The component `photocall`: presses of the console, answered with a verified file."""

from .building import Node, Parameter, Part

_PORT = 8080
# The Timer's beat and the DAT's table, in seconds and rows.
_BEAT_S = 1
_KEPT_ROWS = 10

_PARAMETERS = (
    Parameter('Console', 'appendStr', 'Status', 'Status', ''),
    Parameter('Console', 'appendStr', 'Host', 'Host', '127.0.0.1'),
    Parameter('Console', 'appendInt', 'Port', 'Port', _PORT),
    Parameter('Console', 'appendStr', 'Token', 'Token', ''),
    Parameter('Console', 'appendStr', 'Stagename', 'Stage Name', 'Stage 1'),
    Parameter('Console', 'appendPulse', 'Reconnect', 'Reconnect'),
    Parameter('Console', 'appendPulse', 'Selfcheck', 'Print Self-check'),
    Parameter('Console', 'appendPulse', 'Addbroker', 'Add Broker Loop'),
    Parameter('Console', 'appendPulse', 'Addcanvas', 'Add Canvas Receiver'),
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

_NODES = (
    Node('photocall_ext', 'textDAT', (0, 400), {}, code='photocall_ext.py'),
    Node('websocket_console', 'websocketDAT', (0, 200), {'active': False, 'maxlines': _KEPT_ROWS}, callbacks='websocket_callbacks.py'),
    Node('beat_timer', 'timerCHOP', (0, 0), {'length': _BEAT_S, 'lengthunits': 'seconds', 'cycle': True, 'cyclelimit': False},
         callbacks='beat_timer_callbacks.py'),
    Node('frame_execute', 'executeDAT', (200, 0), {'start': True, 'framestart': True, 'active': True},
         code='frame_execute.py'),
    Node('parameter_execute', 'parameterexecuteDAT', (400, 0),
         {'op': '..', 'pars': 'Host Port Token Stagename Component Progresspar Reconnect Selfcheck Addbroker Addcanvas', 'custom': True,
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
    Node('input_script', 'scriptTOP', (0, -800), {}, callbacks='script_callbacks.py'),
    Node('input_out', 'outTOP', (200, -800), {}, wired_from='input_script'),
)

# These follow the operator's choice by themselves.
_EXPRESSIONS = (
    ('output_select', 'top', 'parent().par.Outputtop'),
    ('original_select', 'top', 'parent().par.Previewtop'),
    ('preview_select', 'top', 'parent().par.Previewtop'),
)

BOOTH = Part(
    name='photocall',
    extension="op('./photocall_ext').module.PhotocallExt(me)",
    shortcut='Photocall',
    parameters=_PARAMETERS,
    nodes=_NODES,
    expressions=_EXPRESSIONS,
)
