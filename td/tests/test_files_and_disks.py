"""Saving on disks that are slow, broken, away or in use, in both ways and on older builds."""

import json
import os
import shutil

from .booth_case import JOB, BoothCase
from .fake_td import components


class Saving(BoothCase):
    def test_a_slow_disk_is_waited_for(self) -> None:
        self.booth()
        self.rt.disk.extra_frames = 600
        self.capture()
        self.reaches('saving')
        self.rt.step(500)
        self.assertEqual(self.console.all('saved'), [])
        self.assertEqual([name for name in self.files() if not name.startswith('.')], [])
        self.shown_in(self.hears('saved')['path'])

    def assert_sent_instead(self, words: str) -> None:
        frame = self.rt.until(lambda: self.console.pictures)[0]
        length = int.from_bytes(frame[:4], 'big')
        self.assertEqual(json.loads(frame[4 : 4 + length])['kind'], 'result')
        self.assertIn(words, self.hears('error', None)['message'])
        self.assertEqual(self.console.all('saved'), [])

    def test_a_folder_that_is_away_sends_the_picture_over_the_wire(self) -> None:
        self.booth()
        shutil.rmtree(self.share)
        self.capture()
        self.assert_sent_instead('not there')
        self.assertFalse(os.path.exists(self.share))

    def test_a_disk_that_refuses_sends_the_picture_over_the_wire(self) -> None:
        self.booth()
        self.rt.disk.refuses = True
        self.capture()
        self.assert_sent_instead('cannot be written')

    def test_a_file_that_stays_half_is_removed_and_the_picture_sent(self) -> None:
        self.booth()
        self.rt.disk.fails = lambda path: '.part' in path
        self.capture()
        self.reaches('saving')
        self.rt.frame_s = 0.2
        self.assert_sent_instead('still wrong')
        self.assertEqual(self.files(), [])

    def test_a_file_that_is_damaged_between_renaming_and_reading_back(self) -> None:
        self.booth()
        self.capture()
        self.reaches('verifying')
        os.truncate(os.path.join(self.share, self.files()[0]), 300)
        self.assert_sent_instead('saved file is wrong')
        self.assertEqual(self.files(), [])

    def test_without_any_folder_the_picture_is_sent(self) -> None:
        self.booth()
        self.capture(folder=None)
        self.rt.until(lambda: self.console.pictures)
        self.assertEqual(self.console.all('error'), [])

    def test_a_picture_that_was_sent_is_sent_again_after_a_reconnect(self) -> None:
        self.booth()
        self.capture(folder=None)
        first = self.rt.until(lambda: self.console.pictures)[0]
        self.console.hang_up()
        self.rt.until(lambda: len(self.console.all('hello')) == 2)
        self.console.say(**self.hello_ack())
        self.rt.until(lambda: len(self.console.pictures) == 2)
        self.assertEqual((self.console.pictures[1], self.console.all('error')), (first, []))

    def test_a_picture_that_is_finished_while_the_connection_is_away_is_sent_after_it(self) -> None:
        self.booth()
        self.capture(folder=None)
        self.reaches('settling')
        self.rt.project1.op('photocall').op('websocket_console').sendBinary = lambda _content: -1
        self.reaches('done')
        del self.rt.project1.op('photocall').op('websocket_console').sendBinary
        self.rt.until(lambda: len(self.console.all('hello')) == 2)
        self.console.say(**self.hello_ack())
        self.rt.until(lambda: self.console.pictures)
        self.assertEqual(self.console.all('error'), [])

    def test_an_erased_picture_is_not_sent_again(self) -> None:
        self.booth()
        self.capture(folder=None)
        self.rt.until(lambda: self.console.pictures)
        self.console.say(type='cleanup', jobId=JOB)
        self.hears('cleaned')
        self.console.hang_up()
        self.rt.until(lambda: len(self.console.all('hello')) == 2)
        before = len(self.console.all('status'))
        self.console.say(**self.hello_ack())
        self.rt.until(lambda: len(self.console.all('status')) > before)
        self.assertEqual(len(self.console.pictures), 1)

    def test_a_file_that_bears_the_name_is_kept(self) -> None:
        self.booth()
        with open(os.path.join(self.share, 'PhotoCall-%s.jpg' % JOB), 'wb') as file:
            file.write(b'somebody else')
        self.capture()
        self.assertTrue(self.hears('saved')['path'].endswith(' (2).jpg'))
        self.assertEqual(len(self.files()), 2)

    def test_the_operators_folder_and_type_come_before_the_consoles(self) -> None:
        made = self.booth()
        made.par.Folder = self.folder
        made.par.Imagetype = 'png'
        self.capture()
        path = self.hears('saved')['path']
        self.assertEqual(path, os.path.join(self.folder, 'PhotoCall-%s.png' % JOB))
        self.assertEqual(self.shown_in(path), 2)


class Recording(BoothCase):
    def record(self) -> None:
        self.booth(components.two_nodes).par.Savemethod = 'record'
        self.capture()
        self.assertEqual(self.shown_in(self.hears('saved')['path']), 2)
        movie = self.rt.project1.op('photocall').op('record_moviefileout')
        self.assertEqual((movie.files_written, movie.par.record.eval()), (1, False))

    def test_record_writes_one_file(self) -> None:
        self.record()

    def test_record_where_file_and_record_race_not(self) -> None:
        self.runtime(record_races=False)
        self.record()

    def test_record_writes_one_file_for_each_job(self) -> None:
        self.record()
        other = JOB.replace('3f2b', '9999')
        self.capture(other)
        self.hears('saved', other)
        self.assertEqual(len(self.files()), 2)

    def test_a_record_that_never_ends_whole_sends_the_picture(self) -> None:
        self.booth().par.Savemethod = 'record'
        self.rt.disk.fails = lambda _path: True
        self.capture()
        self.reaches('saving')
        self.rt.frame_s = 0.2
        self.rt.until(lambda: self.console.pictures)
        self.assertEqual(self.files(), [])


class OlderBuilds(BoothCase):
    def test_a_build_of_2022(self) -> None:
        self.runtime(is_2025=False, extension_names='old', has_reset=False, tells_failed_connects=False)
        self.booth()
        self.capture()
        self.assertEqual(self.shown_in(self.hears('saved')['path']), 2)
        self.assertEqual(self.console.all('hello')[0]['build'], '2022.35320')
