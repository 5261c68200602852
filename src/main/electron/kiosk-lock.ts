import type { BrowserWindow } from 'electron'
import type { Log } from '../lib/log'
import { isKeyAllowedOnKiosk } from './kiosk-keys'

export interface KioskLockDeps {
  /** True while the app itself closes the window; anything else that closes it is refused. */
  mayClose(): boolean
  log: Log
}

/** Keeps guests inside. Full screen is no lock: what the operating system offers against the rest is in docs/kiosk-windows.md. */
export function lockKiosk(window: BrowserWindow, { mayClose, log }: KioskLockDeps) {
  window.on('close', (event) => {
    if (mayClose()) return
    event.preventDefault()
    log.info('Closing the kiosk was refused: it is left by PIN or from the console')
  })
  window.on('minimize', () => window.restore())
  window.on('leave-full-screen', () => {
    if (!window.isDestroyed() && !mayClose()) window.setKiosk(true)
  })
  window.webContents.on('before-input-event', (event, input) => {
    if (!isKeyAllowedOnKiosk(input)) event.preventDefault()
  })
  window.webContents.on('context-menu', (event) => event.preventDefault())
  window.webContents.on('zoom-changed', () => window.webContents.setZoomFactor(1))
}
