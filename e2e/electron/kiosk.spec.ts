import { once } from 'node:events'
import type { ElectronApplication } from '@playwright/test'
import { expect, test } from '../fixtures'
import { kioskFacts, openKiosk, press } from './kiosk-window'
import { command, glimpse } from './pages'

const blocked = ['Control+R', 'F5', 'F11', 'F12', 'Control+W', 'Alt+F4', 'Control+Shift+I', 'Control+=', 'Control+-']
const left = ['Alt+Left', 'Alt+Home', 'Control+P', 'Control+O', 'Control+N', 'Control+Q', 'Meta+Q']

test.describe('the kiosk', () => {
  test('fills the display and takes no key that leads out of it', async ({ openApp, folders }) => {
    const { app } = await openApp(folders)
    const kiosk = await openKiosk(app)
    await kiosk.evaluate(() => {
      const keys: string[] = []
      Reflect.set(window, 'keysSeen', keys)
      window.addEventListener('keydown', (event) => keys.push(event.key), true)
    })
    for (const combination of ['a', ...blocked, ...left, 'PageDown', 'Control+Shift+K', 'z'])
      await press(app, combination)
    await expect.poll(() => kiosk.evaluate(() => Reflect.get(window, 'keysSeen') as string[])).toContain('z')
    expect(await kiosk.evaluate(() => Reflect.get(window, 'keysSeen') as unknown)).toEqual(['a', 'PageDown', 'K', 'z'])
    await expect.poll(() => kioskFacts(app)).toEqual({ kiosk: true, width: 1920, height: 1080 })
  })

  test('is closed neither by the system nor by its page, only by the PIN', async ({ openApp, folders }) => {
    const { app } = await openApp(folders)
    await openKiosk(app)
    await app.evaluate(({ BrowserWindow }) => {
      const kiosk = BrowserWindow.getAllWindows().find((window) => window.isKiosk())
      kiosk?.close()
      // What comes next is the page's own doing. The old page answers until its window has gone, so that is waited for.
      const asked = new Promise<void>((resolve) => {
        kiosk?.once('close', () => resolve())
        kiosk?.once('closed', () => resolve())
      })
      Reflect.set(globalThis, 'pageAskedToClose', asked)
    })
    await glimpse(app, 'kiosk', 'void window.close()', null) // the page may go before it answers
    await app.evaluate(() => Reflect.get(globalThis, 'pageAskedToClose') as Promise<void>)
    await expect.poll(() => glimpse(app, 'kiosk', 'location.pathname', '')).toBe('/kiosk')
    await expect(command(app, 'kiosk', 'kiosk.leave', { pin: '1111' })).rejects.toThrow('pin_wrong')
    expect(await kioskFacts(app)).not.toBeNull()
    // its window may go before the answer
    await command(app, 'kiosk', 'kiosk.leave', { pin: '4711' }, 10_000).catch(() => undefined)
    await expect.poll(() => kioskFacts(app)).toBeNull()
  })

  test('does not open over the only display while no PIN leads back', async ({ openApp, folders }) => {
    const { app } = await openApp(folders)
    await expect(command(app, 'console', 'kiosk.open')).rejects.toThrow('pin_unset')
    expect(await kioskFacts(app)).toBeNull()
  })

  test('may not ask for what is the operator’s', async ({ openApp, folders }) => {
    const { app } = await openApp(folders)
    await openKiosk(app)
    for (const name of ['kiosk.close', 'app.openLogs', 'settings.change', 'jobs.list']) {
      await expect(command(app, 'kiosk', name)).rejects.toThrow('not_allowed')
    }
  })

  test('does not fall onto the console when its display is unplugged, and is back with it', async ({
    openApp,
    folders,
  }) => {
    const { app } = await openApp(folders)
    await pretendDisplays(app, ['Laptop', 'Touch'])
    await openKiosk(app)
    await pretendDisplays(app, ['Laptop'])
    await expect.poll(() => kioskVisible(app)).toBe(false)
    const page = await app.firstWindow()
    await expect(page.getByRole('button', { name: 'Guest screen without display' })).toBeVisible()
    await pretendDisplays(app, ['Laptop', 'Touch'])
    await expect.poll(() => kioskVisible(app)).toBe(true)
    await expect.poll(() => glimpse(app, 'kiosk', 'location.pathname', '')).toBe('/kiosk')
  })

  test('opens by itself at a start that asks for it, once a PIN leads back', async ({ openApp, folders }) => {
    const atLogin = { ...folders, flags: ['--kiosk'] }
    const without = await openApp(atLogin)
    await without.page.getByRole('button', { name: '1 notice' }).click()
    await expect(without.page.getByText('No PIN is set', { exact: true })).toBeVisible()
    expect(await kioskFacts(without.app)).toBeNull()
    await command(without.app, 'console', 'settings.setPin', { pin: '4711' })
    const ended = once(without.app.process(), 'exit')
    without.app.process().kill('SIGTERM')
    await ended
    const { app } = await openApp(atLogin)
    await expect.poll(() => kioskFacts(app)).toMatchObject({ kiosk: true })
    await expect.poll(() => glimpse(app, 'kiosk', 'location.pathname', '')).toBe('/kiosk')
  })

  test('is closed from the console', async ({ openApp, folders }) => {
    const { app } = await openApp(folders)
    await openKiosk(app)
    await command(app, 'console', 'kiosk.close')
    await expect.poll(() => kioskFacts(app)).toBeNull()
  })
})

/** The console's windows count as being on the first of them. */
function pretendDisplays(app: ElectronApplication, labels: string[]) {
  return app.evaluate(async ({ screen }, names) => {
    // the inspector breaks in anywhere, also between two lines of the app's; displays change in a turn of their own
    await new Promise((turn) => setTimeout(turn))
    const real = screen.getPrimaryDisplay()
    const displays = names.map((label, index) => ({ ...real, label, id: index + 1 }))
    screen.getAllDisplays = () => displays
    screen.getDisplayMatching = () => displays[0] ?? real
    screen.emit('display-added', {}, real)
  }, labels)
}

function kioskVisible(app: ElectronApplication) {
  return app.evaluate(({ BrowserWindow, session }) => {
    const own = session.fromPartition('persist:kiosk')
    return BrowserWindow.getAllWindows().some((window) => window.webContents.session === own && window.isVisible())
  })
}
