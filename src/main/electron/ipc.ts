import { ipcMain, type IpcMainEvent, type WebContents } from 'electron'
import { bridgeChannels } from '../../contract/bridge'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import type { Hub } from '../state'
import { trustedRole } from './ipc-sender'
import type { WindowRole } from './own-address'
import { openPageLink, type PageLink } from './page-link'

export interface IpcDeps {
  hub: Pick<Hub, 'connect'>
  roleOf(contents: WebContents): WindowRole | null
  /** A page has taken nothing for a while: it hangs. */
  onStalled(contents: WebContents): void
  clock: Clock
  log: Log
}

type Answer = (contents: WebContents, role: WindowRole, value: unknown) => void

/** Joins the pages of our windows to the hub. The role comes from the window; foreign senders are refused and logged. */
export function connectWindows({ hub, roleOf, onStalled, clock, log }: IpcDeps) {
  const links = new Map<WebContents, PageLink>()

  function senderRole({ sender, senderFrame }: IpcMainEvent) {
    const frameUrl = senderFrame?.url ?? ''
    const role = trustedRole({ role: roleOf(sender), isMainFrame: senderFrame === sender.mainFrame, frameUrl })
    if (role === null) log.warn('A message from a foreign sender was refused', { frameUrl, contentsId: sender.id })
    return role
  }

  function connect(contents: WebContents, role: WindowRole) {
    disconnect(contents)
    const send = (text: string) => {
      if (!contents.isDestroyed()) contents.send(bridgeChannels.message, text)
    }
    links.set(contents, openPageLink({ hub, role, send, onStalled: () => onStalled(contents), clock }))
  }

  function disconnect(contents: WebContents) {
    links.get(contents)?.close()
    links.delete(contents)
  }

  const answers: Record<string, Answer> = {
    [bridgeChannels.connect]: connect,
    [bridgeChannels.disconnect]: disconnect,
    [bridgeChannels.message]: (contents, _role, message) => links.get(contents)?.receive(message),
    [bridgeChannels.taken]: (contents, _role, characters) => links.get(contents)?.taken(characters),
  }
  for (const [channel, answer] of Object.entries(answers)) {
    ipcMain.on(channel, (event, value: unknown) => {
      const role = senderRole(event)
      if (role !== null) answer(event.sender, role, value)
    })
  }

  /** The page of these contents is gone: crashed, closed, or replaced. */
  return { forget: disconnect }
}
