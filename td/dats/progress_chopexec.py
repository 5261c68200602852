"""CHOP Execute DAT on the component's progress parameter."""


def onValueChange(channel, sampleIndex, val, prev):
    parent().ext.Photocall.Progress(val)
