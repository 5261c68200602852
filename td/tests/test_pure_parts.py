"""The parts that know nothing of TouchDesigner, one by one."""

import itertools
import json
import os
import random
import tempfile
import unittest
from dataclasses import replace
from typing import Any, List, Optional

from photocall import job_states, saving
from photocall.evidence import Evidence
from photocall.job import Job, job_from
from photocall.job_memory import JobMemory, memory_path
from photocall.job_record import JobRecord
from photocall.messages import Capture, PreviewWish
from photocall.picture import fault_of, kind_of
from photocall.picture_watch import PictureWatch
from photocall.ports import SaveFailed
from photocall.preview import PreviewPace
from photocall.progress import Progress
from photocall.reconnect import Reconnect

from .booth_case import JOB, OTHER_JOB
from .fake_td.pictures import Picture, jpeg, png


class WholePictures(unittest.TestCase):
    def test_whole_ones_have_no_fault(self) -> None:
        self.assertIsNone(fault_of(jpeg(Picture(3, 64, 48))))
        self.assertIsNone(fault_of(png(Picture(3, 64, 48))))
        self.assertIsNone(fault_of(jpeg(Picture(3, 64, 48)) + bytes(10)))
        self.assertEqual((kind_of(b'\xff\xd8\xff'), kind_of(b'GIF89a')), ('jpeg', None))

    def test_every_cut_is_found(self) -> None:
        for content in (jpeg(Picture(3, 64, 48)), png(Picture(3, 64, 48))):
            for end in range(len(content) - 1):
                self.assertIsNotNone(fault_of(content[:end]), end)

    def test_a_damaged_png_is_found(self) -> None:
        content = bytearray(png(Picture(3, 64, 48)))
        content[45] ^= 1
        self.assertEqual(fault_of(bytes(content)), 'damaged')

    def test_noise_is_no_picture(self) -> None:
        noise = random.Random(4)
        for start in (b'', b'\xff\xd8\xff', b'\x89PNG\r\n\x1a\n'):
            for _ in range(200):
                self.assertIsNotNone(fault_of(start + noise.randbytes(noise.randrange(60))))


class OverallProgress(unittest.TestCase):
    def feed(self, *values: float) -> Progress:
        progress = Progress(0.99)
        progress.begin_job()
        for value in values:
            progress.feed(value)
        return progress

    def test_it_rises_over_several_nodes_and_never_reaches_one(self) -> None:
        progress, seen = Progress(0.99), []
        for value in (0.0, 0.5, 1.0, 0.0, 0.5, 1.0, 0.0, 1.0):
            progress.feed(value)
            seen.append(progress.overall)
        self.assertEqual(seen, sorted(seen))
        self.assertTrue(0.9 < seen[-1] < 1)

    def test_the_value_of_the_last_job_does_not_count(self) -> None:
        progress = self.feed(0.5, 1.0)
        self.assertTrue(progress.has_ended)
        progress.begin_job()
        self.assertFalse(progress.has_ended)
        progress.feed(1.0)
        self.assertFalse(progress.has_ended)
        progress.feed(0.2)
        self.assertTrue(progress.is_running)

    def test_a_new_run_takes_the_end_back(self) -> None:
        self.assertFalse(self.feed(1.0, 0.1).has_ended)

    def test_what_is_no_number_changes_nothing(self) -> None:
        progress = self.feed(0.5)
        before = progress.overall
        for wrong in (float('nan'), float('inf'), -0.2, 101.0):
            self.assertFalse(progress.feed(wrong))
        self.assertEqual(progress.overall, before)

    def test_percentages_are_understood(self) -> None:
        self.assertTrue(self.feed(50.0, 99.5).has_ended)
        self.assertEqual(self.feed(50.0).overall, self.feed(0.5).overall)
        self.assertTrue(self.feed(0.5, 1.0000001).has_ended)

    def test_one_per_cent_is_no_end(self) -> None:
        for values in ((1.0,), (0.0, 1.0), (0.0, 0.99999998), (0.0, 1.0000001)):
            self.assertFalse(self.feed(*values).has_ended, values)
            self.assertTrue(self.feed(*values).is_running)
        progress, seen = self.feed(), []
        for value in range(101):
            progress.feed(float(value))
            seen.append((progress.has_ended, progress.overall))
        self.assertEqual([ended for ended, _overall in seen], [False] * 99 + [True, True])
        self.assertEqual([overall for _ended, overall in seen], sorted({overall for _ended, overall in seen}))

    def test_how_a_component_counts_is_remembered_over_its_jobs_and_forgotten_for_another(self) -> None:
        for first, one_is_the_end in ((50.0, False), (0.5, True)):
            progress = self.feed(first)
            progress.begin_job()
            for value in (0.0, 1.0):
                progress.feed(value)
            self.assertEqual(progress.has_ended, one_is_the_end)
        progress.forget_scale()
        progress.begin_job()
        progress.feed(0.0)
        progress.feed(1.0)
        self.assertFalse(progress.has_ended)

    def test_any_values_give_a_rising_fraction(self) -> None:
        chance = random.Random(11)
        progress, before = Progress(0.99), 0.0
        for _ in range(5000):
            progress.feed(chance.choice([chance.random(), chance.uniform(-5, 200), float('nan')]))
            self.assertTrue(before <= progress.overall <= 0.99)
            before = progress.overall


class Reconnecting(unittest.TestCase):
    def actions(self, reconnect: Reconnect, until: float, begin: float = 0.0) -> List[Any]:
        times = [begin + step / 60 for step in range(round((until - begin) * 60))]
        return [(round(now, 1), action) for now, action in ((now, reconnect.step(now)) for now in times) if action]

    def test_it_closes_before_it_opens_and_not_in_one_frame(self) -> None:
        self.assertEqual(self.actions(Reconnect(0.0, lambda: 0.5), 1.0), [(0.0, 'close'), (0.1, 'open')])

    def test_it_tries_again_where_a_failed_connect_says_nothing(self) -> None:
        opened = [at for at, action in self.actions(Reconnect(0.0, lambda: 0.5), 40.0) if action == 'open']
        self.assertEqual(len(opened), 5)
        waits = [later - earlier for earlier, later in zip(opened, opened[1:])]
        self.assertEqual(waits, sorted(waits))

    def test_waits_double_up_to_ten_seconds(self) -> None:
        reconnect, now, waits = Reconnect(0.0, lambda: 0.5), 0.0, []
        for _ in range(8):
            while reconnect.phase != 'connecting':
                reconnect.step(now)
                now += 0.01
            reconnect.lost(now)
            waits.append(round(reconnect._due_at - now, 2))
        self.assertEqual(waits, [0.5, 1, 2, 4, 8, 10, 10, 10])

    def test_a_console_that_answered_is_tried_again_at_once(self) -> None:
        reconnect = Reconnect(0.0, lambda: 0.5)
        for _ in range(5):
            reconnect.phase = 'connecting'
            reconnect.lost(0.0)
        reconnect.connected()
        reconnect.trusted()
        reconnect.lost(10.0)
        self.assertEqual(round(reconnect._due_at, 2), 10.5)

    def test_what_closing_reports_does_not_put_it_off(self) -> None:
        reconnect = Reconnect(0.0, lambda: 0.5)
        self.assertEqual(reconnect.step(0.0), 'close')
        reconnect.lost(0.05)
        self.assertEqual(reconnect.step(0.2), 'open')

    def test_chance_spreads_several_booths(self) -> None:
        due = set()
        for chance in (0.0, 0.5, 1.0):
            reconnect = Reconnect(0.0, lambda chance=chance: chance)
            reconnect.connected()
            reconnect.lost(0.0)
            due.add(round(reconnect._due_at, 3))
        self.assertEqual(due, {0.45, 0.5, 0.55})


class PreviewPacing(unittest.TestCase):
    def sent_in(self, seconds: float, cost_s: float, fps: float, frame_s: float = 1 / 60) -> int:
        pace, now, sent = PreviewPace(), 100.0, 0
        pace.wish = PreviewWish(fps=fps, max_side_px=640, quality=0.7)
        end = now + seconds
        while now < end:
            now += frame_s
            if pace.is_due(now):
                pace.sent(now, cost_s)
                now += cost_s
                sent += 1
        return sent

    def test_a_cheap_picture_goes_at_the_rate_that_is_wished(self) -> None:
        self.assertAlmostEqual(self.sent_in(10, 0.001, 30), 300, delta=15)
        self.assertAlmostEqual(self.sent_in(10, 0.001, 24), 240, delta=12)

    def test_a_dear_picture_never_costs_more_than_its_share(self) -> None:
        for cost_s in (0.01, 0.03, 0.1):
            self.assertLessEqual(self.sent_in(20, cost_s, 30) * cost_s, 20 * 0.14)

    def test_none_goes_where_nobody_looks(self) -> None:
        self.assertEqual(self.sent_in(5, 0.001, 0), 0)
        self.assertFalse(PreviewPace().is_due(1e9))


class Signs(unittest.TestCase):
    """`shown` is what the output shows; the watch looks five times a second."""

    def setUp(self) -> None:
        self.shown: Optional[bytes] = b'old'
        self.now = 0.0
        self.watch = PictureWatch(lambda: self.shown)
        self.progress = Progress(0.99)
        self.evidence = Evidence(self.progress, self.watch)
        self.watch.begin(b'old', 0.0)
        self.evidence.begin_job(0.0)

    def after(self, seconds: float) -> bool:
        end = self.now + seconds
        while self.now < end:
            self.now += 1 / 60
            self.watch.look(self.now)
        return self.evidence.is_done(self.now)

    def test_nothing_at_all_is_no_end(self) -> None:
        self.assertFalse(self.after(60))

    def test_the_components_own_word_counts_at_once(self) -> None:
        self.evidence.is_told = True
        self.assertTrue(self.after(0.1))

    def test_a_queue_that_empties_is_the_end_and_one_that_does_not_is_none(self) -> None:
        self.evidence.feed_queue(0)
        self.assertFalse(self.after(1))
        self.evidence.feed_queue(1)
        self.evidence.feed_progress(1.0, self.now)
        self.assertFalse(self.after(1))
        self.evidence.feed_queue(0)
        self.assertTrue(self.after(0.1))

    def test_a_new_picture_that_stands_still_is_enough_without_progress(self) -> None:
        self.shown = b'new'
        self.assertFalse(self.after(1.5))
        self.assertTrue(self.after(1.0))

    def waits(self) -> float:
        """From now, where the run has just ended: for a picture that does not come, in whole seconds."""
        since = self.now
        while not self.evidence.has_waited_enough(since, self.now):
            self.assertTrue(self.after(1 / 60))
        return round(self.now - since)

    def test_after_the_components_own_word_a_new_picture_has_twenty_seconds(self) -> None:
        self.after(100)
        self.evidence.is_told = True
        self.assertEqual(self.waits(), 20)

    def test_after_an_emptied_queue_too(self) -> None:
        self.evidence.feed_queue(1)
        self.after(100)
        self.evidence.feed_queue(0)
        self.assertEqual(self.waits(), 20)

    def test_after_the_progress_alone_it_has_a_minute_and_after_a_longer_run_as_long_as_that_took(self) -> None:
        for run_s, waits_s in ((10, 60), (100, 100)):
            self.setUp()
            self.evidence.feed_progress(0.5, 0.0)
            self.after(run_s)
            self.evidence.feed_progress(1.0, self.now)
            self.assertEqual(self.waits(), waits_s)

    def test_a_word_that_comes_late_has_its_time_too(self) -> None:
        self.evidence.feed_progress(0.5, 0.0)
        self.evidence.feed_progress(1.0, 0.0)
        since = self.now
        self.after(50)
        self.evidence.is_told = True
        self.after(1 / 60)
        self.after(19)
        self.assertFalse(self.evidence.has_waited_enough(since, self.now))
        self.after(2)
        self.assertTrue(self.evidence.has_waited_enough(since, self.now))

    def test_it_takes_longer_while_progress_has_stopped_below_its_threshold(self) -> None:
        self.evidence.feed_progress(0.95, 0.0)
        self.shown = b'new'
        self.assertFalse(self.after(5.0))
        self.assertTrue(self.after(2.0))


class JobsOnDisk(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = os.path.join(folder.name, 'deep', 'job.json')
        self.said: List[str] = []
        self.memory = JobMemory(self.path, self.said.append)

    def test_what_is_noted_is_there_again(self) -> None:
        capture = Capture(JOB, 'result', 's', 'p', 1, None, 'a.jpg', False, 9.0)
        job = Job(JOB, 5.0, capture=capture, base=b'\x01', path='/x.jpg')
        self.memory.save({'job': job.facts()})
        again: Any = job_from(self.memory.load()['job'], 7.0)
        self.assertEqual((again.capture, again.base, again.path, again.deadline), (capture, b'\x01', '/x.jpg', 7.0))

    def test_damaged_facts_are_no_job(self) -> None:
        good = Job(JOB, 5.0).facts()
        for name, wrong in itertools.product(good, (7, ['x'], {'a': 1}, 'zz')):
            made = job_from({**good, name: wrong}, 0.0)
            self.assertTrue(made is None or isinstance(made, Job))
        self.assertIsNone(job_from({}, 0.0))

    def test_a_damaged_file_is_told_and_forgotten(self) -> None:
        self.assertEqual(self.memory.load(), {})
        self.memory.save({})
        for text in ('{"a', '[1]', ''):
            with open(self.path, 'w', encoding='utf-8') as file:
                file.write(text)
            self.assertEqual(self.memory.load(), {})
        self.assertEqual(len(self.said), 2)

    def test_a_disk_that_refuses_does_not_stop_the_job(self) -> None:
        blocked = JobMemory(os.path.join(self.path, 'below-a-file', 'x.json'), self.said.append)
        self.memory.save({})
        blocked.save({'a': 1})
        self.assertEqual(len(self.said), 1)

    def test_every_stage_has_a_file_of_its_own(self) -> None:
        names = {memory_path(name, path) for name, path in itertools.product(('A', 'Á', 'B/../..'), ('/p1', '/p2'))}
        self.assertEqual(len(names), 6)
        self.assertEqual({os.path.dirname(name) for name in names}, {os.path.join(tempfile.gettempdir(), 'photocall-console')})


class FilesOnRecord(unittest.TestCase):
    capture = Capture(JOB, 'result', 'comic', 'neón', 7, None, 'a.jpg', False, 9.0)

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.memory = JobMemory(os.path.join(folder.name, 'job.json'), lambda _words: None)

    def again(self) -> JobRecord:
        return JobRecord(self.memory, 'session')

    def test_a_file_answers_the_capture_that_it_was_made_of_and_no_other_of_its_job(self) -> None:
        record = self.again()
        record.note_file(JOB, '/x.jpg', self.capture)
        record.note('done', None)
        others = ({'style': 'oil'}, {'prompt': ''}, {'seed': 8}, {'file_name': 'b.jpg'})
        answers = [self.again().path_for(replace(self.capture, **other)) for other in others]
        self.assertEqual((self.again().path_for(self.capture), answers), ('/x.jpg', [None] * 4))

    def test_a_guests_words_are_not_kept(self) -> None:
        record = self.again()
        record.note_file(JOB, '/x.jpg', self.capture)
        record.note('done', None)
        self.assertNotIn('neón', json.dumps(self.memory.load(), ensure_ascii=False))

    def test_what_older_scripts_noted_is_removed_with_its_job_and_answers_no_capture(self) -> None:
        self.memory.save({'files': {JOB: '/x.jpg', OTHER_JOB: 7}})
        record = self.again()
        self.assertEqual((record.path_of(JOB), record.path_for(self.capture), record.path_of(OTHER_JOB)), ('/x.jpg', None, None))


class Files(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = folder.name
        self.path = os.path.join(self.root, 'x.jpg')

    def put(self, path: str, content: bytes) -> None:
        with open(path, 'wb') as file:
            file.write(content)

    def test_a_file_that_is_there_is_never_overwritten(self) -> None:
        self.put(self.path, b'first')
        self.put(os.path.join(self.root, 'x (2).jpg'), b'second')
        self.assertTrue(saving.free_path(self.path).endswith('x (3).jpg'))

    def test_a_drive_that_is_away_is_not_put_in_its_place(self) -> None:
        away = os.path.join(self.root, 'away', 'event')
        with self.assertRaises(SaveFailed):
            saving.make_folder_for(os.path.join(away, 'x.jpg'), away)
        self.assertEqual(os.listdir(self.root), [])

    def test_an_events_folder_is_made_in_a_share_that_is_there(self) -> None:
        self.put(os.path.join(self.root, '.photocall-share.json'), b'{}')
        for folder in ('event', 'one/two', 'one/three/four', 'five/'):
            event = os.path.join(self.root, folder)
            saving.make_folder_for(os.path.join(event, 'x.jpg'), event)
            self.assertTrue(os.path.isdir(event), folder)

    def test_a_folder_deeper_than_any_event_is_not_made(self) -> None:
        self.put(os.path.join(self.root, '.photocall-share.json'), b'{}')
        deep = os.path.join(self.root, 'a', 'b', 'c', 'd')
        self.assertRaises(SaveFailed, saving.make_folder_for, os.path.join(deep, 'x.jpg'), deep)

    def test_a_file_that_stays_broken_is_given_up(self) -> None:
        top = saving.TopSaving(lambda temporary: self.put(temporary, b'\xff\xd8\xff'), self.path, self.root)
        with self.assertRaises(SaveFailed) as raised:
            for step in range(60 * 32):
                self.assertIsNone(top.step(step / 60))
        self.assertIn('cut short', str(raised.exception))
        top.abort()
        self.assertEqual(os.listdir(self.root), [])

    def test_a_name_that_is_held_for_a_while_is_tried_again(self) -> None:
        top = saving.TopSaving(lambda temporary: self.put(temporary, jpeg(Picture(1, 16, 16))), self.path, self.root)
        real, refusals = os.replace, [PermissionError('held')] * 20

        def replace(source: str, target: str) -> None:
            if refusals:
                raise refusals.pop()
            real(source, target)

        os.replace = replace
        self.addCleanup(setattr, os, 'replace', real)
        steps = (top.step(step / 60) for step in range(600))
        self.assertEqual(next(path for path in steps if path), self.path)


class States(unittest.TestCase):
    def test_only_what_the_table_names_may_follow(self) -> None:
        allowed = {(state, following) for state, all_following in job_states.TRANSITIONS.items() for following in all_following}
        for state, following in itertools.product(job_states.TRANSITIONS, repeat=2):
            if (state, following) in allowed:
                self.assertEqual(job_states.follow(state, following), following)
            else:
                self.assertRaises(ValueError, job_states.follow, state, following)

    def test_the_console_knows_every_state(self) -> None:
        contract = os.path.join(os.path.dirname(__file__), '..', '..', 'src', 'contract', 'td-protocol.ts')
        with open(contract, encoding='utf-8') as file:
            text = file.read()
        names = text.split('tdMachineState = z.enum([')[1].split('])')[0]
        self.assertEqual(set(json.loads('[%s]' % names.replace("'", '"').strip().rstrip(','))), set(job_states.TRANSITIONS))
