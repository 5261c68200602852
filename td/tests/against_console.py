"""The client, the broker's loop and the drawing canvas against a real console, as processes: what they saw comes as a line of JSON.

    python3 td/tests/against_console.py client|loop|canvas http://127.0.0.1:8080
    python3 td/tests/against_console.py loop http://192.168.1.20:8080 TOKEN_OF_THE_LINE TOKEN_OF_A_PROGRAM
"""

import json
import os
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any, Callable, Dict
from urllib.parse import urlsplit

TD = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TD))

from tests import wire
from tests.booth_line import install
from tests.fake_booth import play
from tests.fake_td.pictures import Picture, png
from tests.fake_td.runtime import Runtime
from touchdesigner_client import JobNotFound, TDComfyClient

# A slow machine under load makes a picture within it; the test that runs this has its own limit.
_LIMIT_S = 240.0
_POLL_S = 0.5
_ROUNDS = 2


def client_rounds(url: str) -> Dict[str, Any]:
    """Submit, poll, download, delete, and only then the next frame: as scripts do that call the client themselves."""
    client = TDComfyClient(url, timeout_s=_LIMIT_S)
    results = [_client_round(client, number) for number in range(_ROUNDS)]
    client.close()
    return {'results': results}


def _client_round(client: TDComfyClient, number: int) -> Dict[str, Any]:
    wait(client.is_ready_for_next)
    job_id = client.submit_frame(png(Picture(number, 64, 48)), prompt='a lighthouse', negative_prompt='blurry', seed=number)
    wait(lambda: client.check_job(job_id)['status'] == 'done')
    content = client.get_result(job_id)
    client.delete_job(job_id)
    try:
        client.check_job(job_id)
    except JobNotFound:
        return {'start': content[:3].hex(), 'isGone': True}
    return {'start': content[:3].hex(), 'isGone': False}


def wait(is_so: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(int(_LIMIT_S / _POLL_S)):
        if is_so():
            return
        pause.wait(_POLL_S)
    sys.exit('it never came to be')


def loop_rounds(url: str, line_token: str = '', own_token: str = '') -> Dict[str, Any]:
    """The component in the stand-in, until it has played twice and left nothing on the server. `own_token` goes where the line left none."""
    runtime = project()
    runtime.camera_size = (64, 48)
    runtime.project1.create('videodeviceinTOP', 'source_top')
    loop = install(runtime, url, 'broker', token=line_token).op('photocall_broker')
    loop.par.Token = loop.par.Token.eval() or own_token
    loop.par.Active = True
    play_until(runtime, lambda: loop.ext.Photocall._loop.played >= _ROUNDS)
    loop.par.Active = False
    play_until(runtime, lambda: loop.par.Status.eval() == 'idle' and not loop.par.Jobid.eval())
    movie = loop.op('result_movie')
    return {'start': movie.loaded[:3].hex(), 'error': loop.par.Lasterror.eval()}


def canvas_room(url: str) -> Dict[str, Any]:
    """Somebody draws in a room; the wall shows it, and makes a picture of it."""
    runtime = project()
    wall: Any = runtime.project1.create('moviefileinTOP', 'canvas_in')
    words: Any = runtime.project1.create('textTOP', 'prompt')
    canvas = install(runtime, url, 'canvas').op('photocall_canvas')
    canvas.par.Room = 'tdroom'
    play_until(runtime, lambda: canvas.par.Status.eval() == 'connected, room TDROOM')
    drawing = png(Picture(7, 64, 48))
    parts = urlsplit(url)
    guest = wire.connect(parts.hostname or '', parts.port or 80, '/canvas/ws?room=TDROOM', _LIMIT_S)
    for message in ({'type': 'proc', 'payload': 'un faro'}, {'type': 'state', 'payload': 'drawing:end'}):
        wire.write(guest, wire.TEXT, json.dumps(message).encode(), is_client=True)
    wire.write(guest, wire.BINARY, drawing, is_client=True)
    play_until(runtime, lambda: wall.loaded == drawing and words.par.text.eval() == 'un faro')
    canvas.par.Usedrawing.pulse()
    play_until(runtime, lambda: canvas.par.Jobstate.eval() == 'saved')
    wire.shut(guest)
    return {'jobId': canvas.par.Jobid.eval(), 'error': canvas.par.Lasterror.eval()}


def project() -> Runtime:
    runtime = Runtime()
    runtime.install()
    runtime.project.folder = tempfile.mkdtemp(prefix='photocall-project-')
    tempfile.tempdir = runtime.project.folder
    return runtime


def play_until(runtime: Runtime, is_so: Callable[[], bool]) -> None:
    ended = _Ended(is_so)
    play(runtime, ended)
    if ended.is_late:
        components = [one for one in runtime.project1.children if one.name.startswith('photocall')]
        sys.exit('it never came to be: %s' % [(par.name, par.eval()) for one in components for par in one.customPars])


class _Ended(threading.Event):
    """Looks between two frames."""

    def __init__(self, is_so: Callable[[], bool]) -> None:
        super().__init__()
        self._is_so = is_so
        self._waits = 0
        self.is_late = False

    def wait(self, timeout: Any = None) -> bool:
        self._waits += 1
        self.is_late = self._waits * float(timeout or 0) > _LIMIT_S
        return self.is_late or self._is_so() or super().wait(timeout)


if __name__ == '__main__':
    ways: Dict[str, Callable[..., Dict[str, Any]]] = {'client': client_rounds, 'loop': loop_rounds, 'canvas': canvas_room}
    print(json.dumps(ways[sys.argv[1]](*sys.argv[2:])))
    sys.stdout.flush()
    # the stand-in's threads are daemons, and nobody waits for them
    os._exit(0)
