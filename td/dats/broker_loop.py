"""Extension of the component `photocall_broker`: hands each frame over to the loop of the package `photocall`, which never waits."""

import sys


class BrokerLoopExt:
    """`op.PhotocallBroker.par.Active = True` starts it; `Status`, `Lasterror` and `Jobid` say how it goes."""

    def __init__(self, ownerComp):
        self.ownerComp = ownerComp
        self._loop = None
        self._reported = None
        self._frames = 0
        self._frames_at_beat = 0
        self._open()

    def _open(self):
        folder = self.ownerComp.par.Scripts.eval()
        if folder not in sys.path:
            sys.path.insert(0, folder)
        try:
            from photocall.broker_opening import open_loop
        except ImportError as error:
            self.ownerComp.par.Status = 'scripts not found: run the line of the console again'
            print('[photocall] The scripts cannot be read from %s: %s' % (folder, error))
            return
        self._loop = open_loop(self.ownerComp, project.folder, self._log)

    def Frame(self):
        self._frames += 1
        self._step()

    def Beat(self):
        """Once a second. Where frames stand still, with the timeline, the work goes on from here."""
        if self._frames == self._frames_at_beat:
            self._step()
        self._frames_at_beat = self._frames

    def _step(self):
        """An error here is shown by its name, and the next frame tries again."""
        if self._loop is None:
            return
        try:
            self._loop.frame()
        except Exception as error:
            words = 'Script error: %s: %s' % (type(error).__name__, error)
            if words != self._reported:
                self._reported = words
                self._log(words)
                self.ownerComp.par.Lasterror = words

    def Checks(self):
        """What is set and what is missing, for the one who installs it."""
        from photocall.broker_operators import checks_of

        return checks_of(self.ownerComp)

    def _log(self, words):
        print('[photocall] broker: ' + words)
