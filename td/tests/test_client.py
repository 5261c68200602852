"""The client on plain Python, over real HTTP."""

import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import unittest
from types import SimpleNamespace
from typing import Any, Callable, List, Tuple
from unittest import mock

import touchdesigner_client
from touchdesigner_client import (
    BrokerError,
    BrokerRefused,
    BrokerUnreachable,
    JobNotFound,
    ResultNotReady,
    TDComfyClient,
    top_to_png_bytes,
)

from .fake_td.pictures import Picture, jpeg, png
from .tiny_broker import TinyBroker

FRAME = png(Picture(3, 32, 24))


class ClientCase(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = tempfile.mkdtemp(prefix='photocall-client-')
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.broker = TinyBroker()
        self.addCleanup(self.broker.close)
        self.client = self.client_of(self.broker.url)
        # how long a connection was idle is told by a clock that a test moves
        self.now = 1000.0
        clock = mock.patch.object(touchdesigner_client, 'time', SimpleNamespace(monotonic=lambda: self.now))
        clock.start()
        self.addCleanup(clock.stop)

    def client_of(self, url: str, token: str = '') -> TDComfyClient:
        client = TDComfyClient(url, token, timeout_s=120)
        self.addCleanup(client.close)
        return client

    def stem(self) -> str:
        return os.path.join(self.folder, 'result')


class Secure(unittest.TestCase):
    """A certificate made in the house, as a console on the network has."""

    def setUp(self) -> None:
        self.folder = tempfile.mkdtemp(prefix='photocall-client-tls-')
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.certificate, key = self.made('own')
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, key)
        self.broker = TinyBroker(tls=context)
        self.addCleanup(self.broker.close)

    def made(self, name: str) -> Tuple[str, str]:
        certificate, key = os.path.join(self.folder, name + '.crt'), os.path.join(self.folder, name + '.key')
        kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
        names = ['-subj', '/CN=booth', '-addext', 'subjectAltName=IP:127.0.0.1']
        command = ['openssl', 'req', '-x509', *kind, *names, '-keyout', key, '-out', certificate]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        return certificate, key

    def test_the_authority_that_is_named_is_trusted_and_no_other(self) -> None:
        client = TDComfyClient(self.broker.url, ca_file=self.certificate, timeout_s=5)
        self.addCleanup(client.close)
        self.assertEqual(client.check_job(client.submit_frame(FRAME))['status'], 'queued')
        for ca_file in ('', self.made('other')[0]):
            with self.assertRaisesRegex(BrokerUnreachable, 'CERTIFICATE_VERIFY_FAILED'):
                TDComfyClient(self.broker.url, ca_file=ca_file, timeout_s=5).submit_frame(FRAME)
        self.assertEqual(len(self.broker.jobs), 1)

    def test_a_file_that_holds_no_certificate_is_named(self) -> None:
        for path in (os.path.join(self.folder, 'missing.crt'), __file__):
            with self.assertRaisesRegex(ValueError, os.path.basename(path)):
                TDComfyClient(self.broker.url, ca_file=path)


class Jobs(ClientCase):
    def test_a_frame_is_submitted_checked_fetched_and_deleted(self) -> None:
        client = self.client
        self.assertTrue(client.is_ready_for_next())
        job_id = client.submit_frame(FRAME, prompt='neón\r\n--x', negative_prompt='blurry', seed=0, style='living-portrait')
        self.assertFalse(client.is_ready_for_next())
        self.assertEqual(client.check_job(job_id)['status'], 'queued')
        self.assertRaises(ResultNotReady, client.get_result, job_id)
        self.broker.finish(job_id, b'a film')
        self.assertTrue(client.is_ready_for_next())
        self.assertEqual(client.get_result(job_id), b'a film')
        fields = self.broker.jobs[job_id].fields
        client.delete_job(job_id)
        self.assertEqual(self.broker.jobs, {})
        words = {'prompt': 'neón\r\n--x', 'negative_prompt': 'blurry', 'seed': '0', 'style': 'living-portrait'}
        self.assertEqual(fields, {**{name: value.encode() for name, value in words.items()}, 'image': FRAME})

    def test_what_is_not_given_is_not_sent_and_the_picture_names_its_kind(self) -> None:
        for picture, media_type in ((FRAME, 'image/png'), (jpeg(Picture(1, 32, 24)), 'image/jpeg'), (b'?', 'application/octet-stream')):
            job = self.broker.jobs[self.client.submit_frame(picture)]
            self.assertEqual((job.fields, job.media_type), ({'image': picture}, media_type))

    def test_a_result_is_written_in_one_step_under_the_extension_of_its_kind(self) -> None:
        for media_type, extension in (('video/mp4', '.mp4'), ('image/png', '.png'), ('video/webm; codecs=vp9', '.webm')):
            job_id = self.client.submit_frame(FRAME)
            self.broker.finish(job_id, b'x' * 200_000, media_type)
            self.assertEqual(self.client.save_result(job_id, self.stem()), self.stem() + extension)
            self.assertEqual(os.path.getsize(self.stem() + extension), 200_000)
        self.assertEqual(len(os.listdir(self.folder)), 3)

    def test_a_job_that_failed_or_is_gone_makes_room_for_the_next(self) -> None:
        first = self.client.submit_frame(FRAME)
        self.broker.fail(first, 'CUDA out of memory')
        self.assertEqual(self.client.check_job(first)['error_message'], 'CUDA out of memory')
        self.assertTrue(self.client.is_ready_for_next())
        second = self.client.submit_frame(FRAME)
        del self.broker.jobs[second]
        self.assertTrue(self.client.is_ready_for_next())
        self.assertRaises(JobNotFound, self.client.check_job, second)

    def test_a_job_that_is_gone_is_as_good_as_deleted(self) -> None:
        self.client.delete_job('never-was')
        self.assertEqual(self.broker.asked, ['DELETE /jobs/never-was'])

    def test_an_id_stays_below_its_address(self) -> None:
        self.assertRaises(JobNotFound, self.client.check_job, '../health?x=1')
        self.assertEqual(self.broker.asked, ['GET /jobs/..%2Fhealth%3Fx%3D1'])
        self.assertRaises(ValueError, self.client.check_job, '')

    def test_two_clients_know_nothing_of_each_other(self) -> None:
        other = self.client_of(self.broker.url)
        self.client.submit_frame(FRAME)
        self.assertTrue(other.is_ready_for_next())
        kept = [name for name, value in vars(touchdesigner_client).items() if isinstance(value, (TDComfyClient, list, set))]
        self.assertEqual(kept, [])

    def test_a_top_is_read_as_png(self) -> None:
        class Top:
            def saveByteArray(self, filetype: str) -> bytearray:
                return bytearray({'.png': FRAME}[filetype])

        self.assertEqual(top_to_png_bytes(Top()), FRAME)
        self.assertRaises(ValueError, top_to_png_bytes, None)
        self.assertRaises(ValueError, self.client.submit_frame, b'')


class Connections(ClientCase):
    def test_one_connection_serves_all_questions_and_a_submit_has_a_fresh_one(self) -> None:
        job_id = self.client.submit_frame(FRAME)
        for _ in range(5):
            self.client.check_job(job_id)
        self.assertEqual(self.broker.connections, 1)
        self.client.submit_frame(FRAME)
        self.assertEqual(self.broker.connections, 2)

    def test_a_kept_connection_that_was_closed_meanwhile_costs_nothing(self) -> None:
        job_id = self.client.submit_frame(FRAME)
        self.broker.drops = 1
        self.assertEqual(self.client.check_job(job_id)['status'], 'queued')
        self.broker.drops = 1
        self.client.delete_job(job_id)
        self.assertEqual(self.broker.jobs, {})

    def test_a_connection_that_was_idle_for_longer_than_servers_keep_it_is_made_anew(self) -> None:
        job_id = self.client.submit_frame(FRAME)
        self.now += 3.5
        self.client.check_job(job_id)
        self.assertEqual(self.broker.connections, 1)
        self.now += 4.5
        self.client.check_job(job_id)
        self.assertEqual(self.broker.connections, 2)

    def test_a_submit_is_never_said_twice_by_itself_and_its_key_makes_one_job_of_two(self) -> None:
        self.client.submit_frame(FRAME)
        self.broker.drops = 1
        self.assertRaises(BrokerUnreachable, self.client.submit_frame, FRAME)
        self.assertEqual(len(self.broker.asked_for('POST')), 2)
        self.assertEqual(self.client.submit_frame(FRAME, key='frame-7'), self.client.submit_frame(FRAME, key='frame-7'))

    def test_threads_wait_for_each_other(self) -> None:
        job_id = self.client.submit_frame(FRAME)
        seen: List[str] = []
        threads = [threading.Thread(target=lambda: seen.append(self.client.check_job(job_id)['status'])) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual((seen, self.broker.connections), (['queued'] * 8, 1))

    def test_the_token_is_shown(self) -> None:
        client = self.client_of(self.broker.url + '/', token='k3y')
        client.submit_frame(FRAME)
        self.assertEqual(self.broker.headers[-1]['Authorization'], 'Bearer k3y')
        self.assertEqual(self.broker.asked, ['POST /jobs'])

    def test_a_proxy_of_the_system_is_not_asked(self) -> None:
        os.environ['http_proxy'] = 'http://127.0.0.1:9'
        self.addCleanup(os.environ.pop, 'http_proxy')
        self.client.submit_frame(FRAME)

    def test_addresses_that_are_none(self) -> None:
        for url in ('', 'ftp://server', 'http://', 'http://user:word@server:8080', 'http://server:port'):
            self.assertRaises(ValueError, TDComfyClient, url)
        self.assertEqual(TDComfyClient('192.168.1.20:8080')._port, 8080)


class Trouble(ClientCase):
    def assert_unreachable(self, client: TDComfyClient, words: str) -> None:
        with self.assertRaises(BrokerUnreachable) as caught:
            client.check_job('x')
        self.assertIn(words, str(caught.exception))

    def test_a_server_that_is_not_there_and_one_that_comes_back(self) -> None:
        job_id = self.client.submit_frame(FRAME)
        self.broker.close()
        self.client.close()
        self.assert_unreachable(self.client, 'cannot be reached')
        self.broker = TinyBroker(self.broker.port, self.broker.jobs)
        self.addCleanup(self.broker.close)
        self.assertEqual(self.client.check_job(job_id)['status'], 'queued')

    def test_a_server_that_never_answers(self) -> None:
        silent = socket.create_server(('127.0.0.1', 0))
        self.addCleanup(silent.close)
        self.assert_unreachable(TDComfyClient('http://127.0.0.1:%d' % silent.getsockname()[1], timeout_s=0.05), 'imed out')

    def test_refusals_come_with_their_number_and_the_servers_words(self) -> None:
        job_id = self.client.submit_frame(FRAME)
        self.broker.refuse = [(429, 'Too many jobs', {'Retry-After': '7'}), (413, 'The picture is too large', {}), (401, 'Token', {})]
        for call, status in ((self.submit, 429), (self.submit, 413), (lambda: self.client.check_job(job_id), 401)):
            error = self.refusal_of(call)
            self.assertEqual((error.status, error.retry_after_s), (status, 7 if status == 429 else None))
        self.assertEqual(str(self.refused_with(413, 'The picture is too large')), 'The picture is too large (413)')

    def submit(self) -> Any:
        return self.client.submit_frame(FRAME)

    def refused_with(self, status: int, words: str) -> BrokerRefused:
        self.broker.refuse = [(status, words, {})]
        return self.refusal_of(self.submit)

    def refusal_of(self, call: Callable[[], Any]) -> BrokerRefused:
        with self.assertRaises(BrokerRefused) as caught:
            call()
        return caught.exception

    def test_a_result_that_was_cut_is_no_result(self) -> None:
        job_id = self.client.submit_frame(FRAME)
        self.broker.finish(job_id, b'x' * 100_000)
        self.broker.cut_results = True
        self.assertRaises(BrokerUnreachable, self.client.get_result, job_id)
        self.assertRaises(BrokerUnreachable, self.client.save_result, job_id, self.stem())
        self.assertEqual(os.listdir(self.folder), [])

    def test_results_that_are_empty_or_no_picture_leave_no_file(self) -> None:
        job_id = self.client.submit_frame(FRAME)
        for content, media_type in ((b'', 'video/mp4'), (b'<html>', 'text/html')):
            self.broker.finish(job_id, content, media_type)
            self.assertRaises(BrokerError, self.client.save_result, job_id, self.stem())
        self.assertEqual(os.listdir(self.folder), [])

    def test_a_disk_that_refuses_is_told_as_what_it_is(self) -> None:
        job_id = self.client.submit_frame(FRAME)
        self.broker.finish(job_id, b'film')
        self.assertRaises(FileNotFoundError, self.client.save_result, job_id, os.path.join(self.folder, 'none', 'result'))

    def test_a_server_that_is_no_broker_is_told(self) -> None:
        for answer in (b'not json', b'[1]', b'{}', b'{"status": 3}', b'[' * 100_000):
            client = self.client_of('http://127.0.0.1:%d' % self.answering(answer))
            with self.assertRaises(BrokerError) as caught:
                client.check_job('x')
            self.assertIn('job broker', str(caught.exception))
            self.assertRaises(BrokerError, client.submit_frame, FRAME)
            client.close()

    def answering(self, answer: bytes) -> int:
        """A server that gives this one answer to whoever comes, twice."""
        listener = socket.create_server(('127.0.0.1', 0))
        self.addCleanup(listener.close)

        def serve() -> None:
            for _ in range(2):
                sock, _address = listener.accept()
                sock.recv(65_536)
                sock.sendall(b'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s' % (len(answer), answer))
                sock.close()

        threading.Thread(target=serve, daemon=True).start()
        return listener.getsockname()[1]

    def test_a_refusal_in_the_middle_of_an_upload_is_still_heard(self) -> None:
        listener = socket.create_server(('127.0.0.1', 0))
        self.addCleanup(listener.close)

        def refuse() -> None:
            sock, _address = listener.accept()
            sock.recv(4096)
            sock.sendall(b'HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
            sock.shutdown(socket.SHUT_WR)
            while sock.recv(65_536):
                pass
            sock.close()

        threading.Thread(target=refuse, daemon=True).start()
        client = self.client_of('http://127.0.0.1:%d' % listener.getsockname()[1])
        with self.assertRaises(BrokerRefused) as caught:
            client.submit_frame(b'x' * 4_000_000)
        self.assertEqual(caught.exception.status, 413)
