"""Timer CHOP: once a second, also while the timeline stands still."""


def onInitialize(timerOp, callCount):
    return 0


def onCycle(timerOp, segment, cycle):
    parent().ext.Photocall.Beat()
