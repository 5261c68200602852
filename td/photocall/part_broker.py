"""The component `photocall_broker`: frames of a TOP through the job broker, results into a Movie File In."""

from .building import Node, Parameter, Part

_BEAT_S = 1

_PARAMETERS = (
    Parameter('Broker', 'appendToggle', 'Active', 'Active', False),
    Parameter('Broker', 'appendStr', 'Status', 'Status', ''),
    Parameter('Broker', 'appendStr', 'Lasterror', 'Last Error', ''),
    Parameter('Broker', 'appendStr', 'Jobid', 'Job', ''),
    Parameter('Broker', 'appendStr', 'Server', 'Server', 'http://127.0.0.1:8080'),
    Parameter('Broker', 'appendStr', 'Token', 'Token', ''),
    Parameter('Broker', 'appendStr', 'Cafile', 'CA File (https; empty: the system)', ''),
    Parameter('Broker', 'appendFloat', 'Pollinterval', 'Poll Every (s)', 0.5),
    Parameter('Broker', 'appendFloat', 'Timeout', 'Time-out (s)', 600.0),
    Parameter('Picture', 'appendTOP', 'Sourcetop', 'Source TOP'),
    Parameter('Picture', 'appendTOP', 'Resulttop', 'Result Movie File In'),
    Parameter('Picture', 'appendStr', 'Prompt', 'Prompt', ''),
    Parameter('Picture', 'appendStr', 'Negativeprompt', 'Negative Prompt', ''),
    Parameter('Picture', 'appendInt', 'Seed', 'Seed (-1: any)', -1),
    Parameter('Picture', 'appendStr', 'Style', 'Style (empty: the server chooses)', ''),
    Parameter('Names', 'appendStr', 'Scripts', 'Scripts Folder', ''),
    Parameter('Names', 'appendStr', 'Version', 'Version', ''),
)

_NODES = (
    Node('broker_loop', 'textDAT', (0, 200), {}, code='broker_loop.py'),
    Node('frame_execute', 'executeDAT', (0, 0), {'start': True, 'framestart': True, 'active': True}, code='frame_execute.py'),
    Node('beat_timer', 'timerCHOP', (200, 0), {'length': _BEAT_S, 'lengthunits': 'seconds', 'cycle': True, 'cyclelimit': False},
         callbacks='beat_timer_callbacks.py'),
    Node('result_movie', 'moviefileinTOP', (0, -200), {}),
    Node('result_out', 'outTOP', (200, -200), {}, wired_from='result_movie'),
)

BROKER = Part(
    name='photocall_broker',
    extension="op('./broker_loop').module.BrokerLoopExt(me)",
    shortcut='PhotocallBroker',
    parameters=_PARAMETERS,
    nodes=_NODES,
    expressions=(),
)
