"""From the console's press to the verified file, with the real scripts over a real socket."""

import os
import time

from .booth_case import JOB, BoothCase
from .fake_td.pictures import Picture, jpeg


class WholeWay(BoothCase):
    def test_a_press_ends_in_a_file_that_is_told(self) -> None:
        self.booth()
        self.console.say(type='countdown', jobId=JOB, seconds=3, remainingMs=3000)
        self.assertEqual(self.hears('ack')['of'], 'countdown')
        self.capture()
        self.hears('started')
        saved = self.hears('saved')
        self.assertEqual(saved['path'], os.path.join(self.share, 'PhotoCall-%s.jpg' % JOB))
        with open(saved['path'], 'rb') as file:
            self.assertEqual(file.read(), jpeg(Picture(2, 320, 240)))
        self.assertEqual(self.files(), ['PhotoCall-%s.jpg' % JOB])
        values = [one['progress'] for one in self.console.all('progress')]
        self.assertGreater(len(values), 5)
        self.assertEqual(values, sorted(values))

    def test_a_clock_that_is_hours_off_or_set_in_between_changes_nothing(self) -> None:
        real = time.time
        self.addCleanup(setattr, time, 'time', real)
        for hours in (-5, 5):
            with self.subTest(hours):
                self.setUp()
                self.booth()
                time.time = lambda: real() + hours * 3600
                self.console.say(type='countdown', jobId=JOB, seconds=3, remainingMs=3000)
                self.reaches('armed')
                self.rt.step_for(2)
                time.time = lambda: real() - hours * 3600
                self.rt.step_for(1)
                self.assertEqual(self.state(), 'armed')
                self.capture(ts=1767549600000)
                self.assertEqual(self.shown_in(self.hears('saved')['path']), 2)
                self.assertEqual(self.console.all('error'), [])
                self.rt.close()
