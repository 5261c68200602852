"""Extension of the component `photocall_canvas`: hands everything over to the package `photocall` in the scripts' folder."""

import sys


class CanvasReceiverExt:
    """`op.PhotocallCanvas` to the rest of the project."""

    def __init__(self, ownerComp):
        self.ownerComp = ownerComp
        self._receiver = None
        self._wall = None
        self._reported = None
        self._frames = 0
        self._frames_at_beat = 0
        self._open()

    def _open(self):
        folder = self.ownerComp.par.Scripts.eval()
        if folder not in sys.path:
            sys.path.insert(0, folder)
        try:
            from photocall.canvas_opening import open_canvas
        except ImportError as error:
            self.ownerComp.par.Status = 'scripts not found: run the line of the console again'
            print('[photocall] The scripts cannot be read from %s: %s' % (folder, error))
            return
        self._receiver, self._wall = open_canvas(self.ownerComp, project.folder, self._log)

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

    # Time

    def Frame(self):
        self._frames += 1
        self._hand_over('frame')

    def Beat(self):
        """Once a second. Where frames stand still, with the timeline, the work goes on from here."""
        if self._frames == self._frames_at_beat:
            self._hand_over('frame')
        self._frames_at_beat = self._frames
        self._hand_over('beat')

    # Parameters and the Script TOP

    def ParameterChanged(self, par):
        self._hand_over('reconnect_now')

    def Pressed(self, par):
        self._hand_over('use_drawing' if par.name == 'Usedrawing' else 'reconnect_now')

    def Checks(self):
        """What is set and what is missing, for the one who installs it."""
        return self._wall.checks() if self._wall else []

    def LoadPicture(self, scriptOp):
        if self._wall:
            self._wall.load(scriptOp)

    def _hand_over(self, name, *arguments):
        """An error here is shown by its name, once, and what comes next is taken as ever."""
        if self._receiver is None:
            return
        try:
            getattr(self._receiver, name)(*arguments)
        except Exception as error:
            words = 'Script error in %s: %s: %s' % (name, type(error).__name__, error)
            if words != self._reported:
                self._reported = words
                self._log(words)
                self.ownerComp.par.Lasterror = words

    def _log(self, words):
        print('[photocall] canvas: ' + words)
