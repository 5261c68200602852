"""WebSocket DAT `websocket_console`. Pings are answered by hand: without it the console would drop the connection."""


def onConnect(dat):
    parent().ext.Photocall.Connected()


def onDisconnect(dat):
    parent().ext.Photocall.Disconnected()


def onReceiveText(dat, rowIndex, message):
    parent().ext.Photocall.ReceiveText(message)


def onReceiveBinary(dat, contents):
    parent().ext.Photocall.ReceiveBinary(contents)


def onReceivePing(dat, contents):
    dat.sendPong(contents)


def onReceivePong(dat, contents):
    return


def onMonitorMessage(dat, message):
    parent().ext.Photocall.Monitor(message)
