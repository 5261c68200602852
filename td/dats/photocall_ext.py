"""Extension of the component `photocall`: hands everything over to the package of the same name in the scripts' folder."""

import sys


class PhotocallExt:
    """Promoted, so that a component's own callback can say `op.Photocall.Generated()`."""

    def __init__(self, ownerComp):
        self.ownerComp = ownerComp
        self._booth = None
        self._stage = None
        self._reported = None
        self._frames = 0
        self._frames_at_beat = 0
        self._open()

    def _open(self):
        folder = self.ownerComp.par.Scripts.eval()
        if folder not in sys.path:
            sys.path.insert(0, folder)
        try:
            from photocall.opening import open_booth
        except ImportError as error:
            self._show('scripts not found: run the line of the console again')
            print('[photocall] The scripts cannot be read from %s: %s' % (folder, error))
            return
        self._booth, self._stage = open_booth(self.ownerComp, str(app.build), self._log)

    # WebSocket DAT

    def Connected(self):
        self._hand_over('connected')

    def Disconnected(self):
        self._hand_over('disconnected')

    def ReceiveText(self, message):
        self._hand_over('receive_text', message)

    def ReceiveBinary(self, content):
        self._hand_over('receive_binary', bytes(content))

    def Monitor(self, message):
        self._hand_over('monitor', str(message))

    # Time and progress

    def Frame(self):
        self._frames += 1
        self._hand_over('frame')

    def Beat(self):
        """Once a second. Where frames stand still, with the timeline, the work goes on from here."""
        if self._frames == self._frames_at_beat:
            self._hand_over('frame')
        self._frames_at_beat = self._frames

    def Progress(self, value):
        if self._booth:
            self._booth.machine.feed_progress(value)

    # A component's own callbacks

    def Generated(self):
        """The picture is finished; it is saved once it stands still."""
        if self._booth:
            self._booth.machine.generated()

    def Failed(self, message=None):
        if self._booth:
            self._booth.component_failed(message)

    # Parameters and the Script TOP

    def ParameterChanged(self, par):
        if par.name in ('Host', 'Port', 'Token', 'Stagename'):
            self._hand_over('reconnect_now')
        elif self._stage:
            self._stage.watch_progress()
            if par.name in ('Component', 'Progresspar'):
                self._hand_over('component_changed')

    def Pressed(self, par):
        if par.name == 'Reconnect':
            self._hand_over('reconnect_now')
        elif par.name == 'Selfcheck':
            from selfcheck import report

            print(report(self.ownerComp))
        elif par.name.startswith('Add'):
            self._add(par.name[3:])

    def _add(self, name):
        from photocall.parts import add_beside

        self._log(add_beside(self.ownerComp, name, td.ParMode.EXPRESSION))

    def Checks(self):
        """What is set and what is missing, for the one who installs it."""
        return self._stage.checks() if self._stage else []

    def LoadPicture(self, scriptOp):
        if self._stage:
            self._stage.load_input(scriptOp)

    def _hand_over(self, name, *arguments):
        """An error here must not leave the guests waiting: the job fails with the reason, and the next one can begin."""
        if self._booth is None:
            return
        try:
            getattr(self._booth, name)(*arguments)
        except Exception as error:
            from photocall.trouble import script_error

            trouble = script_error(name, error)
            words = trouble.words
            is_new = words != self._reported or self._booth.machine.job_id
            if is_new:
                self._reported = words
                self._log(words)
            if is_new or self._booth.machine.busy_with:
                self._booth.machine.fail(trouble, 'other')

    def _log(self, words):
        print('[photocall] ' + words)

    def _show(self, words):
        self.ownerComp.par.Status = words
