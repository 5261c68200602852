import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CDPSession, ElectronApplication, Locator, Page } from '@playwright/test'
import { expect, realPhotograph, test } from '../fixtures'
import { atRest, patientKiosk } from '../screens'
import { createFinger, kioskFacts, openKiosk, press } from './kiosk-window'
import { command } from './pages'

const middle = { x: 960, y: 540 }
const address = 'app://photocall/kiosk'

test('the kiosk is zoomed neither by the wheel nor by fingers nor by keys', async ({ openApp, folders }) => {
  const { app } = await openApp({ ...folders, flags: ['--touch-events=enabled'] })
  const kiosk = await openKiosk(app)
  const { session } = await createFinger(kiosk)
  const sizes = () => kiosk.evaluate(() => [visualViewport?.scale, devicePixelRatio, innerWidth, visualViewport?.width])
  const before = await sizes()
  for (const deltaY of [-240, 240, -120])
    await mouse(session, { type: 'mouseWheel', ...middle, deltaX: 0, deltaY, modifiers: ctrl })
  await spread(session)
  for (const keys of ['Control+=', 'Control+Plus', 'Control+numadd', 'Control+-', 'Control+0']) await press(app, keys)
  await settled(kiosk)
  expect(await sizes()).toEqual(before)
  expect(await zoomFactor(app)).toBe(1)
})

test('the kiosk stays on its page, opens nothing and prints nothing', async ({ openApp, folders }) => {
  const { app } = await openApp(folders)
  const kiosk = await openKiosk(app)
  const opened = await kiosk.evaluate(() => {
    window.print()
    return [window.open('https://example.com/'), window.open('/console')]
  })
  expect(opened).toEqual([null, null])
  for (const target of ['https://example.com/', '/console', 'file:///etc/passwd', 'about:blank']) {
    await kiosk.evaluate((url) => (location.href = url), target)
  }
  const left = /A page tried to leave.*app:\/\/photocall\/console/
  await expect.poll(() => readFileSync(join(folders.dataDir, 'logs/photocall.log'), 'utf8')).toMatch(left)
  await app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()
      .find((window) => window.isKiosk())
      ?.webContents.openDevTools()
  })
  expect(await app.evaluate(({ webContents }) => webContents.getAllWebContents().length)).toBe(2)
  expect(kiosk.url()).toBe(address)
  expect(await kioskFacts(app)).toMatchObject({ kiosk: true })
})

test('files dropped on the kiosk go nowhere, and nothing can be dragged out', async ({ openApp, folders }) => {
  const { app } = await openApp(folders)
  const kiosk = await openKiosk(app)
  const session = await kiosk.context().newCDPSession(kiosk)
  const drops = await eventsOf(kiosk, ['dragover', 'drop'])
  const data = { items: [], files: [realPhotograph], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, ...middle, data })
  }
  expect(await drops()).toEqual([])

  let dragged = 0
  session.on('Input.dragIntercepted', () => dragged++)
  await session.send('Input.setInterceptDrags', { enabled: true })
  await kiosk.evaluate(() => {
    const link = document.createElement('a')
    link.href = '/media/covers/comic'
    link.textContent = 'a picture'
    link.setAttribute('style', '')
    Object.assign(link.style, { position: 'fixed', inset: '0', zIndex: '9', fontSize: '200px' })
    document.body.append(link)
  })
  await drag(session, { x: 200, y: 120 }, { x: 900, y: 600 })
  await settled(kiosk)
  expect(dragged).toBe(0)
  expect(await kiosk.evaluate(() => getSelection()?.toString())).toBe('')
  expect(kiosk.url()).toBe(address)
})

test('the kiosk has no menu, and only the main button presses', async ({ openApp, folders }) => {
  const { app } = await openApp(folders)
  const kiosk = await openKiosk(app)
  const session = await kiosk.context().newCDPSession(kiosk)
  await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows().find((window) => window.isKiosk())?.webContents
    contents?.on('context-menu', () => Reflect.set(globalThis, 'menuShown', true))
  })
  const seen = await eventsOf(kiosk, ['contextmenu', 'mousedown', 'mouseup', 'auxclick'])
  for (const button of ['right', 'middle', 'back', 'forward'] as const) {
    for (const type of ['mousePressed', 'mouseReleased'] as const) {
      await mouse(session, { type, ...middle, button, clickCount: 1 })
    }
  }
  expect(await seen()).toEqual([])
  expect(await app.evaluate(() => Reflect.get(globalThis, 'menuShown') as unknown)).toBeUndefined()
  await expect(kiosk.getByRole('button', { name: 'Touch to begin' })).toBeVisible()
})

test('the PIN is typed with a finger, in Spanish, locks after five wrong ones, and the console unlocks it', async ({
  openApp,
  folders,
}) => {
  const { app } = await openApp(folders)
  const kiosk = await openKiosk(app)
  await command(app, 'console', 'settings.change', { language: 'es', kiosk: patientKiosk })
  await expect(kiosk.getByRole('button', { name: 'Toca para empezar' })).toBeVisible()
  const finger = await createFinger(kiosk)
  const tap = async (target: Locator) => {
    const box = (await target.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
    expect(Math.min(box.width, box.height), String(target)).toBeGreaterThanOrEqual(44)
    await finger.tap(box.x + box.width / 2, box.y + box.height / 2)
  }
  const key = (name: string) => kiosk.getByRole('button', { name, exact: true })
  const typed = (count: number) => expect(kiosk.getByRole('status', { name: `${count} cifras` })).toBeVisible()
  const enter = async (pin: string) => {
    await typed(0) // the PIN before is wiped once it has been answered
    for (const digit of pin) await tap(key(digit))
    await typed(pin.length)
    await tap(key('Salir'))
  }

  await finger.down(1900, 20)
  await expect(kiosk.getByRole('dialog')).toBeVisible()
  await finger.up()
  await atRest(kiosk)
  for (const wrong of ['1111', '2222', '3333']) {
    await expect(command(app, 'kiosk', 'kiosk.leave', { pin: wrong })).rejects.toThrow('pin_wrong')
  }
  await enter('4444')
  await expect(kiosk.getByText('PIN incorrecto')).toBeVisible()
  await enter('5555')
  await enter('4711')
  await expect(kiosk.getByText(/Demasiados intentos/)).toBeVisible()
  await command(app, 'console', 'kiosk.resetPinLock')
  await enter('4711')
  await expect.poll(() => kioskFacts(app)).toBeNull()
})

const ctrl = 2

type MouseButton = 'left' | 'middle' | 'right' | 'back' | 'forward'
interface MouseInput {
  type: 'mousePressed' | 'mouseReleased' | 'mouseMoved' | 'mouseWheel'
  x: number
  y: number
  button?: MouseButton
  buttons?: number
  clickCount?: number
  deltaX?: number
  deltaY?: number
  modifiers?: number
}

function mouse(session: CDPSession, event: MouseInput) {
  return session.send('Input.dispatchMouseEvent', event)
}

async function drag(session: CDPSession, from: { x: number; y: number }, to: { x: number; y: number }) {
  await mouse(session, { type: 'mousePressed', ...from, button: 'left', clickCount: 1 })
  for (let step = 1; step <= 8; step++) {
    const at = { x: from.x + ((to.x - from.x) * step) / 8, y: from.y + ((to.y - from.y) * step) / 8 }
    await mouse(session, { type: 'mouseMoved', ...at, button: 'left', buttons: 1 })
  }
  await mouse(session, { type: 'mouseReleased', ...to, button: 'left', clickCount: 1 })
}

/** Two fingers that part, as raw touches. */
async function spread(session: CDPSession) {
  const points = (gap: number) => [
    { x: middle.x - gap, y: middle.y, id: 0 },
    { x: middle.x + gap, y: middle.y, id: 1 },
  ]
  await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: points(40) })
  for (let gap = 60; gap <= 400; gap += 40) {
    await session.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: points(gap) })
  }
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
}

/** Collects events that the page let through to the browser; the returned function names them. */
async function eventsOf(page: Page, names: string[]) {
  await page.evaluate((watched) => {
    const letThrough: string[] = []
    Reflect.set(window, 'letThrough', letThrough)
    for (const name of watched) {
      addEventListener(name, (event) => {
        const isPress = event instanceof MouseEvent && event.button === 0 && name.startsWith('mouse')
        if (!event.defaultPrevented && !isPress) letThrough.push(name)
      })
    }
  }, names)
  return () => page.evaluate(() => Reflect.get(window, 'letThrough') as string[])
}

/** Two frames later what was sent before has had its effect. */
function settled(page: Page) {
  return page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
}

function zoomFactor(app: ElectronApplication) {
  return app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()
      .find((window) => window.isKiosk())
      ?.webContents.getZoomFactor(),
  )
}
