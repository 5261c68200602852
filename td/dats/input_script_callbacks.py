"""Script TOP: shows the picture that the component is to work on."""


def onCook(scriptOp):
    parent().ext.Photocall.LoadInput(scriptOp)
