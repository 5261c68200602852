"""Installing, repairing, and leaving alone what is somebody else's."""

import contextlib
import json
import os
from typing import Any, Dict

from .booth_case import TD, BoothCase
from .fake_td.components import FakeComponent, one_node


class Installing(BoothCase):
    def facts_of(self, made: Any) -> Dict[str, Any]:
        values = {child.name: {par.name: (par.mode, par.expr, str(par._val)) for par in child.pars()} for child in made.children}
        wires = {child.name: child.wired_from and child.wired_from.name for child in made.children}
        return {'values': values, 'wires': wires, 'own': [par.name for par in made.customPars], 'texts': {one.name: getattr(one, 'text', '') for one in made.children}}

    def test_twice_is_the_same_as_once(self) -> None:
        for names in ('new', 'old'):
            with self.subTest(names):
                self.runtime(extension_names=names)
                first = self.facts_of(self.install())
                self.assertEqual(self.facts_of(self.install()), first)
                self.assertEqual([child.name for child in self.rt.project1.children], ['photocall'])
                self.rt.close()

    def test_what_the_operator_set_stays_and_what_is_missing_is_mended(self) -> None:
        self.runtime()
        made = self.install()
        made.par.Settletime, made.par.Stagename = 1.5, 'Escenario ñ'
        made.op('progress_chopexec').destroy()
        made.op('frame_execute').par.framestart = False
        made.op('websocket_console_callbacks').text = ''
        again = self.install()
        self.assertEqual((again.par.Settletime.eval(), again.par.Stagename.eval()), (1.5, 'Escenario ñ'))
        self.assertIn('onReceivePing', again.op('websocket_console_callbacks').text)
        self.assertTrue(again.op('progress_chopexec').par.active.eval() and again.op('frame_execute').par.framestart.eval())

    def test_the_line_says_where_the_console_is(self) -> None:
        self.runtime()
        made = self.install(host='192.168.1.20', port=9000, token='k3y', name='Stage 2')
        values = [made.par[name].eval() for name in ('Host', 'Port', 'Token', 'Stagename', 'Scripts')]
        self.assertEqual(values, ['192.168.1.20', 9000, 'k3y', 'Stage 2', str(TD).replace('\\', '/')])

    def test_the_scripts_have_the_consoles_version(self) -> None:
        self.runtime()
        package = json.loads((TD.parent / 'package.json').read_text(encoding='utf-8'))
        self.assertEqual(self.install().par.Version.eval(), package['version'])

    def test_what_is_somebody_elses_is_left_alone(self) -> None:
        rt = self.runtime()
        theirs = rt.project1.create('baseCOMP', 'photocall')
        theirs.create('textDAT', 'notes').text = 'mine'
        self.install()
        self.assertIn('not of the console', self.printed.getvalue())
        self.assertEqual([child.name for child in theirs.children], ['notes'])
        self.assertEqual([child.name for child in rt.project1.children], ['photocall'])

    def test_an_operator_of_theirs_inside_ours_is_left_alone_too(self) -> None:
        self.runtime()
        made = self.install()
        made.op('frame_execute').destroy()
        made.create('executeDAT', 'frame_execute').text = 'mine'
        self.install()
        self.assertIn('frame_execute is not of the console', self.printed.getvalue())
        self.assertEqual(made.op('frame_execute').text, 'mine')

    def test_the_only_generator_is_chosen_and_of_two_none(self) -> None:
        rt = self.runtime()
        FakeComponent(rt, one_node, name='ComfyTD')
        made = self.install()
        self.assertEqual(made.par.Component.eval().name, 'ComfyTD')
        made.par.Component = ''
        FakeComponent(rt, one_node, name='TDComfyUI')
        self.assertIsNone(self.install().par.Component.eval())

    def test_a_folder_without_the_scripts_is_told(self) -> None:
        self.runtime()
        self.install(folder=self.folder)
        self.assertIn('The scripts are not in', self.printed.getvalue())
        self.assertEqual(self.rt.project1.children, [])

    def test_the_folder_is_known_by_the_file_where_the_line_does_not_say(self) -> None:
        self.runtime()
        text = (TD / 'bootstrap.py').read_text(encoding='utf-8')
        with contextlib.redirect_stdout(self.printed):
            exec(compile(text, 'bootstrap.py', 'exec'), {'__file__': str(TD / 'bootstrap.py')})
        self.assertIsNotNone(self.rt.project1.op('photocall'))

    def test_every_callback_that_is_written_is_one_that_touchdesigner_calls(self) -> None:
        known = {
            'websocket_callbacks.py': {'onConnect', 'onDisconnect', 'onReceiveText', 'onReceiveBinary', 'onReceivePing', 'onReceivePong', 'onMonitorMessage'},
            'frame_execute.py': {'onStart', 'onFrameStart'},
            'progress_chopexec.py': {'onValueChange'},
            'beat_timer_callbacks.py': {'onInitialize', 'onCycle'},
            'parameter_execute.py': {'onValueChange', 'onPulse'},
            'script_callbacks.py': {'onCook'},
        }
        for name, callbacks in known.items():
            scope: Dict[str, Any] = {}
            exec((TD / 'dats' / name).read_text(encoding='utf-8'), scope)
            self.assertEqual({key for key, value in scope.items() if callable(value)}, callbacks)
        self.assertEqual(set(os.listdir(TD / 'dats')) - {'__pycache__'}, {*known, 'photocall_ext.py', 'broker_loop.py', 'canvas_receiver.py'})


class SelfCheck(BoothCase):
    def test_it_is_json_and_hides_the_token(self) -> None:
        made = self.booth()
        made.par.Token = 'k3y-secret'
        from selfcheck import report

        text = report(made)
        facts = json.loads(text)
        self.assertNotIn('k3y-secret', text)
        self.assertEqual(facts['versions']['build'], '2025.32280')
        self.assertEqual({name: one['lacking'] for name, one in facts['operators'].items() if one['lacking']}, {})
        self.assertEqual((facts['saving']['jpegStart'], facts['saving']['saveReturns']), ('ffd8ff', 'FileSaveStatus'))
        self.assertEqual((facts['reading']['delayed'][0], facts['reading']['loadByteArray']), ('none', True))
        self.assertIsNone(self.rt.root.op('photocall_selfcheck'))

    def test_a_point_that_fails_hides_no_other(self) -> None:
        self.booth()
        self.rt.disk.refuses = True
        from selfcheck import report

        facts = json.loads(report())
        self.assertIn('error', facts['saving'])
        self.assertIn('python', facts['versions'])

    def test_the_pulse_prints_it(self) -> None:
        made = self.booth()
        with contextlib.redirect_stdout(self.printed):
            made.par.Selfcheck.pulse()
            self.rt.step(2)
        self.assertIn('"byHand"', self.printed.getvalue())
