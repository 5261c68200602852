"""The connection: lost, refused, silent, half open; previews; reloads of the scripts and of the project."""

import os
import sys
from typing import Any

from .booth_case import JOB, OTHER_JOB, TD, BoothCase
from .fake_td import components
from .fake_td.tops import READBACK_S
from .tiny_console import TinyConsole
from .wire import PING


class Reconnecting(BoothCase):
    def test_a_job_goes_on_while_the_connection_is_away(self) -> None:
        self.booth(components.two_nodes)
        self.capture()
        self.hears('started')
        self.console.hang_up()
        self.rt.until(lambda: len(self.console.all('hello')) == 2)
        self.assertEqual(self.console.all('hello')[1]['jobId'], JOB)
        self.console.say(**self.hello_ack())
        self.hears('saved')
        self.assertEqual(self.fake.runs_begun, 1)

    def test_the_last_word_is_said_again_after_a_reconnect(self) -> None:
        self.booth()
        self.capture()
        self.hears('saved')
        self.console.hang_up()
        self.rt.until(lambda: len(self.console.all('hello')) == 2)
        self.console.say(**self.hello_ack())
        self.rt.until(lambda: len(self.console.all('saved')) == 2)

    def test_a_capture_that_is_sent_again_after_a_reconnect_is_answered_by_its_file(self) -> None:
        made = self.booth()
        self.capture()
        path = self.hears('saved')['path']
        self.rt.step(130, seconds=1)
        made.par.Reconnect.pulse()
        self.rt.until(lambda: len(self.console.all('hello')) == 2)
        self.capture()
        self.rt.until(lambda: len(self.console.all('saved')) == 2)
        self.assertEqual((self.console.all('saved')[1]['path'], self.fake.runs_begun), (path, 1))

    def test_another_attempt_at_a_job_after_a_reconnect_makes_another_picture(self) -> None:
        made = self.booth()
        self.capture()
        self.hears('saved')
        changes: Any = ({'style': 'oil'}, {'prompt': 'mar'}, {'seed': 8}, {'fileName': 'later-%s.jpg' % JOB})
        for number, change in enumerate(changes, 2):
            with self.subTest(change):
                self.rt.step(130, seconds=1)
                made.par.Reconnect.pulse()
                self.rt.until(lambda: len(self.console.all('hello')) == number)
                self.console.say(**self.hello_ack())
                self.capture(**change)
                self.rt.until(lambda: len(self.console.all('saved')) == number)
                self.assertEqual((self.shown_in(self.console.all('saved')[-1]['path']), self.fake.runs_begun), (number + 1, number))

    def again(self, hellos: int) -> None:
        self.console.hang_up()
        self.rt.until(lambda: len(self.console.all('hello')) == hellos)
        self.console.say(**self.hello_ack())
        self.rt.rest()

    def test_while_another_attempt_is_made_nothing_of_the_one_before_is_said_again(self) -> None:
        """A connection that is lost meanwhile, and a capture that comes once more, as it was for the first attempt."""
        self.booth(components.two_nodes)
        self.capture()
        self.hears('saved')
        self.capture()
        self.rt.until(lambda: len(self.console.all('started')) == 2)
        self.again(2)
        self.capture()
        self.rt.rest()
        self.assertEqual((self.state(), len(self.console.all('saved'))), ('generating', 1))
        self.rt.until(lambda: len(self.console.all('saved')) == 2)
        self.assertEqual((self.shown_in(self.console.all('saved')[1]['path']), self.fake.runs_begun), (3, 2))

    def test_a_console_that_starts_later_is_found(self) -> None:
        for switch in (True, False):
            with self.subTest(tells_failed_connects=switch):
                self.runtime(tells_failed_connects=switch, has_reset=switch)
                port = self.console.port
                self.console.close()
                self.install()
                self.rt.until(lambda: self.booth_phase() == 'waiting' and self.rt.now > 1005)
                self.console = TinyConsole(port)
                self.rt.until(lambda: self.console.last('hello'))
                self.assertEqual(self.console.paths, ['/td'])
                self.rt.close()

    def booth_phase(self) -> str:
        return self.rt.project1.op('photocall').ext.Photocall._booth.reconnect.phase

    def test_pings_and_heartbeats_are_answered(self) -> None:
        self.booth()
        self.console.say_raw(PING, b'beat')
        self.console.say(type='heartbeat', ts=1767549600999)
        self.rt.until(lambda: self.console.pongs and self.console.all('heartbeat-ack'))
        self.assertEqual((self.console.pongs, self.console.last('heartbeat-ack')), ([b'beat'], {'type': 'heartbeat-ack', 'ts': 1767549600999}))

    def test_silence_ends_a_half_open_connection(self) -> None:
        self.booth()
        self.console.say(**self.hello_ack(heartbeatMs=1000))
        self.rt.until(lambda: self.console.connections == 2)

    def test_a_frame_that_takes_ten_seconds_is_no_silence(self) -> None:
        self.booth()
        self.console.say(**self.hello_ack(heartbeatMs=2000))
        self.rt.rest()
        for _ in range(5):
            self.rt.step(seconds=10)
        self.assertEqual(self.booth_phase(), 'up')

    def test_a_connection_lost_in_any_state_costs_no_picture(self) -> None:
        for state in ('armed', 'generating', 'settling', 'saving', 'verifying'):
            with self.subTest(state):
                self.setUp()
                self.booth(components.one_node)
                self.console.say(type='countdown', jobId=JOB, seconds=3, remainingMs=3000)
                self.reaches('armed')
                if state != 'armed':
                    self.capture()
                    self.reaches(state)
                self.console.hang_up()
                self.rt.until(lambda: len(self.console.all('hello')) == 2)
                self.console.say(**self.hello_ack())
                if state == 'armed':
                    self.capture()
                self.assertEqual(self.shown_in(self.hears('saved')['path']), 2)
                self.assertEqual((self.fake.runs_begun, len(self.files())), (1, 1))
                self.rt.close()

    def test_another_port_connects_anew_and_a_refusal_is_shown(self) -> None:
        made = self.booth()
        self.console = TinyConsole()
        self.addCleanup(self.console.close)
        made.par.Port = self.console.port
        self.rt.until(lambda: self.console.last('hello'))
        self.console.say(type='refused', reason='token', message='The token is missing or wrong.')
        self.rt.until(lambda: 'token' in made.par.Status.eval())

    def test_the_token_travels_in_the_hello_alone(self) -> None:
        self.runtime()
        self.install(token='k3y', name='Escenario ñ')
        hello = self.rt.until(lambda: self.console.last('hello'))
        self.assertEqual((hello['token'], hello['name'], self.console.paths), ('k3y', 'Escenario ñ', ['/td']))


class Previews(BoothCase):
    def sent_in_frames(self, frames: int) -> int:
        before = self.sent[0]
        self.rt.step(frames)
        return self.sent[0] - before

    def rate(self, frames: int) -> float:
        began = self.rt.now
        return self.sent_in_frames(frames) / (self.rt.now - began)

    def live(self, **changes: Any) -> Any:
        made = self.booth()
        self.sent = [0]
        dat: Any = made.op('websocket_console')
        send = dat.sendBinary

        def counted(content: bytes) -> int:
            self.sent[0] += 1
            return send(content)

        dat.sendBinary = counted
        self.console.say(type='preview', maxSidePx=160, quality=0.7, **{'fps': 30, **changes})
        self.rt.until(lambda: self.console.pictures)
        return made

    def test_bare_pictures_of_the_wished_size_come_at_the_wished_rate(self) -> None:
        self.live(fps=20)
        picture = self.console.pictures[0]
        at = picture.index(b'\xff\xc0')
        self.assertEqual((picture[at + 5 : at + 7], picture[at + 7 : at + 9]), ((120).to_bytes(2, 'big'), (160).to_bytes(2, 'big')))
        self.assertAlmostEqual(self.rate(180), 20, delta=1.5)

    def test_a_slow_readback_lowers_the_rate(self) -> None:
        self.live()
        self.rt.readback_factor = 6
        self.rt.step(60)
        self.assertLess(self.rate(180) * 6 * READBACK_S, 0.15)

    def test_none_goes_while_a_picture_is_saved_or_nobody_looks(self) -> None:
        self.live()
        self.rt.disk.extra_frames = 200
        self.capture()
        self.reaches('saving')
        self.assertEqual(self.sent_in_frames(100), 0)
        self.hears('saved')
        self.assertGreater(self.sent_in_frames(60), 0)
        self.console.say(type='preview', maxSidePx=160, quality=0.7, fps=0)
        self.rt.until(lambda: self.rt.project1.op('photocall').ext.Photocall._booth.pace.wish.fps == 0)
        self.assertEqual(self.sent_in_frames(60), 0)


class Reloads(BoothCase):
    def test_scripts_that_are_read_anew_go_on_with_the_job(self) -> None:
        made = self.booth(components.two_nodes)
        self.capture()
        self.hears('started')
        made.par.reinitextensions.pulse()
        self.greet_again()
        self.assertEqual(self.shown_in(self.hears('saved')['path']), 2)
        self.assertEqual(self.fake.runs_begun, 1)

    def test_a_job_that_nobody_waits_for_gets_no_new_time_out_when_the_scripts_are_read_anew(self) -> None:
        made = self.booth(components.hang)
        self.capture()
        self.hears('started')
        self.console.say(type='cancel', jobId=JOB)
        self.rt.rest()
        self.fake._runs.clear()
        made.par.reinitextensions.pulse()
        self.greet_again()
        self.assertEqual(self.state(), 'generating')
        self.rt.step(65, seconds=1)
        self.assertEqual(self.state(), 'idle')

    def greet_again(self) -> None:
        count = len(self.console.all('hello'))
        self.rt.until(lambda: len(self.console.all('hello')) > count)
        self.console.say(**self.hello_ack())

    def test_the_line_run_again_during_a_job_goes_on_with_it(self) -> None:
        self.booth(components.two_nodes)
        self.capture()
        self.hears('started')
        self.install()
        self.greet_again()
        self.hears('saved')

    def test_a_project_that_is_loaded_anew_says_how_its_job_ended(self) -> None:
        self.booth(components.hang)
        self.capture()
        self.hears('started')
        self.rt.reload_project()
        self.greet_again()
        self.assertIn('started anew', self.hears('error')['message'])
        self.fake._plan = components.one_node
        self.capture(OTHER_JOB)
        self.hears('saved', OTHER_JOB)

    def test_a_project_loaded_anew_in_any_state_leaves_no_job_open_and_no_part(self) -> None:
        for state in ('armed', 'generating', 'settling', 'saving', 'verifying'):
            with self.subTest(state):
                self.setUp()
                self.booth(components.one_node)
                self.rt.disk.extra_frames = 20
                self.capture(hasInput=state == 'armed')
                self.reaches(state)
                self.rt.reload_project()
                self.rt.disk.finish_all()
                self.greet_again()
                said = self.hears('saved') if state == 'verifying' else self.hears('error')
                self.assertEqual(said['jobId'], JOB)
                self.rt.step(20, seconds=0.1)
                self.assertEqual([name for name in self.files() if name.startswith('.')], [])
                self.capture(OTHER_JOB)
                self.hears('saved', OTHER_JOB)
                self.rt.close()

    def test_a_project_saved_during_a_job_and_loaded_days_later_is_idle(self) -> None:
        self.booth(components.hang)
        self.capture()
        self.hears('started')
        session = self.rt.project1.op('photocall').fetch('photocall_session')
        self.rt.reload_project()
        self.greet_again()
        self.reaches('idle')
        self.assertNotEqual(self.rt.project1.op('photocall').fetch('photocall_session'), session)

    def test_a_file_that_was_finished_is_told_after_the_reload(self) -> None:
        self.booth()
        self.capture()
        self.reaches('verifying')
        self.rt.reload_project()
        self.greet_again()
        self.assertEqual(self.shown_in(self.hears('saved')['path']), 2)

    def test_frames_that_stand_still_leave_the_work_to_the_timer(self) -> None:
        self.booth(components.cached)
        self.rt.is_playing = False
        self.rt.frame_s = 0.2
        self.capture()
        self.hears('saved')

    def test_the_timer_beats_after_a_project_was_loaded_whether_or_not_it_runs_again_by_itself(self) -> None:
        for switch in (True, False):
            with self.subTest(timers_run_after_load=switch):
                self.setUp()
                self.runtime(timers_run_after_load=switch)
                self.booth(components.cached)
                self.rt.is_playing = False
                self.rt.frame_s = 0.2
                self.rt.reload_project()
                self.greet_again()
                self.capture()
                self.hears('saved')
                self.rt.close()

    def test_an_error_in_the_scripts_fails_the_job_and_not_the_next(self) -> None:
        made = self.booth()
        stage = made.ext.Photocall._stage
        real, stage.queue = stage.queue, lambda: 1 / 0
        self.capture()
        self.assertIn('ZeroDivisionError', self.hears('error')['message'])
        stage.queue = real
        self.reaches('idle')
        self.capture(OTHER_JOB)
        self.hears('saved', OTHER_JOB)

    def test_an_error_in_the_scripts_that_lasts_does_not_end_the_components_work_but_is_not_waited_for_for_ever(self) -> None:
        made = self.booth(components.two_nodes)
        self.capture()
        self.hears('started')
        made.ext.Photocall._stage.queue = lambda: 1 / 0
        self.hears('error')
        self.console.say(type='cancel', jobId=JOB)
        self.rt.step(30)
        self.rt.rest()
        self.assertEqual((self.state(), [one['of'] for one in self.console.all('ack')]), ('generating', ['capture']))
        self.rt.frame_s = 1.0
        self.rt.until(lambda: [one['of'] for one in self.console.all('ack')] == ['capture', 'cancel'], 70)
        self.assertEqual((self.state(), len(self.console.all('error'))), ('idle', 1))

    def test_scripts_that_are_gone_are_told_in_the_status(self) -> None:
        made = self.booth()
        made.par.Scripts = '/nowhere'
        for name in [one for one in sys.modules if one.split('.')[0] == 'photocall']:
            del sys.modules[name]
        path, sys.path[:] = list(sys.path), [one for one in sys.path if os.path.realpath(one) != str(TD)]
        self.addCleanup(sys.path.__setitem__, slice(None), path)
        made.par.reinitextensions.pulse()
        self.rt.step(2)
        self.assertIn('scripts not found', made.par.Status.eval())
