"""Parameter Execute DAT on the component's own parameters."""


def onValueChange(par, *args):
    parent().ext.Photocall.ParameterChanged(par)


def onPulse(par):
    parent().ext.Photocall.Pressed(par)
