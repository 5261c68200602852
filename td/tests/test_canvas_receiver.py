"""A drawing room in the stand-in for TouchDesigner, over a real socket: the picture on the wall is always the newest whole one."""

import base64
import contextlib
import json
import os
import shutil
import struct
import sys
import zlib
from typing import Any, List, Optional

from .booth_case import JOB, TD, BoothCase
from .fake_td.pictures import Picture, jpeg, png
from .wire import BINARY, PING, TEXT


def drawing(number: int) -> bytes:
    return jpeg(Picture(number, 32, 24))


def final(number: int) -> bytes:
    return png(Picture(number, 32, 24))


def data_url(content: bytes, media_type: str = 'image/jpeg') -> str:
    return 'data:%s;base64,%s' % (media_type, base64.b64encode(content).decode())


class CanvasCase(BoothCase):
    def setUp(self) -> None:
        super().setUp()
        self._home = os.environ.get('HOME'), os.environ.get('USERPROFILE')
        os.environ['HOME'] = os.environ['USERPROFILE'] = os.path.join(self.folder, 'home')
        self.addCleanup(self._restore_home)
        self.runtime()
        self.project = os.path.join(self.folder, 'project')
        os.mkdir(self.project)
        self.rt.project.folder = self.project
        self.player: Any = None

    def _restore_home(self) -> None:
        for name, value in zip(('HOME', 'USERPROFILE'), self._home):
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value

    def _is_console_behind(self) -> bool:
        self.console.woken = self.rt.network_event
        component = self.rt.project1.op('photocall_canvas')
        return component is not None and self.console.is_behind(component.op('websocket_console').traffic)

    def canvas(self, player: str = 'canvas_in', room: str = 'ABC234', **pars: Any) -> Any:
        """A project with a Movie File In, the receiver, and a room that it has entered."""
        if player:
            self.player = self.rt.project1.create('moviefileinTOP', player)
        self.install(parts=['canvas'])
        self.made = self.rt.project1.op('photocall_canvas')
        for name, value in {'Room': room, **pars}.items():
            setattr(self.made.par, name, value)
        self.enter(room)
        return self.made

    def enter(self, room: str) -> None:
        self.until(lambda: self.console.last('hello'))
        self.console.say(type='hello', payload={'room': room})
        self.console.say(type='room', payload={'room': room, 'clients': 2})
        self.rest()

    def until(self, is_so: Any) -> Any:
        with contextlib.redirect_stdout(self.printed):
            return self.rt.until(is_so)

    def rest(self) -> None:
        with contextlib.redirect_stdout(self.printed):
            self.rt.rest()

    def steps(self, frames: int = 1, seconds: float = 1 / 60) -> None:
        with contextlib.redirect_stdout(self.printed):
            for _ in range(frames):
                self.rt.rest()
                self.rt.step(seconds=seconds)
            self.rt.rest()

    def draws(self, number: int, media_type: str = 'image/jpeg') -> None:
        self.console.say(type='draw', payload=data_url(drawing(number) if media_type == 'image/jpeg' else final(number), media_type))
        self.rest()

    def stroke(self, word: str) -> None:
        self.console.say(type='state', payload='drawing:' + word)
        self.rest()

    def ends(self, number: int) -> None:
        self.console.say_raw(BINARY, final(number))
        self.rest()

    def shows(self, content: bytes) -> None:
        def shown() -> bool:
            return self.player.loaded == content

        self.until(shown)

    def reloads(self) -> int:
        return self.rt.pulses.count(self.player.path + '.reloadpulse')

    def value(self, name: str) -> Any:
        return self.made.par[name].eval()


class Strokes(CanvasCase):
    def test_a_stroke_shows_live_and_ends_in_its_final_picture(self) -> None:
        self.canvas()
        self.stroke('start')
        self.draws(1)
        self.shows(drawing(1))
        self.stroke('end')
        self.ends(2)
        self.shows(final(2))
        self.assertEqual(self.player.par.file.eval(), os.path.join(self.project, 'inbox', 'canvas.png').replace('\\', '/'))
        self.assertEqual(sorted(os.listdir(os.path.join(self.project, 'inbox'))), ['canvas.jpg', 'canvas.png'])

    def test_a_live_picture_that_comes_late_does_not_cover_the_final_one(self) -> None:
        self.canvas()
        self.ends(2)
        self.draws(1)
        self.steps(30)
        self.shows(final(2))
        self.stroke('start')
        self.draws(3)
        self.shows(drawing(3))

    def test_the_end_of_a_stroke_locks_and_what_came_before_it_is_still_shown(self) -> None:
        self.canvas()
        self.stroke('start')
        self.draws(1)
        self.shows(drawing(1))
        self.draws(2)
        self.stroke('end')
        self.draws(3)
        self.shows(drawing(2))
        self.steps(30)
        self.assertEqual(self.player.loaded, drawing(2))

    def test_a_png_passes_the_lock(self) -> None:
        self.canvas()
        self.ends(1)
        self.draws(2, 'image/png')
        self.shows(final(2))

    def test_the_throttle_drops_pictures_between_but_never_the_last(self) -> None:
        self.canvas()
        self.stroke('start')
        self.steps(30)
        before = self.reloads()
        for number in range(1, 61):
            self.draws(number)
            self.steps()
        self.shows(drawing(60))
        self.assertLessEqual(self.reloads() - before, 14)
        self.assertGreaterEqual(self.reloads() - before, 10)

    def test_the_throttle_is_a_parameter(self) -> None:
        self.canvas(Throttle=500)
        self.stroke('start')
        self.steps(40)
        before = self.reloads()
        for number in range(1, 61):
            self.draws(number)
            self.steps()
        self.assertLessEqual(self.reloads() - before, 3)

    def test_a_final_picture_does_not_wait_for_the_throttle(self) -> None:
        self.canvas(Throttle=60_000)
        self.stroke('start')
        self.draws(1)
        self.shows(drawing(1))
        self.ends(2)
        self.shows(final(2))

    def test_the_same_picture_again_is_neither_written_nor_loaded(self) -> None:
        self.canvas()
        self.ends(1)
        self.shows(final(1))
        written, reloads = os.stat(self.player.par.file.eval()), self.reloads()
        self.stroke('start')
        self.ends(1)
        self.draws(1, 'image/png')
        self.steps(30)
        self.assertEqual((os.stat(self.player.par.file.eval()), self.reloads()), (written, reloads))

    def test_a_picture_that_comes_back_is_shown_again(self) -> None:
        self.canvas()
        for number in (1, 2, 1):
            self.ends(number)
            self.shows(final(number))

    def test_words_go_to_their_file_and_to_the_operator_called_prompt(self) -> None:
        text: Any = self.rt.project1.create('textTOP', 'Prompt')
        self.canvas()
        for kind, words in (('proc', 'un faro al atardecer, ñ\n"x"'), ('prompt', 'op("/").destroy()'), ('proc', '')):
            self.console.say(type=kind, payload=words)
            self.steps(4)
            self.assertEqual((text.par.text.eval(), text.par.text.expr, self.value('Prompt')), (words, '', words))
            with open(os.path.join(self.project, 'inbox', 'proc.txt'), encoding='utf-8', newline='') as file:
                self.assertEqual(file.read(), words)
        for payload, words in ((7, '7'), ('a\ud800b\x00c', 'a?bc'), (None, '')):
            self.console.say(type='proc', payload=payload)
            self.steps(4)
            self.assertEqual(self.value('Prompt'), words)

    def test_the_words_of_a_guest_never_become_the_text_of_a_script(self) -> None:
        script: Any = self.rt.project1.create('executeDAT', 'prompt')
        text: Any = self.rt.project1.create('textDAT', 'promp')
        self.canvas()
        self.console.say(type='proc', payload='import os')
        self.steps(2)
        self.assertEqual((script.text, text.text), ('', ''))
        self.made.par.Prompttarget = text.path
        self.console.say(type='proc', payload='a cat')
        self.steps(2)
        self.assertEqual(text.text, 'a cat')


class Walls(CanvasCase):
    def test_the_operator_of_the_parameter_comes_before_canvas_in_and_that_before_any_other(self) -> None:
        other: Any = self.rt.project1.create('moviefileinTOP', 'aaa')
        chosen: Any = self.rt.project1.create('moviefileinTOP', 'chosen')
        self.canvas()
        self.ends(1)
        self.shows(final(1))
        self.made.par.Movietop = chosen.path
        self.until(lambda: chosen.loaded == final(1))
        self.assertIsNone(other.loaded)

    def test_without_canvas_in_it_is_the_first_movie_file_in_that_is_found_and_of_no_component_of_ours(self) -> None:
        inner: Any = self.rt.project1.create('baseCOMP', 'scene').create('moviefileinTOP', 'movie1')
        self.rt.project1.create('moviefileinTOP', 'result_video')
        self.install(parts=['broker'])
        self.canvas(player='')
        self.ends(1)
        self.until(lambda: inner.loaded == final(1))
        inner.destroy()
        own = self.made.op('canvas_movie')
        self.until(lambda: own.loaded == final(1))

    def test_a_movie_file_in_that_is_made_later_shows_the_picture_too(self) -> None:
        self.canvas(player='')
        self.ends(1)
        self.until(lambda: self.made.op('canvas_movie').loaded)
        self.player = self.rt.project1.create('moviefileinTOP', 'canvas_in')
        self.shows(final(1))

    def test_in_memory_the_script_top_shows_it_and_no_file_is_written(self) -> None:
        self.canvas(Showwith='memory')
        script = self.made.op('canvas_script')
        self.stroke('start')
        self.draws(1)
        self.until(lambda: script.loaded == drawing(1))
        self.ends(2)
        self.until(lambda: script.loaded == final(2))
        self.assertFalse(os.path.exists(os.path.join(self.project, 'inbox')))
        self.made.par.Showwith = 'file'
        self.shows(final(2))

    def test_a_build_that_cannot_load_bytes_says_so(self) -> None:
        self.canvas(Showwith='memory')
        self.rt.has_load_byte_array = False
        self.ends(1)
        self.until(lambda: 'loadByteArray' in self.value('Lasterror'))

    def test_where_the_inbox_cannot_be_written_the_documents_are_and_then_the_temporary_folder(self) -> None:
        with open(os.path.join(self.project, 'inbox'), 'w', encoding='utf-8'):
            pass
        self.canvas()
        self.ends(1)
        self.shows(final(1))
        documents = os.path.join(self.folder, 'home', 'Documents', 'Real-Time-Canvas')
        self.assertEqual(os.path.dirname(self.player.par.file.eval()), documents)
        shutil.rmtree(os.path.join(self.folder, 'home'))
        with open(os.path.join(self.folder, 'home'), 'w', encoding='utf-8'):
            pass
        self.ends(2)
        self.shows(final(2))
        self.assertIn('temporary', self.player.par.file.eval())

    def test_a_project_folder_that_is_not_there_is_not_made(self) -> None:
        self.rt.project.folder = os.path.join(self.folder, 'unsaved')
        self.canvas()
        self.ends(1)
        self.shows(final(1))
        self.assertFalse(os.path.exists(self.rt.project.folder))

    def test_a_folder_of_the_operators_is_beside_the_project_where_it_is_relative(self) -> None:
        self.canvas(Folder='drawings')
        self.ends(1)
        self.shows(final(1))
        self.assertEqual(self.player.par.file.eval(), os.path.join(self.project, 'drawings', 'canvas.png').replace('\\', '/'))

    def test_an_operator_that_plays_no_files_is_named(self) -> None:
        still: Any = self.rt.project1.create('nullTOP', 'null1')
        self.canvas(Movietop=still.path)
        self.ends(1)
        self.until(lambda: self.value('Lasterror') == '/project1/null1 is no Movie File In TOP.')

    def test_a_folder_of_the_operators_that_cannot_be_written_is_told_and_no_other_is_taken(self) -> None:
        blocked = os.path.join(self.folder, 'blocked')
        with open(blocked, 'w', encoding='utf-8'):
            pass
        self.canvas(Folder=blocked)
        self.ends(1)
        self.until(lambda: 'cannot be written' in self.value('Lasterror'))
        os.remove(blocked)
        self.ends(2)
        self.shows(final(2))


class Hostile(CanvasCase):
    def ignored(self, *frames: Any) -> List[str]:
        """The lines that were printed; nothing else has happened."""
        self.canvas()
        self.ends(1)
        self.shows(final(1))
        before = self.reloads()
        for frame in frames:
            self.console.say_raw(BINARY if isinstance(frame, bytes) else TEXT, frame if isinstance(frame, bytes) else frame.encode())
            self.stroke('start')
            self.steps(10)
        self.assertEqual((self.reloads(), self.player.loaded), (before, final(1)))
        self.ends(2)
        self.shows(final(2))
        return [line for line in self.printed.getvalue().splitlines() if 'Ignored' in line]

    def draw(self, payload: Any) -> str:
        return json.dumps({'type': 'draw', 'payload': payload})

    def test_data_urls_that_lie_are_named_once_each(self) -> None:
        lines = self.ignored(
            self.draw(data_url(drawing(3), 'image/png')),
            self.draw(data_url(drawing(4), 'image/png')),
            self.draw(data_url(b'<svg onload="x"/>', 'image/svg+xml')),
            self.draw(data_url(b'<svg/>')),
            self.draw('data:image/jpeg;base64,%%%'),
            self.draw('data:image/jpeg,%FF%D8'),
            self.draw('javascript:alert(1)'),
            self.draw(None),
        )
        self.assertEqual(len(lines), 4)
        self.assertEqual(len([line for line in lines if 'not of the type' in line]), 1)

    def test_pictures_that_are_cut_or_monstrous(self) -> None:
        wide = struct.pack('>II', 60_000, 60_000)
        monster = png_with_size(wide)
        lines = self.ignored(final(3)[:-20], drawing(3)[:-40], monster, png_with_size(bytes(8)), b'', b'\x89PNG\r\n\x1a\n')
        self.assertTrue(any('8192 pixels' in line for line in lines))

    def test_messages_that_are_none(self) -> None:
        lines = self.ignored('{', '[' * 50_000, '[]', '"x"', 'null', '{"type":7}', '{"type":"dance"}', '{"type":"state","payload":"x"}',
                             '{"type":"proc","payload":{}}', '{"type":"hello","payload":[]}', '{"type":"room"}', '{"type":"job","payload":{"jobId":"../x"}}')
        self.assertGreaterEqual(len(lines), 5)

    def test_a_frame_of_many_megabytes_stops_nothing(self) -> None:
        lines = self.ignored('{"type":"draw","payload":"' + 'x' * 20_000_001 + '"}', bytes(20_000_001))
        self.assertTrue(any('million' in line for line in lines))

    def test_a_storm_of_nonsense_prints_few_lines_and_holds_one_picture(self) -> None:
        self.canvas()
        for number in range(2000):
            self.console.say_raw(TEXT, b'{"type":"proc","payload":[%d]}' % number if number % 2 else b'{"type":"t%d"}' % number)
        self.stroke('start')
        for number in range(200):
            self.console.say(type='draw', payload=data_url(drawing(number % 40)))
        self.shows(drawing(199 % 40))
        self.assertLessEqual(self.printed.getvalue().count('\n'), 30)
        self.assertEqual(len(self.made.op('websocket_console').rows), 1)


def png_with_size(size: bytes) -> bytes:
    whole = bytearray(final(1))
    whole[16:24] = size
    whole[29:33] = struct.pack('>I', zlib.crc32(bytes(whole[12:29])))
    return bytes(whole)


class Rooms(CanvasCase):
    def test_the_room_and_the_token_travel_in_the_first_message(self) -> None:
        self.install(parts=['canvas'], token='k3y')
        self.rt.project1.op('photocall_canvas').par.Room = ' abc234 '
        hello = self.until(lambda: self.console.last('hello'))['payload']
        self.assertEqual((hello['room'], hello['token'], hello['client']), ('ABC234', 'k3y', 'touchdesigner'))
        self.assertRegex(hello['id'], r'^[\w-]{1,64}$')
        self.assertEqual(self.console.paths, ['/canvas/ws'])

    def test_a_picture_of_the_room_that_nobody_named_is_not_shown(self) -> None:
        self.canvas()
        self.console.say(type='hello', payload={'room': 'DEFAULT'})
        self.ends(1)
        self.console.say(type='proc', payload='not ours')
        self.steps(10)
        self.assertEqual((self.player.loaded, self.value('Prompt')), (None, ''))
        self.console.say(type='hello', payload={'room': 'ABC234'})
        self.ends(2)
        self.shows(final(2))

    def test_a_plain_relay_that_says_nothing_of_rooms_is_understood(self) -> None:
        self.player = self.rt.project1.create('moviefileinTOP', 'canvas_in')
        self.install(parts=['canvas'])
        self.until(lambda: self.console.last('hello'))
        self.ends(1)
        self.shows(final(1))

    def test_it_comes_back_by_itself_and_keeps_its_picture_meanwhile(self) -> None:
        self.canvas()
        self.ends(1)
        self.shows(final(1))
        self.console.hang_up()
        self.until(lambda: len(self.console.all('hello')) == 2)
        ids = {one['payload']['id'] for one in self.console.all('hello')}
        self.assertEqual((len(ids), self.player.loaded), (1, final(1)))
        self.enter('ABC234')
        self.ends(2)
        self.shows(final(2))

    def test_a_console_that_falls_silent_is_left_and_a_relay_without_a_heartbeat_is_not(self) -> None:
        self.canvas()
        self.rt.frame_s = 0.4
        self.until(lambda: self.console.connections == 2)
        self.until(lambda: len(self.console.all('hello')) == 2)
        self.steps(300, 0.4)
        self.assertEqual(self.console.connections, 2)

    def test_pings_are_answered(self) -> None:
        self.canvas()
        self.console.say_raw(PING, b'beat')
        self.until(lambda: self.console.pongs)

    def test_another_room_connects_anew(self) -> None:
        made = self.canvas()
        made.par.Room = 'xyz'
        hello = self.until(lambda: self.console.all('hello')[1:])[0]
        self.assertEqual(hello['payload']['room'], 'XYZ')

    def test_the_drawing_becomes_a_job_by_a_pulse_and_how_it_goes_is_seen(self) -> None:
        made = self.canvas()
        made.par.Usedrawing.pulse()
        self.until(lambda: self.console.last('use'))
        self.console.say(type='job', payload={'jobId': JOB, 'number': 1, 'state': 'queued', 'progress': 0, 'position': 1, 'etaMs': None})
        self.until(lambda: self.value('Jobid') == JOB and self.value('Jobstate') == 'queued')
        self.console.say(type='refused', payload={'of': 'use', 'error': {'code': 'x', 'message': 'Nothing is drawn.', 'hint': ''}})
        self.until(lambda: 'Nothing is drawn.' in self.value('Lasterror'))

    def test_the_timer_goes_on_where_frames_stand_still(self) -> None:
        self.canvas()
        self.rt.is_playing = False
        self.rt.frame_s = 0.2
        self.ends(1)
        self.shows(final(1))

    def goes_on_where_frames_stand_still(self, timers_run_after_load: bool) -> None:
        self.rt.timers_run_after_load = timers_run_after_load
        self.canvas()
        self.rt.is_playing = False
        self.rt.frame_s = 0.2
        self.rt.reload_project()
        self.until(lambda: len(self.console.all('hello')) == 2)
        self.enter('ABC234')
        self.ends(1)
        self.shows(final(1))

    def test_after_a_project_was_loaded_the_timer_beats_where_it_runs_again_by_itself(self) -> None:
        self.goes_on_where_frames_stand_still(timers_run_after_load=True)

    def test_after_a_project_was_loaded_the_timer_beats_where_it_has_to_be_started(self) -> None:
        self.goes_on_where_frames_stand_still(timers_run_after_load=False)

    def test_scripts_that_are_read_anew_and_a_project_that_is_loaded_again_enter_the_room_again(self) -> None:
        made = self.canvas()
        for count, reload in ((2, made.par.reinitextensions.pulse), (3, self.rt.reload_project)):
            reload()
            self.until(lambda: len(self.console.all('hello')) == count)

    def test_an_error_in_the_scripts_is_shown_by_its_name_and_what_comes_next_is_taken(self) -> None:
        made = self.canvas()
        wall = made.ext.Photocall._wall
        real, wall.wish = wall.wish, lambda: 1 / 0
        self.steps(3)
        self.assertIn('ZeroDivisionError', self.value('Lasterror'))
        self.assertEqual(self.printed.getvalue().count('ZeroDivisionError'), 1)
        wall.wish = real
        self.ends(1)
        self.shows(final(1))

    def test_scripts_that_are_gone_are_told(self) -> None:
        made = self.canvas()
        made.par.Scripts = '/nowhere'
        for name in [one for one in sys.modules if one.split('.')[0] == 'photocall']:
            del sys.modules[name]
        path, sys.path[:] = list(sys.path), [one for one in sys.path if os.path.realpath(one) != str(TD)]
        self.addCleanup(sys.path.__setitem__, slice(None), path)
        made.par.reinitextensions.pulse()
        self.steps(2)
        self.assertIn('scripts not found', made.par.Status.eval())

    def test_it_stands_beside_booth_and_broker_and_twice_is_the_same_as_once(self) -> None:
        self.install(parts=['booth', 'broker', 'canvas'], host='192.168.1.20', port=9000)
        made: Any = self.rt.project1.op('photocall_canvas')
        made.par.Throttle = 40.0
        self.install(port=9000)
        names = [child.name for child in self.rt.project1.children]
        self.assertEqual(names, ['photocall', 'photocall_broker', 'photocall_canvas'])
        self.assertEqual((made.par.Host.eval(), made.par.Port.eval(), made.par['Throttle'].eval()), ('192.168.1.20', 9000, 40))
        inside: Optional[Any] = made.op('canvas_script')
        self.assertEqual([dat.name for dat in inside.docked] if inside else [], ['canvas_script_callbacks'])


