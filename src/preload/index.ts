import { contextBridge, ipcRenderer } from 'electron'
import type { ServerMessage } from '../contract/app-state'
import { bridgeChannels, type WindowBridge } from '../contract/bridge'

let listen: ((message: ServerMessage) => void) | null = null

ipcRenderer.on(bridgeChannels.message, (_event, text: string) => {
  ipcRenderer.send(bridgeChannels.taken, text.length)
  listen?.(JSON.parse(text) as ServerMessage) // written by our own main process
})

const bridge: WindowBridge = {
  onMessage(listener) {
    listen = listener
    ipcRenderer.send(bridgeChannels.connect)
    return () => {
      if (listen !== listener) return
      listen = null
      ipcRenderer.send(bridgeChannels.disconnect)
    }
  },
  post: (message) => ipcRenderer.send(bridgeChannels.message, message),
}

contextBridge.exposeInMainWorld('photocall', bridge)
