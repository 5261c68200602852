import type { Log } from '../lib/log'
import type { DisplayFacts } from './displays'
import { lockKiosk } from './kiosk-lock'
import type { MakeWindow } from './windows'

export interface KioskWindowDeps {
  make: MakeWindow
  place: DisplayFacts | null
  /** The kiosk shares the only display with the console, whose dialogs must then stay reachable. */
  alone: boolean
  mayClose(): boolean
  log: Log
}

export function openKioskWindow({ make, place, alone, mayClose, log }: KioskWindowDeps) {
  const window = make('kiosk', {
    ...(place?.bounds ?? {}),
    frame: false,
    kiosk: true,
    fullscreen: true,
    minimizable: false,
    skipTaskbar: true,
  })
  lockKiosk(window, { mayClose, log })
  if (!alone) window.setAlwaysOnTop(true, 'screen-saver') // above notifications of the system
  window.once('ready-to-show', () => {
    window.show()
    window.setKiosk(true)
  })
  return window
}
