import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { ElectronApplication } from '@playwright/test'
import { electronRuntime, expect, root, test, type Folders } from '../fixtures'
import { journaledJobs } from '../journal-file'
import { command, snapshot } from './pages'

test('a second start on the same data folder shows the first and ends', async ({ openApp, folders }) => {
  const { app } = await openApp(folders)
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide())
  const second = spawn(electronRuntime().execPath, ['--no-sandbox', root, ...flagsOf(folders)], { stdio: 'ignore' })
  const [code] = (await once(second, 'exit')) as [number | null]
  expect(code).toBe(0)
  await expect.poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())).toBe(true)
})

test('two data folders are two apps', async ({ openApp, folders }) => {
  const first = await openApp(folders)
  const second = await openApp({ ...folders, dataDir: `${folders.dataDir}-2` })
  expect(second.page.url()).toBe('app://photocall/console')
  expect(first.app.process().exitCode).toBeNull()
})

test('SIGTERM ends it in order and asks nobody: a countdown fails by name', async ({ openApp, folders }) => {
  const { app } = await openApp(folders)
  await pressWithLongCountdown(app)
  const ended = once(app.process(), 'exit')
  app.process().kill('SIGTERM')
  expect(await ended).toEqual([0, null])
  expect(journaledJobs(folders.dataDir)).toMatchObject([{ state: 'failed', error: { code: 'interrupted_countdown' } }])
})

test('sleep ends a countdown by name; after it the camera is opened anew, and the next press is taken', async ({
  openApp,
  folders,
}) => {
  const { app, page } = await openApp(folders)
  await expect(page.getByText('Camera ready')).toBeVisible()
  await pressWithLongCountdown(app)
  await app.evaluate(({ powerMonitor }) => void setTimeout(() => powerMonitor.emit('suspend')))
  const failed = () => command<{ jobs: object[] }>(app, 'console', 'jobs.list', { states: ['failed'] })
  await expect.poll(async () => (await failed()).jobs).toMatchObject([{ error: { code: 'suspended' } }])
  await app.evaluate(({ powerMonitor }) => void setTimeout(() => powerMonitor.emit('resume')))
  await pressWithLongCountdown(app)
  const { state } = await snapshot<{ state: { camera: { reopenings: number } } }>(app, 'console')
  expect(state.camera.reopenings).toBe(1)
})

test('closing with work in flight asks, and stays when told to', async ({ openApp, folders }) => {
  const { app } = await openApp(folders)
  await answerDialogs(app, 'Stay')
  await pressWithLongCountdown(app)
  await closeConsole(app)
  await expect.poll(() => askedSoFar(app)).toEqual(['One picture is not finished yet.'])
  expect(app.windows()).toHaveLength(1)
})

test('closing with work in flight stops when told to', async ({ openApp, folders }) => {
  const { app } = await openApp(folders)
  await answerDialogs(app, 'Stop now')
  await pressWithLongCountdown(app)
  const ended = once(app.process(), 'exit')
  await closeConsole(app)
  expect(await ended).toEqual([0, null])
})

test('closing without work asks nothing, and the window is where it was at the next start', async ({
  openApp,
  folders,
}) => {
  const { app } = await openApp(folders)
  // a window that is moved before it is on the screen comes up where it was
  await expect.poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())).toBe(true)
  const place = { x: 100, y: 50, width: 1300, height: 760 }
  await app.evaluate(({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]?.setBounds(bounds), place)
  await expect.poll(() => consoleBounds(app)).toEqual(place)
  const ended = once(app.process(), 'exit')
  await closeConsole(app)
  expect(await ended).toEqual([0, null])
  const again = await openApp(folders)
  await expect.poll(() => consoleBounds(again.app)).toEqual(place)
})

test('speaks the system’s language until another one is set', async ({ openApp, folders }) => {
  const { page } = await openApp({ ...folders, environment: { LANGUAGE: 'es_ES', LC_ALL: 'es_ES.UTF-8' } })
  await expect(page.getByRole('navigation').getByRole('button', { name: 'Galería' })).toBeVisible()
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('es')
})

function consoleBounds(app: ElectronApplication) {
  return app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())
}

function flagsOf({ dataDir, shareDir }: Folders) {
  return ['--demo', '--data', dataDir, '--share', shareDir, '--port', '0']
}

/** Once the camera is there. */
function pressWithLongCountdown(app: ElectronApplication) {
  const press = () => command<{ jobId: string }>(app, 'console', 'capture.press', { countdownSec: 30 })
  return expect
    .poll(() => press().catch(() => ({ jobId: '' })))
    .toMatchObject({ jobId: expect.stringMatching(/.{36}/) })
}

/** The process may end before it answers. */
function closeConsole(app: ElectronApplication) {
  return app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close()).catch(() => undefined)
}

/** Presses a button of every message box in place of a person, and notes what was asked. */
function answerDialogs(app: ElectronApplication, button: string) {
  return app.evaluate(({ dialog }, wanted) => {
    const asked: string[] = []
    Reflect.set(globalThis, 'asked', asked)
    const answer = (_window: unknown, box: { message: string; buttons?: string[] }) => {
      asked.push(box.message)
      return Promise.resolve({ response: box.buttons?.indexOf(wanted) ?? -1, checkboxChecked: false })
    }
    Reflect.set(dialog, 'showMessageBox', answer)
  }, button)
}

function askedSoFar(app: ElectronApplication) {
  return app.evaluate(() => Reflect.get(globalThis, 'asked') as string[])
}
