import { BrowserWindow, screen, session, type BrowserWindowConstructorOptions, type WebContents } from 'electron'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import { serveAppProtocol, type AppProtocolDeps } from './app-protocol'
import { openConsoleWindow } from './console-window'
import { recoverFromCrashes } from './crash-recovery'
import { kioskDisplay, kioskMove, kioskPlace, labelledDisplays } from './displays'
import { hardenSession } from './hardening'
import { openKioskWindow, showKioskWindow } from './kiosk-window'
import { pageUrl, type WindowRole } from './own-address'

export interface WindowsDeps {
  preloadPath: string
  /** Where the console's place on the screen is remembered. */
  boundsPath: string
  serve: AppProtocolDeps['serve']
  crashPage: (role: WindowRole) => ReturnType<AppProtocolDeps['crashPage']>
  devServer: string | null
  /** The app ends now: every window may go. */
  isOver(): boolean
  /** Somebody closes the console, which stays until the app is over. */
  onConsoleClosing(): void
  /** The page of a window is gone or is being replaced. */
  onPageGone(contents: WebContents): void
  clock: Clock
  log: Log
}

/** Makes a window of a role: own session and partition, hardened, loaded, brought back when its page dies. */
export type MakeWindow = (role: WindowRole, options: BrowserWindowConstructorOptions) => BrowserWindow

export interface Windows {
  /** Opens the console, or brings it to the front. */
  showConsole(): void
  /** Opens the kiosk, or shows it again where it may be; without a display for it, once there is one. */
  openKiosk(display: string | null): void
  closeKiosk(): void
  /** What opening it on this display would mean now. */
  kioskPlace(display: string | null): ReturnType<typeof kioskPlace>
  /** Displays that the kiosk keeps off from now on. */
  keepKioskOff(labels: readonly string[]): void
  console(): BrowserWindow | null
  /** It is open and out of sight: its display is unplugged. */
  kioskHides(): boolean
  kiosk(): BrowserWindow | null
  /** Null for contents that are not the page of one of our windows. */
  roleOf(contents: WebContents): WindowRole | null
  onChange(listen: () => void): void
}

export function createWindows(deps: WindowsDeps): Windows {
  const open: Record<WindowRole, BrowserWindow | null> = { console: null, kiosk: null }
  const listeners: (() => void)[] = []
  const make = createWindowMaker(deps)
  let kioskMayClose = true
  let wantedDisplay: string | null = null
  let neverOn: readonly string[] = []
  let openedOverConsole = false
  let kioskHides = false

  const mayCloseKiosk = () => kioskMayClose || deps.isOver()
  const changed = () => listeners.forEach((listen) => listen())
  const displays = () => labelledDisplays(screen.getAllDisplays())

  function keep(role: WindowRole, window: BrowserWindow) {
    open[role] = window
    window.once('closed', () => {
      open[role] = null
      // A page's own `window.close()` takes the window without asking: the guests' screen is back at once.
      if (role === 'kiosk' && !mayCloseKiosk()) return showKiosk()
      changed()
    })
    changed()
  }

  const displayOf = (window: BrowserWindow | null) => (window ? screen.getDisplayMatching(window.getBounds()).id : null)
  const placing = (wanted = wantedDisplay) => ({
    displays: displays(),
    wanted,
    neverOn,
    consoleDisplayId: displayOf(open.console),
  })

  function showKiosk() {
    const place = kioskDisplay(placing())
    if (place === null) {
      deps.log.warn('There is no display for the kiosk')
      return changed()
    }
    openedOverConsole = kioskPlace(placing()) === 'over-console'
    kioskHides = false
    keep(
      'kiosk',
      openKioskWindow({
        make,
        place,
        overConsole: openedOverConsole,
        mayShow: () => !kioskHides,
        mayClose: mayCloseKiosk,
        log: deps.log,
      }),
    )
  }

  function followDisplays() {
    if (open.kiosk) followWith(open.kiosk)
    // it was to open, and now there is a display for it; never over the console by itself
    else if (!mayCloseKiosk() && kioskPlace(placing()) === 'free') showKiosk()
    changed()
  }

  function followWith(kiosk: BrowserWindow) {
    const move = kioskMove({ ...placing(), currentDisplayId: displayOf(kiosk) ?? -1, openedOverConsole })
    deps.log.info('The displays changed', { displays: displays().map(({ label }) => label), kiosk: move })
    kioskHides = move === 'hide'
    if (move === 'hide') kiosk.hide()
    else if (move === 'stay') showKioskWindow(kiosk)
    // A full-screen window does not move reliably: it is made anew at its place, by the handler above.
    else kiosk.destroy()
  }
  screen.on('display-added', followDisplays)
  screen.on('display-removed', followDisplays)
  screen.on('display-metrics-changed', changed)

  return {
    showConsole() {
      if (open.console) return bringToFront(open.console)
      const { boundsPath, isOver, onConsoleClosing, log } = deps
      keep('console', openConsoleWindow({ make, boundsPath, displays, isOver, onClosing: onConsoleClosing, log }))
    },
    openKiosk(display) {
      wantedDisplay = display === '' ? null : display
      kioskMayClose = false
      if (!open.kiosk) showKiosk()
      else if (open.kiosk.isVisible()) followDisplays()
      else open.kiosk.destroy() // hidden, since its display went: asked for again, it comes where there is one
    },
    closeKiosk() {
      kioskMayClose = true
      open.kiosk?.close()
    },
    kioskPlace: (display) => kioskPlace(placing(display)),
    keepKioskOff(labels) {
      if (labels.join('\n') === neverOn.join('\n')) return
      neverOn = labels
      followDisplays()
    },
    console: () => open.console,
    kiosk: () => open.kiosk,
    kioskHides: () => kioskHides,
    roleOf: make.roleOf,
    onChange: (listen) => void listeners.push(listen),
  }
}

function createWindowMaker(deps: WindowsDeps): MakeWindow & Pick<Windows, 'roleOf'> {
  const roles = new WeakMap<WebContents, WindowRole>()

  function makeWindow(role: WindowRole, options: BrowserWindowConstructorOptions) {
    const window = new BrowserWindow({ ...lookOfAll, ...options, webPreferences: preferences(role, deps) })
    roles.set(window.webContents, role)
    forgetPages(window, deps)
    recoverFromCrashes(window, { role, clock: deps.clock, log: deps.log })
    if (process.platform !== 'darwin') window.removeMenu()
    void window.loadURL(pageUrl(role)).catch((error: unknown) => deps.log.warn('A page did not load', { role, error }))
    return window
  }
  return Object.assign(makeWindow, { roleOf: (contents: WebContents) => roles.get(contents) ?? null })
}

const lookOfAll: BrowserWindowConstructorOptions = {
  show: false,
  title: 'Photocall Console',
  backgroundColor: '#0b0f14',
  autoHideMenuBar: true,
}

function preferences(role: WindowRole, { preloadPath, devServer }: WindowsDeps): Electron.WebPreferences {
  return {
    session: session.fromPartition(`persist:${role}`),
    preload: preloadPath,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
    backgroundThrottling: false,
    devTools: devServer !== null,
  }
}

/** Answers for the pages of one role; once a role, before its first window. */
export function prepareSession(role: WindowRole, deps: Pick<WindowsDeps, 'serve' | 'crashPage' | 'devServer' | 'log'>) {
  const { serve, devServer, log } = deps
  const ownSession = session.fromPartition(`persist:${role}`)
  hardenSession(ownSession, { role, devServer, log })
  serveAppProtocol(ownSession, { role, serve, devServer, log, crashPage: () => deps.crashPage(role) })
}

function forgetPages(window: BrowserWindow, { onPageGone }: WindowsDeps) {
  const contents = window.webContents
  contents.on('render-process-gone', () => onPageGone(contents))
  contents.once('destroyed', () => onPageGone(contents))
  contents.on('did-navigate', () => onPageGone(contents))
}

function bringToFront(window: BrowserWindow) {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}
