"""What components do: several nodes, cached runs, late pictures, ends that never come."""

import os

from .booth_case import JOB, OTHER_JOB, BoothCase
from .fake_td import components
from .fake_td.components import FakeComponent, Plan


class Runs(BoothCase):
    def saved_picture(self, job_id: str = JOB) -> int:
        return self.shown_in(self.hears('saved', job_id)['path'])

    def assert_new_picture(self) -> None:
        self.capture()
        self.assertEqual(self.saved_picture(), 2)
        self.assertEqual(self.fake.runs_begun, 1)
        self.assertEqual(len(self.files()), 1)

    def test_of_several_nodes_the_last_ones_picture_is_saved(self) -> None:
        self.booth(components.two_nodes)
        self.assert_new_picture()

    def signs(self) -> int:
        """Of life, as the console takes them: progress that says something new, and `started`."""
        return len({one['progress'] for one in self.console.all('progress')}) + len(self.console.all('started'))

    def test_a_component_that_counts_many_tiles_gives_signs_of_life_until_its_end(self) -> None:
        self.booth(components.tiles)
        self.rt.frame_s = 0.1
        self.capture(timeoutMs=600_000)
        self.hears('started')
        heard, since, longest_s = self.signs(), self.rt.now, 0.0

        def saved() -> bool:
            nonlocal heard, since, longest_s
            longest_s = max(longest_s, self.rt.now - since)
            if self.signs() > heard:
                heard, since = self.signs(), self.rt.now
            return bool(self.console.all('saved'))

        self.rt.until(saved)
        self.assertLess(longest_s, 6)

    def test_a_component_that_stands_still_gives_no_sign_of_life(self) -> None:
        self.booth(components.hang)
        self.capture()
        self.hears('started')
        self.rt.step(60)
        self.rt.rest()
        heard = self.signs()
        self.rt.step(60, seconds=1)
        self.rt.rest()
        self.assertEqual((self.signs(), len(self.console.all('started'))), (heard, 1))

    def test_a_cached_run_without_progress(self) -> None:
        self.booth(components.cached)
        self.assert_new_picture()

    def test_progress_that_rises_and_falls_within_one_frame(self) -> None:
        self.booth(components.within_one_frame)
        self.assert_new_picture()

    def test_a_picture_that_comes_seconds_after_the_end(self) -> None:
        self.booth(components.late_picture)
        self.assert_new_picture()

    def test_progress_that_stops_below_the_threshold(self) -> None:
        self.booth(components.below_threshold)
        self.assert_new_picture()

    def test_a_still_preview_at_one_per_cent_is_not_saved(self) -> None:
        self.booth(components.in_per_cent)
        self.capture()
        self.assertEqual(self.saved_picture(), 3)

    def test_another_component_may_count_in_another_way(self) -> None:
        made = self.booth(components.in_per_cent)
        self.capture()
        self.saved_picture()
        made.par.Component = ''
        made.par.Component = '/project1/ComfyTD'
        self.rt.step(2)
        self.fake._plan = components.one_node
        began = self.rt.now
        self.capture(OTHER_JOB)
        self.saved_picture(OTHER_JOB)
        self.assertLess(self.rt.now - began, 3)

    def test_a_component_with_regenerate_alone(self) -> None:
        self.booth(generate='Regenerate')
        self.assert_new_picture()
        self.assertIn('/project1/ComfyTD.Regenerate', self.rt.pulses)

    def test_a_component_without_any_progress_parameter(self) -> None:
        self.booth(components.cached, parameters=())
        self.assert_new_picture()

    def test_a_queue_that_is_not_empty_holds_the_end_back(self) -> None:
        def plan(_fake: FakeComponent) -> Plan:
            queue = lambda count: components.progress(count, 'Uiqueue')
            return {1: queue(1), 5: components.progress(0.3), 9: components.both(components.progress(1.0), components.picture),
                    200: components.both(components.picture, queue(0))}

        self.booth(plan, parameters=('Uiprogress', 'Uiqueue'))
        self.capture()
        self.assertEqual(self.saved_picture(), 3)

    def test_the_components_own_callback_comes_first(self) -> None:
        def plan(fake: FakeComponent) -> Plan:
            told = lambda _one: self.rt.td.op.Photocall.Generated()
            return {5: components.progress(0.3), 20: components.both(components.picture, told)}

        self.booth(plan)
        began = self.rt.frame
        self.assert_new_picture()
        self.assertLess(self.rt.frame - began, 150)

    def test_a_component_that_says_it_failed(self) -> None:
        self.booth(lambda _fake: {20: lambda _one: self.rt.td.op.Photocall.Failed('CUDA out of memory')})
        self.capture()
        self.assertEqual(self.hears('error')['message'], 'CUDA out of memory')

    def test_a_cancelled_run_that_fails_is_over(self) -> None:
        self.booth(components.hang)
        self.capture()
        self.hears('started')
        self.console.say(type='cancel', jobId=JOB)
        self.rt.rest()
        self.rt.td.op.Photocall.Failed('out of memory')
        self.assertEqual(self.hears('ack', JOB)['of'], 'capture')
        self.rt.until(lambda: self.console.all('ack')[-1]['of'] == 'cancel')
        self.assertEqual(self.console.all('error'), [])

    def test_the_operators_own_name_for_the_pulse(self) -> None:
        made = self.booth(generate='Startrender')
        made.par.Component = '/project1/ComfyTD'
        self.capture()
        self.assertIn('no parameter Generate', self.hears('error')['message'])
        made.par.Generatepar = 'STARTRENDER'
        self.capture(OTHER_JOB)
        self.assertEqual(self.saved_picture(OTHER_JOB), 2)

    def test_a_component_that_hangs_is_given_up_with_the_reason(self) -> None:
        self.booth(components.hang)
        self.capture(timeoutMs=5000)
        self.assertEqual(self.hears('error')['reason'], 'timeout')
        self.assertEqual(self.files(), [])

    def test_a_run_that_shows_the_last_guests_picture_is_never_saved(self) -> None:
        self.booth(components.failure)
        self.rt.frame_s = 0.1
        self.capture()
        error = self.hears('error')
        self.assertEqual((error['reason'], self.files()), ('component', []))
        self.assertIn('same as before', error['message'])

    def test_a_slow_last_node_that_reports_nothing_is_waited_for(self) -> None:
        self.booth(lambda _fake: {6: components.progress(0.1), 30: components.progress(1.0), 480: components.picture})
        self.rt.frame_s = 0.1
        self.assert_new_picture()

    def test_after_a_long_run_it_is_waited_for_as_long_as_that_took(self) -> None:
        self.booth(components.slow_last_node)
        self.rt.frame_s = 0.1
        self.capture(timeoutMs=600_000)
        self.assertEqual(self.saved_picture(), 2)

    def test_it_is_waited_for_no_longer_than_the_job_may_take(self) -> None:
        self.booth(components.failure)
        self.rt.frame_s = 0.1
        self.capture(timeoutMs=30_000)
        self.assertEqual(self.hears('error')['reason'], 'timeout')

    def test_a_component_that_said_it_is_done_and_shows_nothing_new_is_given_up_sooner(self) -> None:
        told = lambda _one: self.rt.td.op.Photocall.Generated()
        self.booth(lambda _fake: {6: components.progress(0.1), 30: components.both(components.progress(1.0), told)})
        self.rt.frame_s = 0.1
        began = self.rt.now
        self.capture()
        self.assertEqual(self.hears('error')['reason'], 'component')
        self.assertLess(self.rt.now - began, 30)

    def test_an_output_that_never_stands_still_is_saved_all_the_same(self) -> None:
        made = self.booth()
        made.par.Outputtop = '/project1/camera'
        self.capture()
        self.assertTrue(os.path.isfile(self.hears('saved')['path']))


class Missing(BoothCase):
    def test_what_is_missing_is_told_and_the_next_job_goes_on(self) -> None:
        made = self.booth()
        for parameter, words in (('Component', 'No component'), ('Outputtop', 'no output TOP')):
            value = made.par[parameter].eval().path
            setattr(made.par, parameter, '')
            job_id = JOB.replace('3f2b', '%04x' % len(words))
            self.capture(job_id)
            self.assertIn(words, self.hears('error', job_id)['message'])
            setattr(made.par, parameter, value)
        self.capture()
        self.hears('saved')

    def test_the_operators_list_says_what_is_missing(self) -> None:
        made = self.booth()
        made.par.Component = ''
        made.par.Outputtop = ''

        def told() -> bool:
            last = self.console.last('status')
            return last is not None and [one['ok'] for one in last['checks']] == [False, False, True, True]

        self.rt.until(told)
