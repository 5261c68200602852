"""One job at a time: refusals, repeats, cancelled jobs, erasure, and pictures that belong to somebody else."""

import json
import os
from typing import Any

from photocall import picture

from .booth_case import JOB, OTHER_JOB, BoothCase
from .fake_td import components, pictures
from .wire import BINARY, TEXT


class InTurn(BoothCase):
    def test_a_second_job_is_refused_and_the_first_keeps_its_name(self) -> None:
        self.booth()
        self.capture()
        self.hears('started')
        self.capture(OTHER_JOB)
        self.assertEqual(self.hears('error', OTHER_JOB)['reason'], 'busy')
        self.assertIn(JOB, self.hears('saved')['path'])
        self.assertEqual(self.fake.runs_begun, 1)

    def test_a_countdown_that_nothing_followed_makes_way(self) -> None:
        self.booth()
        self.console.say(type='countdown', jobId=OTHER_JOB, seconds=3, remainingMs=3000)
        self.hears('ack', OTHER_JOB)
        self.capture()
        self.hears('saved')

    def test_a_countdown_alone_ends_by_itself(self) -> None:
        self.booth()
        self.rt.frame_s = 0.1
        self.console.say(type='countdown', jobId=JOB, seconds=3, remainingMs=3000)
        self.reaches('armed')
        self.reaches('idle')

    def test_a_capture_that_comes_twice_starts_one_run(self) -> None:
        self.booth()
        self.capture()
        self.capture()
        self.hears('saved')
        self.assertEqual((self.fake.runs_begun, len(self.console.all('ack'))), (1, 2))

    def test_another_attempt_at_a_finished_job_makes_another_picture(self) -> None:
        self.booth()
        self.capture()
        first = self.hears('saved')['path']
        self.capture()
        self.rt.until(lambda: len(self.console.all('saved')) == 2)
        second = self.console.all('saved')[1]['path']
        self.assertEqual((self.shown_in(first), self.shown_in(second)), (2, 3))

    def out_of_time(self) -> None:
        """A component that takes longer than the job may, and the console that asks when it is over."""
        self.booth(lambda _fake: {6: components.progress(0.1), 420: components.both(components.picture, components.progress(1.0))})
        self.capture(timeoutMs=5000)
        self.assertEqual(self.hears('error')['reason'], 'timeout')
        self.console.say(type='cancel', jobId=JOB)

    def cancel_acked(self) -> None:
        self.rt.until(lambda: [one['of'] for one in self.console.all('ack')] == ['capture', 'cancel'])
        self.assertEqual((self.state(), self.fake.is_working), ('idle', False))

    def test_a_cancel_after_a_time_out_is_answered_once_the_component_is_done_and_then_the_job_may_come_again(self) -> None:
        self.out_of_time()
        self.cancel_acked()
        self.capture()
        self.assertEqual(self.shown_in(self.hears('saved')['path']), 3)
        self.assertEqual([one['reason'] for one in self.console.all('error')], ['timeout'])

    def test_a_capture_before_that_answer_is_busy_and_disturbs_nothing(self) -> None:
        self.out_of_time()
        self.capture()
        self.capture(OTHER_JOB)
        self.assertEqual(self.hears('error', OTHER_JOB)['reason'], 'busy')
        self.assertEqual([one['reason'] for one in self.console.all('error')], ['timeout', 'busy', 'busy'])
        self.assertEqual([one['of'] for one in self.console.all('ack')], ['capture'])
        self.cancel_acked()
        self.assertEqual((self.fake.runs_begun, self.files()), (1, []))

    def test_the_answer_to_a_cancel_outlives_scripts_that_are_read_anew(self) -> None:
        self.out_of_time()
        self.rt.rest()
        self.rt.project1.op('photocall').par.reinitextensions.pulse()
        self.rt.until(lambda: len(self.console.all('hello')) == 2)
        self.assertEqual(self.console.all('hello')[1]['jobId'], JOB)
        self.console.say(**self.hello_ack())
        self.cancel_acked()

    def test_what_a_cancelled_run_still_shows_goes_to_nobody(self) -> None:
        self.booth(components.two_nodes)
        self.capture()
        self.hears('started')
        self.console.say(type='cancel', jobId=JOB)
        self.capture(OTHER_JOB)
        self.assertEqual(self.hears('error', OTHER_JOB)['reason'], 'busy')
        self.assertEqual([one['of'] for one in self.console.all('ack')], ['capture'])
        self.reaches('idle')
        self.rt.rest()
        self.assertEqual(self.console.last('ack'), {'type': 'ack', 'jobId': JOB, 'of': 'cancel'})
        self.assertEqual(self.files(), [])
        self.capture(OTHER_JOB)
        self.assertEqual(self.shown_in(self.hears('saved', OTHER_JOB)['path']), 3)
        self.assertEqual(len(self.files()), 1)

    def test_a_cancelled_run_that_still_moves_is_waited_for_and_one_that_hangs_is_not(self) -> None:
        steps = {frame * 10: components.progress(frame / 100) for frame in range(1, 90)}
        self.booth(lambda _fake: dict(steps))
        self.capture()
        self.hears('started')
        self.console.say(type='cancel', jobId=JOB)
        self.rt.rest()
        self.rt.step(80, seconds=1)
        self.assertEqual(self.state(), 'generating')
        self.fake._runs.clear()
        self.rt.step(70, seconds=1)
        self.assertEqual(self.state(), 'idle')

    def test_a_component_that_can_be_stopped_is_free_sooner(self) -> None:
        self.booth(components.hang, parameters=('Uiprogress', 'Interrupt'))
        self.capture()
        self.hears('started')
        self.console.say(type='cancel', jobId=JOB)
        self.rt.until(lambda: '/project1/ComfyTD.Interrupt' in self.rt.pulses)
        began = self.rt.now
        self.reaches('idle')
        self.assertLess(self.rt.now - began, 6)

    def test_after_a_time_out_a_late_picture_goes_to_nobody(self) -> None:
        self.booth(lambda fake: {6: components.progress(0.1), 420: components.both(components.picture, components.progress(1.0))})
        self.capture(timeoutMs=5000)
        self.hears('error')
        self.capture(OTHER_JOB)
        self.assertEqual(self.hears('error', OTHER_JOB)['reason'], 'busy')
        self.reaches('idle')
        self.capture(OTHER_JOB)
        self.assertEqual(self.shown_in(self.hears('saved', OTHER_JOB)['path']), 3)

    def test_a_job_cancelled_while_it_is_saved_leaves_nothing(self) -> None:
        self.booth()
        self.rt.disk.extra_frames = 1000
        self.capture()
        self.reaches('saving')
        self.rt.step(5)
        self.console.say(type='cancel', jobId=JOB)
        self.reaches('idle')
        self.rt.disk.finish_all()
        self.assertEqual(len(self.files()), 1)
        self.rt.step(20, seconds=0.1)
        self.assertEqual((self.files(), self.console.all('saved')), ([], []))

    def test_a_countdown_that_comes_again_takes_nothing_back(self) -> None:
        self.booth()
        self.capture(hasInput=True)
        self.reaches('armed')
        self.console.say(type='countdown', jobId=JOB, seconds=3, remainingMs=3000)
        self.rt.rest()
        self.assertIsNotNone(self.machine._job.capture)

    def test_erasure_removes_what_this_machine_kept(self) -> None:
        self.booth()
        self.capture()
        self.hears('saved')
        self.console.say(type='cleanup', jobId=JOB)
        self.assertEqual(self.hears('cleaned')['files'], 1)
        self.assertEqual(self.rt.project1.op('photocall').par.Jobprompt.eval(), '')
        self.assertEqual(self.files(), [])
        self.console.say(type='cleanup', jobId=OTHER_JOB)
        self.assertEqual(self.hears('cleaned', OTHER_JOB)['files'], 0)

    def test_garbage_changes_nothing(self) -> None:
        self.booth()
        self.capture()
        self.hears('started')
        for text in ('{', '[]', '{"type":"capture"}', '{"type":"cancel","jobId":"*"}', '[' * 50_000, 'NaN', '"\\ud800"'):
            self.console.say_raw(TEXT, text.encode())
        for content in (b'', b'\x00\x00\x00\x02{}', b'\xff' * 100, b'\x00\x00\x10\x00'):
            self.console.say_raw(BINARY, content)
        self.hears('saved')
        self.assertEqual(self.console.all('error'), [])

    def test_ten_thousand_messages_stop_nothing(self) -> None:
        self.booth()
        for _ in range(10_000):
            self.console.say_raw(TEXT, b'{"type":"noise"}')
        self.capture()
        self.hears('saved')
        self.assertLessEqual(len(self.rt.project1.op('photocall').op('websocket_console').rows), 10)


class OtherPictures(BoothCase):
    def framed(self, job_id: str) -> bytes:
        header = json.dumps({'kind': 'input', 'jobId': job_id, 'mediaType': 'image/jpeg'}).encode()
        return len(header).to_bytes(4, 'big') + header + pictures.jpeg(pictures.Picture(77, 64, 48))

    def test_the_original_comes_from_the_preview_top(self) -> None:
        self.booth()
        self.capture(want='original', timeoutMs=10_000)
        self.rt.until(lambda: self.console.pictures)
        frame = self.console.pictures[0]
        length = int.from_bytes(frame[:4], 'big')
        self.assertEqual(json.loads(frame[4 : 4 + length]), {'kind': 'original', 'jobId': JOB, 'mediaType': 'image/jpeg'})
        self.assertTrue(frame[4 + length :].startswith(b'\xff\xd8\xff'))
        self.assertEqual(self.fake.runs_begun, 0)

    def test_without_a_preview_top_the_original_is_refused(self) -> None:
        self.booth().par.Previewtop = ''
        self.capture(want='original')
        self.assertEqual(self.hears('error')['reason'], 'component')

    def test_the_picture_to_work_on_is_there_before_the_component_begins(self) -> None:
        made = self.booth()
        self.capture(hasInput=True)
        self.hears('ack')
        self.rt.step(30)
        self.assertEqual(self.fake.runs_begun, 0)
        self.console.say_raw(BINARY, self.framed(OTHER_JOB))
        self.console.say_raw(BINARY, self.framed(JOB))
        self.hears('started')
        self.assertEqual(made.op('input_script').loaded, pictures.jpeg(pictures.Picture(77, 64, 48)))
        self.hears('saved')

    def test_an_erased_picture_to_work_on_is_shown_no_more(self) -> None:
        for is_read_anew in (False, True):
            with self.subTest(is_read_anew=is_read_anew):
                self.setUp()
                made = self.booth()
                shown: Any = made.op('input_script')
                self.capture(hasInput=True)
                self.hears('ack')
                self.console.say_raw(BINARY, self.framed(JOB))
                self.hears('saved')
                self.capture(OTHER_JOB)
                self.hears('saved', OTHER_JOB)
                if is_read_anew:
                    made.par.reinitextensions.pulse()
                    self.rt.until(lambda: len(self.console.all('hello')) == 2)
                    self.console.say(**self.hello_ack())
                self.console.say(type='cleanup', jobId=OTHER_JOB)
                self.hears('cleaned', OTHER_JOB)
                self.assertEqual(shown.loaded, pictures.jpeg(pictures.Picture(77, 64, 48)))
                self.console.say(type='cleanup', jobId=JOB)
                self.hears('cleaned')
                self.assertEqual((picture.fault_of(shown.loaded), picture.size_of(shown.loaded)), (None, (1, 1)))
                self.rt.close()

    def test_a_picture_to_work_on_that_never_comes(self) -> None:
        self.booth()
        self.rt.frame_s = 0.1
        self.capture(hasInput=True)
        self.assertEqual(self.hears('error')['reason'], 'timeout')

    def test_expressions_see_the_jobs_words(self) -> None:
        made = self.booth()
        self.capture()
        self.hears('started')
        shown = [made.par[name].eval() for name in ('Jobid', 'Jobstyle', 'Jobprompt', 'Jobseed')]
        self.assertEqual(shown, [JOB, 'comic', 'neón', '7'])

    def test_names_with_folders_stay_below_the_share(self) -> None:
        self.booth()
        self.capture(fileName='2026-01-04/%s.jpg' % JOB)
        self.assertEqual(self.hears('saved')['path'], os.path.join(self.share, '2026-01-04', JOB + '.jpg'))
