"""A test with the real scripts in the fake TouchDesigner."""

import contextlib
import io
import os
import shutil
import tempfile
import unittest
from pathlib import Path
from typing import Any, Callable, List, Optional

from .fake_td.components import FakeComponent, Plan, one_node
from .fake_td.pictures import Picture, jpeg, png
from .fake_td.runtime import Runtime
from .tiny_console import TinyConsole

TD = Path(__file__).resolve().parent.parent
JOB = '3f2b8c1e-5d4a-4e6f-8a90-1b2c3d4e5f60'
OTHER_JOB = '7a1c2d3e-4f50-4617-9283-94a5b6c7d8e9'


class BoothCase(unittest.TestCase):
    """Made anew for each test: a runtime, a console, an empty share. `heartbeat_ms` long: no test waits for it by chance."""

    def setUp(self) -> None:
        self.folder = tempfile.mkdtemp(prefix='photocall-test-')
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self._temporaries, tempfile.tempdir = tempfile.tempdir, os.path.join(self.folder, 'temporary')
        self.addCleanup(setattr, tempfile, 'tempdir', self._temporaries)
        os.mkdir(tempfile.tempdir)
        self.share = os.path.join(self.folder, 'share')
        os.mkdir(self.share)
        self.console = TinyConsole()
        self.addCleanup(self.console.close)
        self._rt: Optional[Runtime] = None
        self.printed = io.StringIO()

    @property
    def rt(self) -> Runtime:
        assert self._rt is not None
        return self._rt

    def runtime(self, **switches: Any) -> Runtime:
        self._rt = Runtime(**switches)
        self._rt.install()
        self._rt.is_peer_behind = self._is_console_behind
        self.addCleanup(self._rt.close)
        return self._rt

    def _is_console_behind(self) -> bool:
        self.console.woken = self.rt.network_event
        component = self.rt.project1.op('photocall')
        return component is not None and self.console.is_behind(component.op('websocket_console').traffic)

    def install(self, **given: Any) -> Any:
        """Runs the line of the console in the Textport."""
        values = {'folder': str(TD), 'port': self.console.port, **given}
        text = (TD / 'bootstrap.py').read_text(encoding='utf-8')
        with contextlib.redirect_stdout(self.printed):
            exec(compile(text, 'bootstrap.py', 'exec'), {'PHOTOCALL': values})
        return self.rt.project1.op('photocall')

    def booth(self, plan: Callable[[FakeComponent], Plan] = one_node, **component: Any) -> Any:
        """A project with a camera and a component, the scripts installed, and the console greeted."""
        if self._rt is None:
            self.runtime()
        self.fake = FakeComponent(self.rt, plan, **component)
        self.rt.project1.create('videodeviceinTOP', 'camera')
        made = self.install()
        made.par.Outputtop = '/project1/ComfyTD/out1'
        made.par.Previewtop = '/project1/camera'
        self.greet()
        return made

    def greet(self, **changes: Any) -> None:
        self.rt.until(lambda: self.console.last('hello'))
        self.console.say(**self.hello_ack(**changes))
        self.rt.until(lambda: self.console.last('status'))

    def hello_ack(self, fps: float = 0, **changes: Any) -> Any:
        preview = {'fps': fps, 'maxSidePx': 160, 'quality': 0.7}
        known = {'standing': 'active', 'folder': self.share, 'imageType': 'jpeg', 'quality': 0.9, 'heartbeatMs': 60_000}
        return {'type': 'hello-ack', 'protocol': 1, 'preview': preview, **known, **changes}

    def capture(self, job_id: str = JOB, **changes: Any) -> None:
        message = {
            'type': 'capture', 'jobId': job_id, 'countdownSec': 3, 'ts': 1, 'want': 'result', 'style': 'comic', 'prompt': 'neón',
            'seed': 7, 'folder': self.share, 'fileName': 'PhotoCall-%s.jpg' % job_id, 'hasInput': False, 'timeoutMs': 90_000,
        }
        self.console.say(**{**message, **changes})

    def hears(self, message_type: str, job_id: Optional[str] = JOB) -> Any:
        """Steps until the console has heard it."""
        def heard() -> Any:
            return next((one for one in self.console.all(message_type) if job_id is None or one.get('jobId') == job_id), None)

        heard.__doc__ = '%s of %s; heard: %s' % (message_type, job_id, self.console.heard)
        return self.rt.until(heard)

    def state(self) -> str:
        return self.machine.state

    @property
    def machine(self) -> Any:
        return self.rt.project1.op('photocall').ext.Photocall._booth.machine

    def reaches(self, state: str) -> None:
        def reached() -> bool:
            return self.state() == state

        reached.__doc__ = 'state %s' % state
        self.rt.until(reached)

    def shown_in(self, path: str) -> int:
        """The number of the picture in a saved file."""
        with open(path, 'rb') as file:
            content = file.read()
        return next(number for number in range(1, 50) if content in (jpeg(Picture(number, 320, 240)), png(Picture(number, 320, 240))))

    def files(self) -> List[str]:
        return sorted(os.listdir(self.share))
