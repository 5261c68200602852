"""The stand-in's own test: each of these faults, seen in real projects, must fail on it."""

import os
import shutil
import tempfile
import threading
import time
import unittest
import urllib.request
from typing import Any

from .fake_td.components import FakeComponent, late_picture, one_node, progress
from .fake_td.errors import ScriptFault, tdAttributeError, tdError
from .fake_td.pictures import Picture, jpeg
from .fake_td.runtime import Runtime
from .tiny_console import TinyConsole
from .wire import PING, TEXT


class StandInCase(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = tempfile.mkdtemp(prefix='photocall-fake-')
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.rt = self.runtime()

    def runtime(self, **switches: Any) -> Runtime:
        rt = Runtime(**switches)
        rt.install()
        self.addCleanup(rt.close)
        self.home = rt.project1
        return rt

    def dat(self, op_type: str, text: str, **pars: Any) -> Any:
        made = self.home.create(op_type, 'script1')
        made.text = text
        for name, value in pars.items():
            setattr(made.par, name, value)
        return made

    def call(self, text: str) -> None:
        self.rt.callback(self.dat('textDAT', 'def go():\n' + text), 'go')


class Names(StandInCase):
    def test_names_that_are_often_written_wrong(self) -> None:
        for op_type in ('webSocketDAT', 'chopExecuteDAT', 'thresholdCHOP'):
            self.assertRaises(tdError, self.home.create, op_type, 'x')
        socket = self.home.create('websocketDAT', 'socket1')
        for name in ('sendBytes', 'close'):
            self.assertFalse(hasattr(socket, name))
        for name in ('autoreconnect', 'address', 'path', 'verifycert'):
            self.assertFalse(hasattr(socket.par, name))
            with self.assertRaises(tdAttributeError):
                setattr(socket.par, name, 'x')
        with self.assertRaises(tdError):
            self.home.create('moviefileoutTOP', 'movie1').par.imagefiletype = 'jpg'

    def test_quality_and_suffix(self) -> None:
        top = self.home.create('nullTOP', 'null1')
        self.assertRaises(tdError, top.saveByteArray, '.jpg', quality=85)
        self.assertRaises(tdError, top.saveByteArray, 'jpg')
        self.assertFalse(bytes(top.saveByteArray()).startswith(b'\xff\xd8'))

    def test_run_knows_its_own_words_alone(self) -> None:
        self.assertRaises(tdError, self.call, '    run("pass", delayId=3)')
        self.assertRaises(tdError, self.runtime(is_2025=False).run, 'pass', wallTime=True)

    def test_custom_parameters_have_a_capital_and_no_underscore(self) -> None:
        page = self.home.appendCustomPage('Own')
        for name in ('uiprogress', 'Ui_progress', 'UiProgress'):
            self.assertRaises(tdError, page.appendFloat, name)

    def test_parameters_and_values(self) -> None:
        par = self.home.appendCustomPage('Own').appendFloat('Amount')[0]
        par.expr, par.mode = '2 + 3', 'EXPRESSION'
        self.assertEqual((par.val, par.eval(), self.home.par['Nothing']), (0.0, 5, None))
        self.assertRaises(tdError, par.pulse)

    def test_a_name_that_is_taken_gets_a_number_and_what_is_destroyed_is_not_valid(self) -> None:
        first, second = self.home.create('nullTOP', 'null'), self.home.create('nullTOP', 'null')
        self.assertEqual((first.name, second.name), ('null', 'null1'))
        first.destroy()
        self.assertEqual((first.valid, self.home.op('null')), (False, None))

    def test_external_files_have_none_of_touchdesigners_names(self) -> None:
        with self.assertRaises(NameError):
            exec("op('x')", {})
        self.assertRaises(SyntaxError, self.call, '    match 1:\n        case _: pass')


class Frames(StandInCase):
    def test_what_blocks_a_frame_fails(self) -> None:
        blocking = ('    import time; time.sleep(1)', '    import urllib.request as u; u.urlopen("http://127.0.0.1:9")',
                    '    import socket; socket.create_connection(("127.0.0.1", 9))')
        for text in blocking:
            self.assertRaises(ScriptFault, self.call, text)
        time.sleep(0)
        self.assertIsNotNone(urllib.request)

    def test_a_callback_that_takes_too_long_fails(self) -> None:
        self.home.create('nullTOP', 'null1')
        self.assertRaises(ScriptFault, self.call, '    for _ in range(100): op("null1").saveByteArray(".jpg")')

    def test_operators_off_the_main_thread_fail(self) -> None:
        caught = []

        def touch() -> None:
            try:
                self.home.par.opshortcut.eval()
            except ScriptFault as error:
                caught.append(error)

        thread = threading.Thread(target=touch)
        thread.start()
        thread.join()
        self.assertEqual(len(caught), 1)

    def test_a_rise_and_fall_within_one_frame_is_not_seen(self) -> None:
        self.home.appendCustomPage('Own').appendFloat('Amount')
        chop = self.home.create('parameterCHOP', 'par1')
        chop.par.ops, chop.par.parameter = '/project1', 'Amount'
        script = 'def onOffToOn(channel, sampleIndex, val, prev):\n    parent().store("edges", parent().fetch("edges", 0) + 1)'
        execute = self.dat('chopexecuteDAT', script)
        self.edges(1.0)
        self.assertEqual(self.home.fetch('edges', 0), 0)
        execute.par.chop = 'par1'
        self.edges(1.0)
        self.assertEqual(self.home.fetch('edges', 0), 1)
        self.home.par.Amount = 1.0
        self.home.par.Amount = 0.0
        self.rt.step()
        self.assertEqual(self.home.fetch('edges', 0), 1)

    def edges(self, value: float) -> None:
        for amount in (0.0, value, 0.0):
            self.home.par.Amount = amount
            self.rt.step(2)

    def test_delays_stop_with_the_timeline(self) -> None:
        self.rt.is_playing = False
        self.rt.run(lambda: self.home.store('ran', 1), delayFrames=1)
        self.rt.run(lambda: self.home.store('free', 1), delayFrames=1, delayRef=self.rt.root)
        self.rt.step(5)
        self.assertEqual((self.home.fetch('ran', 0), self.home.fetch('free', 0)), (0, 1))

    def test_a_timer_runs_after_its_project_was_loaded_or_has_to_be_started(self) -> None:
        for switch, beats in ((True, 2), (False, 0)):
            self.rt = self.runtime(timers_run_after_load=switch)
            timer: Any = self.home.create('timerCHOP', 'timer1')
            timer.par.length, timer.par.cycle, timer.par.cyclelimit = 1, True, False
            timer.docked[0].text = 'def onCycle(timerOp, segment, cycle):\n    parent().store("beats", parent().fetch("beats", 0) + 1)'
            timer.par.start.pulse()
            self.rt.reload_project()
            self.rt.step(25, seconds=0.1)
            self.assertEqual(self.home.fetch('beats', 0), beats)

    def test_globals_are_gone_when_the_text_changes(self) -> None:
        dat = self.dat('textDAT', 'count = 0\ndef go():\n    global count\n    count += 1\n    return count')
        self.assertEqual((dat.call('go'), dat.call('go')), (1, 2))
        dat.text += '\n'
        self.assertEqual(dat.call('go'), 1)

    def test_storage_is_saved_with_the_project_and_looks_upwards(self) -> None:
        inner = self.home.create('baseCOMP', 'inner')
        self.home.store('pending_job', 'stale')
        self.assertEqual((inner.fetch('pending_job'), inner.fetch('pending_job', None, search=False)), ('stale', None))
        self.rt.reload_project()
        self.assertEqual(self.home.fetch('pending_job'), 'stale')
        self.home.storeStartupValue('pending_job', '')
        self.rt.reload_project()
        self.assertEqual(self.home.fetch('pending_job'), '')


class OldScripts(StandInCase):
    """A project in the manner of many: save on the edge of the progress, Record and its release in one go."""

    def project(self, plan: Any, threshold: float = 0.99, release: str = "run(\"op('movie1').par.record = 0\", delayFrames=2)") -> Any:
        self.fake = FakeComponent(self.rt, plan)
        movie: Any = self.home.create('moviefileoutTOP', 'movie1')
        movie.par.type, movie.par.imagefiletype = 'image', 'jpeg'
        select = self.home.create('selectTOP', 'select1')
        select.par.top = '/project1/ComfyTD/out1'
        select.outputConnectors[0].connect(movie)
        chop = self.home.create('parameterCHOP', 'par1')
        chop.par.ops, chop.par.parameter = '/project1/ComfyTD', 'Uiprogress'
        logic = self.home.create('logicCHOP', 'logic1')
        logic.par.convert, logic.par.boundmin, logic.par.boundmax = 'bound', threshold, 1
        chop.outputConnectors[0].connect(logic)
        text = "def onOffToOn(channel, sampleIndex, val, prev):\n    op('movie1').par.record = 1\n    " + release
        self.dat('chopexecuteDAT', text, chop='logic1')
        movie.par.file = os.path.join(self.folder, 'a.jpg')
        self.rt.step(2)
        return movie

    def run_once(self) -> None:
        self.fake.comp.par.Generate.pulse()
        self.rt.step(300)

    def test_the_previous_picture_is_saved_when_the_edge_comes_first(self) -> None:
        self.project(late_picture)
        self.run_once()
        with open(os.path.join(self.folder, 'a.jpg'), 'rb') as file:
            self.assertEqual(file.read(), jpeg(Picture(1, 320, 240)))

    def test_a_file_is_saved_for_each_node(self) -> None:
        movie = self.project(lambda _fake: {5: progress(1.0), 20: progress(0.0), 40: progress(1.0)})
        self.run_once()
        self.assertEqual(movie.files_written, 2)

    def test_a_record_that_sticks_saves_nothing_more(self) -> None:
        movie = self.project(one_node, release='pass')
        for _ in range(3):
            self.fake.comp.par.Uiprogress = 0.0
            self.run_once()
        self.assertEqual(movie.files_written, 1)

    def test_a_file_named_in_the_frame_of_its_record_is_lost(self) -> None:
        for races, written in ((True, 0), (False, 1)):
            self.rt = self.runtime(record_races=races)
            movie = self.project(one_node)
            movie.par.file, movie.par.record = os.path.join(self.folder, 'b.jpg'), True
            self.rt.step(2)
            self.assertEqual(movie.files_written, written)

    def test_an_asynchronous_file_is_half_there_at_first(self) -> None:
        path = os.path.join(self.folder, 'c.jpg')
        status = self.home.create('nullTOP', 'null1').save(path, asynchronous=True)
        half = os.path.getsize(path)
        self.assertFalse(status.isCompleted())
        self.rt.step(10)
        self.assertTrue(status.isCompleted() and os.path.getsize(path) > half)

    def test_the_last_stroke_is_lost_without_a_reload(self) -> None:
        path = os.path.join(self.folder, 'canvas.jpg')
        movie: Any = self.home.create('moviefileinTOP', 'canvas_in')
        for content, pulses, shown in ((b'1', True, b'1'), (b'2', False, b'1'), (b'2', True, b'2')):
            with open(path, 'wb') as file:
                file.write(content)
            movie.par.file = path
            if pulses:
                movie.par.reloadpulse.pulse()
            self.rt.step()
            self.assertEqual(movie.loaded, shown)

    def test_a_script_top_takes_bytes_while_it_cooks_alone(self) -> None:
        self.assertRaises(ScriptFault, self.home.create('scriptTOP', 'script1').loadByteArray, '.jpg', b'')


class OldSockets(StandInCase):
    def setUp(self) -> None:
        super().setUp()
        self.console = TinyConsole()
        self.addCleanup(self.console.close)

    def socket(self, text: str, **pars: Any) -> Any:
        made: Any = self.home.create('websocketDAT', 'socket1')
        self.assertEqual([dat.name for dat in made.docked], ['socket1_callbacks'])
        made.docked[0].text = text
        made.par.netaddress, made.par.port = '127.0.0.1/td', self.console.port
        for name, value in pars.items():
            setattr(made.par, name, value)
        self.rt.is_peer_behind = lambda: self.console.is_behind(made.traffic)
        self.console.woken = self.rt.network_event
        self.rt.until(lambda: self.console.connections and made.traffic[0])
        return made

    def test_a_ping_that_no_script_answers_is_not_answered(self) -> None:
        self.socket('def onReceiveText(dat, rowIndex, message):\n    dat.sendText("{\\"type\\": \\"heard\\"}")')
        self.console.say_raw(PING, b'x')
        self.console.say_raw(TEXT, b'{}')
        self.rt.until(lambda: self.console.heard)
        self.assertEqual(self.console.pongs, [])

    def test_it_does_not_connect_again_by_itself_and_sends_nothing_meanwhile(self) -> None:
        made = self.socket('')
        self.console.hang_up()
        self.rt.until(lambda: made.sendText('x') < 0)
        self.rt.step(600)
        self.assertEqual((self.console.connections, made.sendBinary(b'x')), (1, -1))

    def test_messages_stay_in_its_table(self) -> None:
        made = self.socket('', maxlines=3)
        for number in range(9):
            self.console.say_raw(TEXT, b'%d' % number)
        self.rt.until(lambda: made.rows[-1:] == ['8'])
        self.assertEqual(made.rows, ['6', '7', '8'])

    def test_text_and_bytes_are_told_apart(self) -> None:
        made = self.socket('')
        self.assertRaises(TypeError, made.sendText, b'x')
        self.assertRaises(TypeError, made.sendBinary, 'x')
