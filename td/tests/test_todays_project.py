"""A project in the manner of those that booths have today, unchanged, in the stand-in: what the console must live with."""

import os
from typing import Any

from .booth_case import JOB, OTHER_JOB, BoothCase
from .fake_td import components
from .fake_td.components import FakeComponent

# Keeps the job's id in the project's storage and starts the component.
ON_MESSAGE = '''
def onReceiveText(dat, rowIndex, message):
    import json
    said = json.loads(message)
    if said.get('type') != 'capture' or not said.get('jobId'):
        return
    op('/project1').store('job', said['jobId'])
    component = op('ComfyTD')
    pulse = component.par['Generate'] or component.par['Regenerate']
    pulse.pulse()
'''
# Names the file when the progress reaches its end, and records a few frames later.
ON_DONE = '''
def onOffToOn(channel, sampleIndex, val, prev):
    movie = op('moviefileout1')
    movie.par.file = %r + '/PhotoCall-2026-01-04-18-00-05-' + op('/project1').fetch('job') + '.jpg'
    run(lambda: setattr(movie.par, 'record', 1), delayFrames=3)
    run(lambda: setattr(movie.par, 'record', 0), delayFrames=6)
'''


class TodaysProject(BoothCase):
    def project(self, generate: str = 'Generate') -> None:
        rt = self.runtime()
        self.fake = FakeComponent(rt, components.one_node, generate=generate)
        home: Any = rt.project1
        socket: Any = home.create('websocketDAT', 'websocket2')
        socket.docked[0].text = ON_MESSAGE
        socket.par.netaddress, socket.par.port = '127.0.0.1', self.console.port
        rt.is_peer_behind = lambda: self.console.is_behind(socket.traffic)
        self.console.woken = rt.network_event
        self.chain(home)
        rt.until(lambda: socket.traffic[0])
        self.console.say(type='connected', message='Photocall Console', protocol=1)

    def chain(self, home: Any) -> None:
        """Parameter, Select, Logic, CHOP Execute; the component's output into Movie File Out."""
        parameter, select, logic = (home.create(kind + 'CHOP', kind + '1') for kind in ('parameter', 'select', 'logic'))
        parameter.par.ops, parameter.par.parameter = 'ComfyTD', 'Uiprogress'
        select.par.chop, select.par.channames = 'parameter1', 'Uiprogress'
        select.outputConnectors[0].connect(logic)
        logic.par.convert, logic.par.boundmin = 'bound', 0.99
        execute = home.create('chopexecuteDAT', 'chopexec1')
        execute.text, execute.par.chop = ON_DONE % self.share, 'logic1'
        output = home.create('selectTOP', 'null2')
        output.par.top = '/project1/ComfyTD/out1'
        movie = home.create('moviefileoutTOP', 'moviefileout1')
        movie.par.type, movie.par.imagefiletype = 'image', 'jpeg'
        output.outputConnectors[0].connect(movie)

    def file_of(self, job_id: str) -> str:
        self.rt.until(lambda: any(job_id in name for name in self.files()))
        self.rt.step(10)
        return os.path.join(self.share, next(name for name in self.files() if job_id in name))

    def test_a_capture_with_all_that_is_new_in_it_ends_in_its_file(self) -> None:
        self.project()
        self.console.say(type='countdown', jobId=JOB, seconds=3, remainingMs=3000)
        self.capture()
        self.assertEqual(self.console.heard, [])
        self.shown_in(self.file_of(JOB))

    def test_another_capture_after_the_first_one_ended_has_its_own_file(self) -> None:
        self.project(generate='Regenerate')
        self.capture()
        first = self.shown_in(self.file_of(JOB))
        self.rt.step(120)
        self.fake.comp.par.Uiprogress = 0.0
        self.rt.step(2)
        self.capture(OTHER_JOB)
        self.assertGreater(self.shown_in(self.file_of(OTHER_JOB)), first)

    def test_whatever_else_the_console_says_is_passed_over(self) -> None:
        self.project()
        for message_type in ('heartbeat', 'cancel', 'cleanup', 'preview', 'hello-ack'):
            self.console.say(type=message_type, jobId=JOB, ts=1)
        self.rt.rest()
        self.rt.step(60)
        self.assertEqual((self.files(), self.fake.runs_begun), ([], 0))
