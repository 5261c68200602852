import { ipcMain, type IpcMainEvent, type WebContents } from 'electron'
import { bridgeChannels } from '../../contract/bridge'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import type { Connection, Hub } from '../state'
import { trustedRole } from './ipc-sender'
import type { WindowRole } from './own-address'

export interface IpcDeps {
  hub: Pick<Hub, 'connect'>
  roleOf(contents: WebContents): WindowRole | null
  /** A page has taken nothing for a while: it hangs. */
  onStalled(contents: WebContents): void
  clock: Clock
  log: Log
}

interface Link {
  connection: Connection
  unsentCharacters: number
  /** Monotonic; when the page last took something, or when the first message that it has not taken was sent. */
  waitingSinceMs: number
}

const stalledMs = 15_000

/** Joins the pages of our windows to the hub. The role comes from the window; foreign senders are refused and logged. */
export function connectWindows({ hub, roleOf, onStalled, clock, log }: IpcDeps) {
  const links = new Map<WebContents, Link>()

  function senderRole({ sender, senderFrame }: IpcMainEvent) {
    const frameUrl = senderFrame?.url ?? ''
    const role = trustedRole({ role: roleOf(sender), isMainFrame: senderFrame === sender.mainFrame, frameUrl })
    if (role === null) log.warn('A message from a foreign sender was refused', { frameUrl, contentsId: sender.id })
    return role
  }

  function connect(contents: WebContents, role: WindowRole) {
    disconnect(contents)
    const link: Link = { connection: unconnected, unsentCharacters: 0, waitingSinceMs: 0 }
    links.set(contents, link)
    link.connection = hub.connect({
      role,
      send: (message) => send(contents, link, JSON.stringify(message)),
      unsentBytes: () => link.unsentCharacters,
    })
  }

  function send(contents: WebContents, link: Link, text: string) {
    if (links.get(contents) !== link || contents.isDestroyed()) return
    if (link.unsentCharacters === 0) link.waitingSinceMs = clock.monotonicMs()
    link.unsentCharacters += text.length
    contents.send(bridgeChannels.message, text)
    if (clock.monotonicMs() - link.waitingSinceMs > stalledMs) onStalled(contents)
  }

  function disconnect(contents: WebContents) {
    const link = links.get(contents)
    links.delete(contents)
    link?.connection.close()
  }

  function taken(contents: WebContents, characters: unknown) {
    const link = links.get(contents)
    if (!link || typeof characters !== 'number') return
    link.unsentCharacters = Math.max(0, link.unsentCharacters - characters)
    link.waitingSinceMs = clock.monotonicMs()
  }

  const answers = {
    [bridgeChannels.connect]: (contents: WebContents, role: WindowRole) => connect(contents, role),
    [bridgeChannels.disconnect]: (contents: WebContents) => disconnect(contents),
    [bridgeChannels.message]: (contents: WebContents, _role: WindowRole, message: unknown) =>
      links.get(contents)?.connection.receive(message),
    [bridgeChannels.taken]: (contents: WebContents, _role: WindowRole, count: unknown) => taken(contents, count),
  }
  for (const [channel, answer] of Object.entries(answers)) {
    ipcMain.on(channel, (event, value: unknown) => {
      const role = senderRole(event)
      if (role !== null) answer(event.sender, role, value)
    })
  }

  return {
    /** The page of these contents is gone: crashed, closed, or replaced. */
    forget: disconnect,
    close() {
      for (const channel of Object.keys(answers)) ipcMain.removeAllListeners(channel)
      for (const contents of links.keys()) disconnect(contents)
    },
  }
}

/** Stands in while `hub.connect` runs, which may already send. */
const unconnected: Connection = { clientId: '', receive: () => undefined, close: () => undefined }
