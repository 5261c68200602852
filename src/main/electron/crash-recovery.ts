import type { BrowserWindow, WebContents } from 'electron'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import { createCrashCount } from './crash-count'
import { crashUrl, pageUrl, type WindowRole } from './own-address'

export interface CrashRecoveryDeps {
  role: WindowRole
  clock: Clock
  log: Log
}

/** Between attempts when even the static page does not come up. */
const staticRetryMs = 5000
/** Chromium's code for a load that another one replaced. */
const aborted = -3

/** Brings a page that died, hung or failed to load back at once; after three times in a minute shows the static page. */
export function recoverFromCrashes(window: BrowserWindow, { role, clock, log }: CrashRecoveryDeps) {
  const contents = window.webContents
  const crashes = createCrashCount({ limit: 3, windowMs: 60_000 })
  let givenUp = false

  function show(url: string) {
    if (window.isDestroyed()) return
    contents.loadURL(url).catch((error: unknown) => log.warn('A page did not load', { role, url, error }))
  }

  function recover(why: string, facts: Record<string, unknown>) {
    log.error(why, { role, ...facts })
    if (givenUp) return void clock.after(staticRetryMs, () => show(crashUrl()))
    givenUp = crashes.add(clock.monotonicMs())
    show(givenUp ? crashUrl() : pageUrl(role))
  }

  contents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (!window.isDestroyed()) recover('A page crashed', { reason, exitCode })
  })
  contents.on('did-fail-load', (_event, code, description, url, isMainFrame) => {
    if (isMainFrame && code !== aborted) recover('A page could not be loaded', { code, description, url })
  })
  contents.on('unresponsive', () => endHungPage(contents, role, log))
  contents.on('before-input-event', (event, input) => {
    if (!givenUp || role !== 'console' || input.type !== 'keyDown' || !isReloadKey(input)) return
    event.preventDefault()
    show(pageUrl(role))
  })
  contents.on('did-navigate', (_event, url) => {
    if (!givenUp || !url.startsWith(pageUrl(role))) return
    givenUp = false
    crashes.reset()
  })
}

/** A hung page cannot be reloaded; its process is ended, and the crash brings it back. */
export function endHungPage(contents: WebContents, role: WindowRole, log: Log) {
  if (contents.isDestroyed() || contents.isDevToolsOpened()) return // paused by a developer
  log.error('A page hung', { role })
  contents.forcefullyCrashRenderer()
}

function isReloadKey({ key, control }: { key: string; control: boolean }) {
  return key === 'F5' || (control && key.toLowerCase() === 'r')
}
