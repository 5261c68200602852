"""Execute DAT: one step a frame."""


def onStart():
    parent().ext.Photocall.Frame()


def onFrameStart(frame):
    parent().ext.Photocall.Frame()
