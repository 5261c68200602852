"""Script TOP: shows the picture that its component has laid ready."""


def onCook(scriptOp):
    parent().ext.Photocall.LoadPicture(scriptOp)
