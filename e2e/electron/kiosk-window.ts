import type { CDPSession, ElectronApplication, Page } from '@playwright/test'
import { expect, startLimitMs } from '../fixtures'
import { command } from './pages'

/** Opened from the console, with a PIN to leave it by. */
export async function openKiosk(app: ElectronApplication, pin = '4711'): Promise<Page> {
  await command(app, 'console', 'settings.setPin', { pin })
  const opened = app.waitForEvent('window', { timeout: startLimitMs })
  await command(app, 'console', 'kiosk.open')
  const page = await opened
  await page.waitForLoadState('load')
  await expect
    .poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().some((w) => w.isKiosk())))
    .toBe(true)
  return page
}

/** As a keyboard does it: Playwright's own keys skip Electron's `before-input-event`. */
export function press(app: ElectronApplication, combination: string) {
  return app.evaluate(({ BrowserWindow }, keys) => {
    const modifiers = keys.slice(0, -1).map((key) => key.toLowerCase()) as ('shift' | 'control' | 'alt' | 'meta')[]
    const contents = BrowserWindow.getAllWindows().find((window) => window.isKiosk())?.webContents
    for (const type of ['keyDown', 'char', 'keyUp'] as const) {
      contents?.sendInputEvent({ type, keyCode: keys.at(-1) ?? '', modifiers })
    }
  }, combination.split('+'))
}

/** Null when there is no full-screen kiosk. */
export function kioskFacts(app: ElectronApplication) {
  return app.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows().find((candidate) => candidate.isKiosk())
    if (!window) return null
    const { width, height } = window.getBounds()
    return { kiosk: window.isKiosk(), width, height }
  })
}

/** A finger: taps and holds as a touch screen reports them. */
export async function createFinger(page: Page) {
  const session: CDPSession = await page.context().newCDPSession(page)
  const touch = (type: 'touchStart' | 'touchEnd', touchPoints: { x: number; y: number }[]) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints })
  return {
    session,
    async tap(x: number, y: number) {
      await touch('touchStart', [{ x, y }])
      await touch('touchEnd', [])
    },
    down: (x: number, y: number) => touch('touchStart', [{ x, y }]),
    up: () => touch('touchEnd', []),
  }
}
