import { expect, test } from '../fixtures'
import { glimpse, inPage, onContents, snapshot } from './pages'

interface Snapshot {
  clientId: string
  role: string
  state: unknown
}

test('a page that crashes is back in the same state, and the app goes on', async ({ openApp, folders }) => {
  const { app } = await openApp(folders)
  const before = await snapshot<Snapshot>(app, 'console')
  const startedAtMs = Date.now()
  await onContents(app, 'console', 'forcefullyCrashRenderer')
  await expect.poll(() => glimpse(app, 'console', 'document.body.innerText.length > 0', false)).toBe(true)
  test.info().annotations.push({ type: 'back after', description: `${Date.now() - startedAtMs} ms` })
  const after = await snapshot<Snapshot>(app, 'console')
  expect(after.role).toBe('console')
  expect(after.clientId).not.toBe(before.clientId)
  expect(app.process().exitCode).toBeNull()
})

test('a page that hangs is ended and comes back', async ({ openApp, folders }) => {
  const { app } = await openApp(folders)
  await inPage(app, 'console', 'window.beforeHanging = true')
  await app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    void window?.webContents.executeJavaScript('for (;;) {}').catch(() => undefined)
    // Chromium tells this some seconds after the first input that a hung page does not take.
    setTimeout(() => window?.webContents.emit('unresponsive'))
  })
  await expect
    .poll(() => glimpse(app, 'console', 'window.beforeHanging === undefined && location.href', ''))
    .toBe('app://photocall/console')
})

test('three crashes in a minute show the page with the way out', async ({ openApp, folders }) => {
  const { app } = await openApp(folders)
  const address = () => glimpse(app, 'console', 'location.pathname', '')
  // for the app this all happens within one moment, however slow the machine is
  await app.evaluate(() => {
    const nowMs = performance.now()
    performance.now = () => nowMs
  })
  for (const expected of ['/console', '/console', '/crashed']) {
    await inPage(app, 'console', 'window.doomed = true')
    await onContents(app, 'console', 'forcefullyCrashRenderer')
    await expect.poll(() => glimpse(app, 'console', '!window.doomed', false)).toBe(true)
    await expect.poll(address).toBe(expected)
  }
  expect(await inPage(app, 'console', 'document.scripts.length')).toBe(0)
  await inPage(app, 'console', 'document.querySelector("a").click()')
  await expect.poll(address).toBe('/console')
})

test('the windows outlive a graphics process that keeps dying', async ({ openApp, folders }) => {
  const { app, page } = await openApp(folders)
  const graphics = () =>
    app.evaluate(({ app: main }) => main.getAppMetrics().find(({ type }) => type === 'GPU')?.pid ?? null)
  const killed: number[] = []
  for (let death = 0; death < 6; death += 1) {
    let pid: number | null = null
    await expect.poll(async () => [null, ...killed].includes((pid = await graphics()))).toBe(false)
    killed.push(end(pid))
  }
  expect(new Set(killed).size).toBe(6)
  expect(await page.evaluate(() => 1 + 1)).toBe(2)
})

/** As a crash does; one that has just died by itself is dead as well. */
function end(pid: number | null): number {
  if (pid === null) throw new Error('There is no such process.')
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
  return pid
}
