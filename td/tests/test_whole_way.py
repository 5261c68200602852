"""From the console's press to the verified file, with the real scripts over a real socket."""

import os

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
