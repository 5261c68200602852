import type { BrowserWindow } from 'electron'
import type { Log } from '../lib/log'
import type { DisplayFacts } from './displays'
import { lockKiosk } from './kiosk-lock'
import type { MakeWindow } from './windows'

export interface KioskWindowDeps {
  make: MakeWindow
  place: DisplayFacts
  /** The kiosk shares its display with the console, whose dialogs must then stay reachable. */
  overConsole: boolean
  /** False when its display went before its page was ready. */
  mayShow(): boolean
  mayClose(): boolean
  log: Log
}

export function openKioskWindow({ make, place, overConsole, mayShow, mayClose, log }: KioskWindowDeps) {
  const window = make('kiosk', {
    ...place.bounds,
    frame: false,
    minimizable: false,
    skipTaskbar: true,
  })
  lockKiosk(window, { mayClose, log })
  if (!overConsole) window.setAlwaysOnTop(true, 'screen-saver') // above notifications of the system
  window.once('ready-to-show', () => {
    if (mayShow()) showKioskWindow(window)
  })
  return window
}

/** In kiosk mode only from here on: made so, a window would be seen before its page is. */
export function showKioskWindow(window: BrowserWindow): void {
  window.show()
  window.setKiosk(true)
}
