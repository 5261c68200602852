import { expect, test } from '../fixtures'
import { inPage, onContents, snapshot } from './pages'

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
  await expect.poll(() => inPage(app, 'console', 'document.body.innerText.length > 0').catch(() => false)).toBe(true)
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
    window?.webContents.emit('unresponsive')
  })
  await expect
    .poll(() => inPage(app, 'console', 'window.beforeHanging === undefined && location.href').catch(() => ''))
    .toBe('app://photocall/console')
})

test('three crashes in a minute show the page with the way out', async ({ openApp, folders }) => {
  const { app } = await openApp(folders)
  const address = () => inPage<string>(app, 'console', 'location.pathname').catch(() => '')
  for (const expected of ['/console', '/console', '/crashed']) {
    await inPage(app, 'console', 'window.doomed = true')
    await onContents(app, 'console', 'forcefullyCrashRenderer')
    await expect.poll(() => inPage(app, 'console', '!window.doomed').catch(() => false)).toBe(true)
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
    await expect.poll(async () => [null, ...killed].includes(await graphics())).toBe(false)
    const pid = await graphics()
    if (pid === null) continue
    killed.push(pid)
    process.kill(pid, 'SIGKILL')
  }
  expect(killed).toHaveLength(6)
  expect(await page.evaluate(() => 1 + 1)).toBe(2)
})
