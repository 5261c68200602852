import { systemPreferences, type App, type Session, type WebContents } from 'electron'
import type { Log } from '../lib/log'
import { isPageOf, type WindowRole } from './own-address'
import { mayKeep } from './own-download'
import { mayKnow, mayUse } from './permissions'

export interface HardeningDeps {
  role: WindowRole
  /** Address of the development server, whose pages may be fetched; null in a build. */
  devServer: string | null
  log: Log
}

/** Schemes that never leave the machine. */
const localScheme = /^(app|blob|data|devtools|chrome-extension):/

/** Answers every question that a page can ask of its session: permissions, devices, downloads, the network. */
export function hardenSession(session: Session, { role, devServer, log }: HardeningDeps) {
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    const mediaTypes = 'mediaTypes' in details ? (details.mediaTypes ?? []) : []
    const granted = mayUse({ role, permission, url: details.requestingUrl, mediaTypes })
    if (!granted) log.warn('A permission was refused', { role, permission, url: details.requestingUrl })
    if (granted && permission === 'media') void askSystemForCamera().then(answer)
    else answer(granted)
  })
  session.setPermissionCheckHandler((_contents, permission, url) => mayKnow({ role, permission, url }))
  session.setDevicePermissionHandler(() => false)
  // what every session begins with refuses all of them
  session.removeAllListeners('will-download')
  session.on('will-download', (event, item) => {
    const file = { url: item.getURL(), name: item.getFilename(), mediaType: item.getMimeType() }
    if (!mayKeep(role, file)) event.preventDefault()
  })
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !mayFetch(url, devServer) }))
}

function mayFetch(url: string, devServer: string | null) {
  if (localScheme.test(url)) return true
  return devServer !== null && (url.startsWith(devServer) || url.startsWith(devServer.replace(/^http/, 'ws')))
}

/** macOS asks the person once, and only when the app asks it to. */
async function askSystemForCamera() {
  return process.platform !== 'darwin' || (await systemPreferences.askForMediaAccess('camera'))
}

/** A session that is not one of ours may use nothing; `hardenSession` then opens what a window needs. */
export function closeForeignSessions(app: App) {
  app.on('session-created', (session) => {
    session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
    session.setPermissionCheckHandler(() => false)
    session.setDevicePermissionHandler(() => false)
    session.on('will-download', (event) => event.preventDefault())
  })
}

/** Every page of the process, also one that we did not make, opens no window, embeds nothing and stays where it is. */
export function hardenContents(app: App, roleOf: (contents: WebContents) => WindowRole | null, log: Log) {
  app.on('web-contents-created', (_event, contents) => {
    const refuse = (what: string, url: string) => log.warn(what, { url, role: roleOf(contents) })
    const stay = (event: { preventDefault(): void }, url: string) => {
      const role = roleOf(contents)
      if (role !== null && isPageOf(role, url)) return
      event.preventDefault()
      refuse('A page tried to leave', url)
    }
    contents.setWindowOpenHandler(({ url }) => {
      refuse('A page tried to open a window', url)
      return { action: 'deny' }
    })
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.on('will-navigate', (event, url) => stay(event, url))
    contents.on('will-redirect', (event, url) => stay(event, url))
    contents.on('will-frame-navigate', (details) => {
      if (!details.isMainFrame) details.preventDefault()
    })
    contents.on('did-finish-load', () => void contents.setVisualZoomLevelLimits(1, 1))
  })
}
