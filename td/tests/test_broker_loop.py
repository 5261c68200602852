"""Frames through a job broker over real HTTP, from the stand-in for TouchDesigner: without stopping a frame, and through all trouble."""

import contextlib
import os
import struct
import sys
import tempfile
import threading
import zlib
from typing import Any, List, Tuple

from .booth_case import TD, BoothCase
from .fake_td.errors import ScriptFault
from .fake_td.pictures import Picture, png, shade_of
from .fake_td.pixels import Pixels
from .tiny_broker import TinyBroker

FILM = b'a film' * 1000
# In the manner of projects that call the client where the frame waits for it.
BLOCKING = '''
import sys
sys.path.insert(0, %r)
from touchdesigner_client import TDComfyClient, top_to_png_bytes
client = TDComfyClient(%r)
job = None

def work():
    global job
    try:
        if job is None and client.is_ready_for_next():
            job = client.submit_frame(top_to_png_bytes(op('source_top')), prompt='x')
        elif job and client.check_job(job)['status'] == 'done':
            client.get_result(job)
    except Exception as error:
        print('error: %%s' %% error)

def onCook(scriptOp):
    work()
'''


class LoopCase(BoothCase):
    def setUp(self) -> None:
        super().setUp()
        self.broker = self.open_broker()
        self.runtime()
        self.rt.project.folder = self.folder
        self.source: Any = self.rt.project1.create('videodeviceinTOP', 'source_top')
        self.rt.camera_size = (16, 12)

    def open_broker(self, *of_before: Any) -> TinyBroker:
        broker = TinyBroker(*of_before)
        self.addCleanup(broker.close)
        return broker

    def loop(self, **pars: Any) -> Any:
        self.install(parts=['broker'], host='127.0.0.1', port=self.broker.port)
        made = self.rt.project1.op('photocall_broker')
        for name, value in {'Active': True, **pars}.items():
            setattr(made.par, name, value)
        self.made = made
        return made

    def until(self, is_so: Any) -> Any:
        with contextlib.redirect_stdout(self.printed):
            return self.rt.until(is_so)

    def steps(self, seconds: float) -> None:
        with contextlib.redirect_stdout(self.printed):
            for _ in range(round(seconds * 10)):
                self.rt.rest()
                self.rt.step(seconds=0.1)

    def value(self, name: str) -> Any:
        return self.made.par[name].eval()

    def is_in(self, state: str) -> Any:
        return self.until(lambda: self.value('Status') == state)

    def job(self) -> str:
        return self.until(lambda: self.value('Jobid'))

    @property
    def player(self) -> Any:
        return self.made.op('result_movie')


class Round(LoopCase):
    def test_submit_poll_download_play_delete_and_only_then_the_next_frame(self) -> None:
        self.loop(Prompt='a lighthouse', Negativeprompt='blurry', Seed=7, Style='living-portrait')
        job_id = self.job()
        self.steps(3)
        fields = self.broker.jobs[job_id].fields
        words = {name: fields[name] for name in ('prompt', 'negative_prompt', 'seed', 'style')}
        self.assertEqual(words, {'prompt': b'a lighthouse', 'negative_prompt': b'blurry', 'seed': b'7', 'style': b'living-portrait'})
        self.assertEqual(len(self.broker.asked_for('POST')), 1)
        self.broker.finish(job_id, FILM)
        self.until(lambda: len(self.broker.asked_for('POST')) == 2)
        self.assertEqual(self.player.loaded, FILM)
        self.assertEqual((self.player.par.play.eval(), self.player.par.cuepoint.eval()), (True, 0))
        self.assertIn(self.player.path + '.reloadpulse', self.rt.pulses)
        order = [one for one in self.broker.asked if one != 'GET /jobs/' + job_id]
        path = '/jobs/' + job_id
        self.assertEqual(order[:4], ['POST /jobs', 'GET %s/result' % path, 'DELETE ' + path, 'POST /jobs'])

    def test_it_polls_twice_a_second(self) -> None:
        self.loop()
        path = 'GET /jobs/' + self.job()
        before, began = self.broker.asked.count(path), self.rt.now
        self.steps(10)
        self.assertAlmostEqual((self.broker.asked.count(path) - before) / (self.rt.now - began), 2, delta=0.5)

    def test_each_result_has_a_file_of_its_own_and_two_are_kept(self) -> None:
        self.broker.ends_after(2, FILM)
        self.loop()
        paths: List[str] = []
        for number in range(4):
            self.until(lambda: self.player.par.file.eval() not in ('', *paths))
            paths.append(self.player.par.file.eval())
            self.assertEqual(len(paths), number + 1)
        self.is_in('waiting')
        self.assertEqual(set(os.listdir(os.path.dirname(paths[3]))), {os.path.basename(path) for path in paths[2:]})
        self.assertTrue(paths[3].startswith(tempfile.gettempdir()))

    def test_the_frame_is_of_now_the_right_way_up_and_costs_no_frame(self) -> None:
        self.rt.readback_factor = 1000
        made = self.loop(Active=False)
        self.source.numpyArray(delayed=True)
        self.steps(20)
        began = self.rt.frame
        made.par.Active = True
        image = self.broker.jobs[self.job()].fields['image']
        width, height, shades = self.rows_of(image)
        seen = next(frame for frame in range(began, self.rt.frame + 1) if shades == self.shades_of(frame))
        self.assertEqual((width, height, seen > began), (16, 12, True))

    def shades_of(self, frame: int) -> List[int]:
        picture = Picture(1_000_000 + frame, 16, 12)
        return [shade_of(picture, row) for row in range(12)]

    def rows_of(self, content: bytes) -> Tuple[int, int, List[int]]:
        width, height, depth, colour = struct.unpack_from('>IIBB', content, 16)
        self.assertEqual((depth, colour), (8, 6))
        at = content.index(b'IDAT')
        (length,) = struct.unpack_from('>I', content, at - 4)
        rows = zlib.decompress(content[at + 4 : at + 4 + length])
        return width, height, [rows[row * (width * 4 + 1) + 1] for row in range(height)]

    def test_operators_of_the_project_are_found_by_their_names_or_by_parameter(self) -> None:
        beside: Any = self.rt.project1.create('moviefileinTOP', 'result_video')
        chosen: Any = self.rt.project1.create('moviefileinTOP', 'other')
        self.broker.ends_after(1, FILM)
        self.loop()
        self.until(lambda: beside.loaded)
        self.made.par.Resulttop = chosen.path
        self.until(lambda: chosen.loaded)
        self.assertIsNone(self.player.loaded)

    def test_the_timer_goes_on_where_frames_stand_still(self) -> None:
        self.broker.ends_after(1, FILM)
        self.loop()
        self.rt.is_playing = False
        self.rt.frame_s = 0.2
        self.until(lambda: self.player.loaded == FILM)

    def test_the_timer_beats_after_a_project_was_loaded_whether_or_not_it_runs_again_by_itself(self) -> None:
        for switch in (True, False):
            with self.subTest(timers_run_after_load=switch):
                self.setUp()
                self.rt.timers_run_after_load = switch
                self.loop()
                first = self.job()
                self.rt.is_playing = False
                self.rt.frame_s = 0.2
                self.rt.reload_project()
                self.broker.finish(first, FILM)
                self.until(lambda: self.player.loaded == FILM)
                self.rt.close()

    def test_a_still_picture_comes_as_one(self) -> None:
        self.broker.ends_after(1, png(Picture(5, 16, 12)), 'image/png')
        self.loop()
        self.until(lambda: self.player.par.file.eval().endswith('.png'))

    def test_it_is_off_until_it_is_switched_on(self) -> None:
        self.loop(Active=False)
        self.steps(5)
        self.assertEqual((self.broker.asked, self.value('Status')), ([], 'idle'))


class Blocking(LoopCase):
    """The same work in a callback: it stops the picture, and the stand-in says so though the script swallows everything."""

    def text(self, name: str) -> str:
        return (BLOCKING % (str(TD), self.broker.url)).replace('onCook(scriptOp)', name)

    def test_an_execute_dat_never_calls_on_cook(self) -> None:
        execute: Any = self.rt.project1.create('executeDAT', 'execute1')
        execute.text, execute.par.framestart = self.text('onCook(scriptOp)'), True
        self.rt.step(10)
        self.assertEqual(self.broker.asked, [])

    def test_in_a_frame_callback_it_stops_the_frame(self) -> None:
        execute: Any = self.rt.project1.create('executeDAT', 'execute1')
        execute.text, execute.par.framestart = self.text('onFrameStart(frame)'), True
        with contextlib.redirect_stdout(self.printed), self.assertRaises(ScriptFault):
            self.rt.step(10)

    def test_in_a_script_top_it_stops_the_frame(self) -> None:
        script: Any = self.rt.project1.create('scriptTOP', 'script1')
        script.docked[0].text = self.text('onCook(scriptOp)')
        with contextlib.redirect_stdout(self.printed), self.assertRaises(ScriptFault):
            script.cook(force=True)

    def test_on_a_thread_that_reads_the_top_it_fails_as_well(self) -> None:
        text = 'import threading\ndef go():\n    one = threading.Thread(target=lambda: op("source_top").saveByteArray(".png"))\n    one.start()\n    one.join()'
        dat: Any = self.rt.project1.create('textDAT', 'text1')
        dat.text = text
        self.addCleanup(setattr, threading, 'excepthook', threading.excepthook)
        threading.excepthook = lambda _args: None
        self.assertRaises(ScriptFault, self.rt.callback, dat, 'go')


class Trouble(LoopCase):
    def error(self) -> str:
        return self.until(lambda: self.value('Lasterror'))

    def test_a_server_that_restarts_in_any_state_costs_no_job(self) -> None:
        for state in ('submitting', 'waiting', 'downloading', 'deleting'):
            with self.subTest(state):
                self.setUp()
                self.broker.ends_after(3, FILM)
                if state == 'submitting':
                    self.broker.close()
                self.loop()
                self.is_in(state)
                if state != 'submitting':
                    self.broker.close()
                self.steps(8)
                self.assertIn('reached', self.error())
                self.broker = self.open_broker(self.broker.port, self.broker.jobs)
                self.broker.ends_after(3, FILM)
                self.until(lambda: self.player.loaded == FILM)
                self.is_in('waiting')
                self.assertLessEqual(len(self.broker.jobs), 1)
                self.rt.close()

    def test_a_submit_whose_answer_was_lost_makes_one_job(self) -> None:
        self.broker.drops = 2
        self.loop()
        self.job()
        self.assertEqual((len(self.broker.asked_for('POST')), len({one['Idempotency-Key'] for one in self.broker.headers if 'Idempotency-Key' in one})), (3, 1))

    def test_a_job_that_failed_is_named_deleted_and_followed_by_the_next_after_a_pause(self) -> None:
        self.loop()
        first = self.job()
        self.broker.fail(first, 'CUDA out of memory')
        self.assertEqual(self.error(), 'The job failed: CUDA out of memory')
        self.until(lambda: self.value('Jobid') not in ('', first))
        self.assertNotIn(first, self.broker.jobs)
        self.broker.finish(self.job(), FILM)
        self.until(lambda: self.player.loaded == FILM)
        self.assertEqual(self.value('Lasterror'), '')

    def test_jobs_that_all_fail_come_slower_and_slower(self) -> None:
        self.loop()
        for _ in range(6):
            self.broker.fail(self.job(), 'no')
            self.until(lambda: not self.value('Jobid'))
        before = len(self.broker.asked_for('POST'))
        self.steps(8)
        self.assertEqual(len(self.broker.asked_for('POST')), before)
        self.assertEqual(self.printed.getvalue().count('The job failed'), 1)

    def test_a_job_that_the_server_does_not_know_is_let_go(self) -> None:
        self.loop()
        first = self.job()
        del self.broker.jobs[first]
        self.assertIn('not found', self.error())
        self.until(lambda: self.value('Jobid') not in ('', first))

    def test_a_job_that_does_not_end_is_deleted(self) -> None:
        self.loop(Timeout=5)
        first = self.job()
        self.steps(6)
        self.assertIn('did not end in time', self.error())
        self.until(lambda: first not in self.broker.jobs)

    def test_too_many_requests_are_waited_for_as_long_as_the_server_says(self) -> None:
        self.broker.refuse = [(429, 'Too many jobs', {'Retry-After': '20'})]
        self.loop()
        self.assertEqual(self.error(), 'Too many jobs (429)')
        self.steps(15)
        self.assertEqual(len(self.broker.asked), 1)
        self.job()

    def test_a_refusal_is_named_and_the_next_frame_tries_again(self) -> None:
        self.broker.refuse = [(401, 'The token is missing or wrong', {})]
        self.loop()
        self.assertRegex(self.error(), r'^The token is missing or wrong \(401\)\. .*Settings, Network, Tokens of programs')
        self.made.par.Token = 'k3y'
        self.job()
        self.assertEqual(self.broker.headers[-1]['Authorization'], 'Bearer k3y')

    def test_a_download_that_breaks_off_is_made_again(self) -> None:
        self.broker.cut_results = True
        self.broker.ends_after(1, FILM)
        self.loop()
        self.assertIn('cut', self.error())
        self.assertIsNone(self.player.loaded)
        self.broker.cut_results = False
        self.until(lambda: self.player.loaded == FILM)

    def test_a_result_that_is_no_picture_is_named_and_deleted(self) -> None:
        self.broker.ends_after(1, b'<html>', 'text/html')
        self.loop()
        first = self.job()
        self.assertIn('text/html', self.error())
        self.until(lambda: first not in self.broker.jobs)
        self.assertIsNone(self.player.loaded)

    def test_a_result_that_is_gone_is_named_and_its_job_deleted(self) -> None:
        self.loop()
        first = self.job()
        self.broker.finish(first, FILM)
        self.broker.gone_results = True
        self.assertIn('no longer', self.error())
        self.until(lambda: first not in self.broker.jobs)

    def test_a_disk_that_refuses_is_named_and_the_job_deleted(self) -> None:
        self.broker.ends_after(1, FILM)
        self.loop(Active=False)
        folder = self.made.ext.Photocall._loop._folder
        os.makedirs(os.path.dirname(folder), exist_ok=True)
        with open(folder, 'w', encoding='utf-8'):
            self.made.par.Active = True
        first = self.job()
        self.assertIn('FileExistsError', self.error())
        self.until(lambda: first not in self.broker.jobs)

    def test_without_a_source_or_a_server_it_says_so(self) -> None:
        self.source.destroy()
        self.loop(Server='nonsense://')
        self.assertIn('no address', self.error())
        self.made.par.Server = self.broker.url
        self.until(lambda: 'source TOP' in self.value('Lasterror'))
        self.rt.project1.create('videodeviceinTOP', 'source_top')
        self.job()

    def test_an_error_in_the_scripts_is_shown_by_its_name_once(self) -> None:
        self.loop()
        self.made.ext.Photocall._loop._studio.wish = lambda: 1 / 0
        self.steps(2)
        self.assertIn('ZeroDivisionError', self.value('Lasterror'))
        self.assertEqual(self.printed.getvalue().count('ZeroDivisionError'), 1)


class Operator(LoopCase):
    def test_switched_off_it_deletes_its_job_and_begins_no_other(self) -> None:
        made = self.loop()
        first = self.job()
        made.par.Active = False
        self.until(lambda: first not in self.broker.jobs)
        self.steps(3)
        self.assertEqual((len(self.broker.asked_for('POST')), self.value('Status')), (1, 'idle'))

    def test_another_server_leaves_the_job_where_it_is_and_says_so(self) -> None:
        made = self.loop()
        first = self.job()
        other = self.open_broker()
        made.par.Server = other.url
        self.until(lambda: other.jobs)
        self.assertIn('stays on', self.printed.getvalue())
        self.assertIn(first, self.broker.jobs)

    def test_scripts_that_are_read_anew_and_a_project_that_is_loaded_again_go_on_with_the_job(self) -> None:
        for reload in (lambda: self.made.par.reinitextensions.pulse(), lambda: self.rt.reload_project(), lambda: self.loop()):
            with self.subTest():
                self.setUp()
                self.loop()
                first = self.job()
                reload()
                self.broker.finish(first, FILM)
                self.until(lambda: self.player.loaded == FILM)
                self.until(lambda: first not in self.broker.jobs)
                self.rt.close()

    def test_a_worker_that_still_runs_when_the_scripts_are_read_anew_changes_nothing(self) -> None:
        self.loop()
        self.job()
        old = self.made.ext.Photocall._loop
        old._worker.begin(lambda: self.broker.asked.append('late'))
        self.made.par.reinitextensions.pulse()
        self.steps(2)
        self.assertEqual((self.broker.asked.count('late'), len(self.broker.asked_for('POST'))), (1, 1))


class Installing(LoopCase):
    def test_a_pulse_of_the_booth_adds_it_for_the_same_console(self) -> None:
        made = self.install(host='192.168.1.20', port=9000, token='k3y')
        with contextlib.redirect_stdout(self.printed):
            made.par.Addbroker.pulse()
            self.rt.step(2)
        broker = self.rt.project1.op('photocall_broker')
        self.assertEqual((broker.par.Server.eval(), broker.par.Active.eval()), ('http://192.168.1.20:9000', False))
        self.assertIn('photocall_broker is ready', self.printed.getvalue())

    def test_the_token_of_the_line_is_no_token_of_the_brokers_and_one_that_the_operator_set_stays(self) -> None:
        made = self.install(parts=['booth', 'broker'], host='192.168.1.20', port=9000, token='k3y')
        broker = self.rt.project1.op('photocall_broker')
        self.assertEqual((made.par.Token.eval(), broker.par.Token.eval()), ('k3y', ''))
        broker.par.Token = 'mine'
        with contextlib.redirect_stdout(self.printed):
            made.par.Addbroker.pulse()
            self.rt.step(2)
        self.assertEqual(self.rt.project1.op('photocall_broker').par.Token.eval(), 'mine')

    def test_the_line_makes_it_alone_mends_it_and_keeps_what_the_operator_set(self) -> None:
        made = self.loop(Active=False, Prompt='mine')
        self.assertIsNone(self.rt.project1.op('photocall'))
        made.op('frame_execute').destroy()
        self.install()
        self.assertEqual((made.par.Prompt.eval(), made.op('frame_execute').par.framestart.eval()), ('mine', True))
        self.assertIsNotNone(self.rt.project1.op('photocall'))

    def test_a_part_that_is_none_is_told(self) -> None:
        self.install(parts=['brokers'])
        self.assertIn('no part "brokers"', self.printed.getvalue())

    def test_scripts_that_are_gone_are_told(self) -> None:
        made = self.loop(Active=False)
        made.par.Scripts = '/nowhere'
        for name in [one for one in sys.modules if one.split('.')[0] == 'photocall']:
            del sys.modules[name]
        path, sys.path[:] = list(sys.path), [one for one in sys.path if os.path.realpath(one) != str(TD)]
        self.addCleanup(sys.path.__setitem__, slice(None), path)
        made.par.reinitextensions.pulse()
        with contextlib.redirect_stdout(self.printed):
            self.rt.step(2)
        self.assertIn('scripts not found', made.par.Status.eval())


class PixelsToPng(LoopCase):
    def test_bytes_floats_and_wide_integers_give_the_same_picture(self) -> None:
        from photocall.top_pixels import png_of

        pixels = Pixels.of(Picture(7, 5, 4), channels=1)
        self.assertEqual({png_of(one) for one in (pixels, pixels.as_floats(), pixels.as_wide())}, {png_of(pixels)})
        self.assertEqual(png_of(pixels)[25], 0)
        with self.assertRaisesRegex(ValueError, '2 channels'):
            png_of(Pixels.of(Picture(7, 5, 4), channels=2))
