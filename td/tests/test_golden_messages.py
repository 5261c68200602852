"""The golden file of both sides: `protocol/messages.json`."""

import base64
import json
import unittest
from typing import Any

from photocall import framing, messages, replies
from photocall.picture import fault_of
from photocall.trouble import Trouble, component_error, saved_file_wrong, script_error

from .booth_case import JOB, TD

with open(TD / 'protocol' / 'messages.json', encoding='utf-8') as file:
    GOLDEN: Any = json.load(file)


class ToTouchDesigner(unittest.TestCase):
    def test_every_message_of_the_console_is_understood(self) -> None:
        for example in GOLDEN['toTouchDesigner']:
            with self.subTest(example['name']):
                self.assertIsNotNone(messages.parse(json.dumps(example['message'])))

    def test_what_the_console_never_sends_is_ignored(self) -> None:
        for example in GOLDEN['refusedByTouchDesigner']:
            with self.subTest(example['name']):
                self.assertIsNone(messages.parse(example['text']))

    def test_every_type_has_a_reader_and_an_example(self) -> None:
        examples = {one['message']['type'] for one in GOLDEN['toTouchDesigner']}
        self.assertEqual(examples, set(messages._READERS))

    def test_a_capture_is_taken_apart(self) -> None:
        example = next(one['message'] for one in GOLDEN['toTouchDesigner'] if one['message'].get('hasInput'))
        capture: Any = messages.parse(json.dumps(example))
        self.assertEqual((capture.style, capture.seed, capture.timeout_s), ('touchdesigner', 2147483647, 90.0))

    def test_hostile_texts_are_ignored(self) -> None:
        capture = next(one['message'] for one in GOLDEN['toTouchDesigner'] if one['message']['type'] == 'capture')
        hostile = [
            '[' * 100_000, 'x' * 70_000, 'NaN', '{"type":{}}', '{"type":"heartbeat","ts":NaN}', '{"type":"heartbeat","ts":1e999}',
            '{"type":"heartbeat","ts":true}', '{"type":["capture"]}', '{"type":"heartbeat","ts":1%s}' % ('0' * 400),
            '{"type":"hello-ack","preview":3}',
        ]
        for name in ('../x.jpg', 'C:/x.jpg', '/x.jpg', 'a//b.jpg', 'a/..', '', 'con?.jpg', 'x.jpg\n', '\\\\server\\x.jpg'):
            hostile.append(json.dumps({**capture, 'fileName': name}))
        for text in hostile:
            with self.subTest(text[:60]):
                self.assertIsNone(messages.parse(text))


class FromTouchDesigner(unittest.TestCase):
    """Each reply is one of the golden ones, field by field."""

    def golden(self, name: str) -> Any:
        return next(one['message'] for one in GOLDEN['fromTouchDesigner'] if one['name'] == name)

    def test_replies_are_as_the_golden_file_has_them(self) -> None:
        path = self.golden('saved, Windows path')['path']
        file_path = self.golden('trouble with a code: the saved file')['params']['path']
        busy = self.golden('refused: busy with another job')
        status = self.golden('status')
        hello = self.golden('hello from another machine, busy over a reconnect')
        pairs = (
            (replies.hello(hello['name'], hello['token'], hello['version'], hello['build'], JOB), hello),
            (replies.hello('Stage 1', '', '1.0.0', '2022.35320', None), self.golden('hello of idle scripts')),
            (replies.ack(JOB, 'capture'), self.golden('taken on')),
            (replies.started(JOB), self.golden('begun')),
            (replies.progress(JOB, 0.42), self.golden('progress')),
            (replies.saved(JOB, path), self.golden('saved, Windows path')),
            (replies.error(busy['jobId'], busy['message'], 'busy'), busy),
            (replies.trouble(Trouble('The preview TOP is missing.'), 'other'), {**self.golden('error of the machine itself'), 'reason': 'other'}),
            (replies.trouble(saved_file_wrong('it is not whole', file_path), 'save'), self.golden('trouble with a code: the saved file')),
            (replies.trouble(script_error('frame', ValueError('no TOP')), 'other'), self.golden('trouble with a code: a script')),
            (replies.trouble(component_error(), 'component'), self.golden('trouble with a code: the component, without words')),
            (replies.cleaned(JOB, 1), self.golden('cleaned')),
            (replies.heartbeat_ack(1767549600999), self.golden('heartbeat answered')),
            (replies.status('idle', [replies.check(**one) for one in status['checks']]), status),
        )
        for text, golden in pairs:
            self.assertEqual(json.loads(text), golden)

    def test_an_error_always_has_words(self) -> None:
        self.assertTrue(json.loads(replies.error(None, '', 'other'))['message'])
        self.assertEqual(len(json.loads(replies.error(None, 'x' * 5000, 'other'))['message']), 1000)


class Binary(unittest.TestCase):
    def test_frames_to_the_console_are_as_the_golden_file_has_them(self) -> None:
        framed = [one for one in GOLDEN['binary'] if one['direction'] == 'from' and set(one['header']) == {'kind', 'jobId', 'mediaType'}]
        exact = [one for one in framed if 'spaces' not in one['name']]
        self.assertGreaterEqual(len(exact), 2)
        for example in exact:
            made = framing.write_frame(example['header']['kind'], example['header']['jobId'], base64.b64decode(example['picture']))
            self.assertEqual(made, base64.b64decode(example['base64']))

    def test_the_picture_to_work_on_is_read(self) -> None:
        for example in (one for one in GOLDEN['binary'] if one['direction'] == 'to'):
            read = framing.read_frame(base64.b64decode(example['base64']))
            self.assertEqual(read, (example['header']['jobId'], base64.b64decode(example['picture'])))

    def test_broken_frames_are_ignored(self) -> None:
        for example in GOLDEN['refusedBinary']:
            with self.subTest(example['name']):
                self.assertIsNone(framing.read_frame(base64.b64decode(example['base64'])))

    def test_the_golden_pictures_are_whole(self) -> None:
        self.assertEqual({fault_of(base64.b64decode(one['picture'])) for one in GOLDEN['binary']}, {None})
