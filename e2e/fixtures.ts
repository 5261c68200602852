import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test as base, _electron, type ElectronApplication, type Page } from '@playwright/test'
import { z } from 'zod'

export const root = resolve(__dirname, '..')
export const cliFile = join(root, 'out/main/cli.js')
export const realPhotograph = join(root, 'e2e/pictures/astronaut.jpg')

/** The longest that a program may take to come up, milliseconds. */
export const startLimitMs = 240_000

export interface Folders {
  dataDir: string
  shareDir: string
}

/** The desktop app with its console window; `output` is all that it has printed so far. */
export interface RunningApp {
  app: ElectronApplication
  process: ReturnType<ElectronApplication['process']>
  page: Page
  output(): string
}

/** A headless server; `pairUrl` admits one browser as a console. */
export interface RunningServer {
  pairUrl: string
  output(): string
  stop(): Promise<number | null>
}

export interface AppOptions extends Folders {
  /** The browser's own camera (in tests Chromium's fake one) in place of the made picture. */
  webcam?: boolean
  flags?: readonly string[]
  /** Variables of this start, over the test's own. */
  environment?: Record<string, string>
  /** Another Electron than the project's, e.g. a packaged app; then no app folder is passed. */
  packagedAs?: string
}

interface Fixtures {
  /** Empty folders of this test's own, removed after it. */
  folders: Folders
  /** Starts the built app with a made camera on a free port; closed after the test. */
  openApp: (options: AppOptions) => Promise<RunningApp>
  /** Starts `photocall serve` with a made camera on a free port; stopped after the test. */
  serve: (options: AppOptions) => Promise<RunningServer>
}

export const test = base.extend<Fixtures>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the names of fixtures from this pattern
  folders: async ({}, use) => {
    const dir = mkdtempSync(join(tmpdir(), 'photocall-e2e-'))
    const folders = { dataDir: join(dir, 'data'), shareDir: join(dir, 'share') }
    for (const folder of Object.values(folders)) mkdirSync(folder)
    await use(folders)
    await removeFolder(dir)
  },
  // eslint-disable-next-line no-empty-pattern
  openApp: async ({}, use, testInfo) => {
    const running: RunningApp[] = []
    await use(async (options) => {
      const opened = await launch(options)
      running.push(opened)
      return opened
    })
    for (const { process: child, output } of running) {
      await closeApp(child)
      if (testInfo.status !== testInfo.expectedStatus) await testInfo.attach('app output', { body: output() })
    }
  },
  // eslint-disable-next-line no-empty-pattern
  serve: async ({}, use, testInfo) => {
    const running: RunningServer[] = []
    await use(async (options) => {
      const started = await startServer(options)
      running.push(started)
      return started
    })
    for (const server of running) {
      await server.stop()
      if (testInfo.status !== testInfo.expectedStatus) await testInfo.attach('server output', { body: server.output() })
    }
  },
})

export { expect }

/** Chromium's helper processes may outlive the app for a moment, and still write into its folder. */
async function removeFolder(dir: string) {
  const remove = () =>
    rm(dir, { recursive: true, force: true }).then(
      () => 'removed',
      (error: unknown) => String(error),
    )
  await expect.poll(remove).toBe('removed')
}

const runtimeShape = z.object({ execPath: z.string(), version: z.string(), origin: z.string() })

/** The Electron that tests run on, found as `npm start` finds it. */
export function electronRuntime() {
  const json = execFileSync(process.execPath, [join(root, 'scripts/electron-runtime.mjs')], { encoding: 'utf8' })
  return runtimeShape.parse(JSON.parse(json))
}

function appFlags({ dataDir, shareDir, webcam = false, flags = [] }: AppOptions) {
  return [...(webcam ? [] : ['--demo']), '--data', dataDir, '--share', shareDir, '--port', '0', ...flags]
}

/**
 * Slow cores may take long to draw a picture: more than a booth waits for its camera. A test that gives settings, or an
 * environment that they follow at the first start, has its own.
 */
function giveCameraTime({ dataDir, environment }: AppOptions) {
  const path = join(dataDir, 'settings.json')
  if (environment || !existsSync(dataDir) || existsSync(path)) return
  writeFileSync(path, JSON.stringify({ version: 2, camera: { deliverySec: 30 } }))
}

async function launch(options: AppOptions): Promise<RunningApp> {
  giveCameraTime(options)
  const app = await _electron.launch({
    executablePath: options.packagedAs ?? electronRuntime().execPath,
    // Playwright adds --no-sandbox, which root needs; the app itself never asks for it.
    args: [...(options.packagedAs ? [] : [root]), ...appFlags(options)],
    env: {
      ...definedEnvironment(),
      LC_ALL: 'en_GB.UTF-8',
      LANG: 'en_GB.UTF-8',
      LANGUAGE: 'en_GB',
      ...options.environment,
    },
    timeout: startLimitMs,
  })
  // a page's own limits are the test's, as in a browser's context
  app.context().setDefaultTimeout(0)
  const child = app.process()
  const output = collectOutput(child)
  return { app, process: child, page: await app.firstWindow({ timeout: startLimitMs }), output }
}

async function closeApp(child: RunningApp['process']) {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const tooLong = setTimeout(() => child.kill('SIGKILL'), 15_000)
  await ended
  clearTimeout(tooLong)
}

async function startServer(options: AppOptions): Promise<RunningServer> {
  giveCameraTime(options)
  const child = spawn(process.execPath, [cliFile, 'serve', ...appFlags(options)], {
    env: { ...definedEnvironment(), LC_ALL: 'en_GB.UTF-8' },
  })
  const output = collectOutput(child)
  const ended = once(child, 'exit') as Promise<[number | null]>
  const pairUrl = await textIn(child, output, /http:\/\/127\.0\.0\.1:\d+\/pair\?code=[\w-]+/)
  const stop = async () => {
    child.kill('SIGTERM')
    return (await ended)[0]
  }
  return { pairUrl, output, stop }
}

type Printing = Pick<ReturnType<typeof spawn>, 'stdout' | 'stderr' | 'once' | 'off'>

export function collectOutput(child: Printing) {
  let printed = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  return () => printed
}

/** The first match in what a program prints; rejects with all it printed when it ends before. */
export function textIn(child: Printing, output: () => string, pattern: RegExp): Promise<string> {
  return new Promise((resolveText, reject) => {
    const look = () => {
      const found = pattern.exec(output())
      if (found) resolveText(found[0])
    }
    child.stdout?.on('data', look)
    child.stderr?.on('data', look)
    child.once('exit', (code) => reject(new Error(`It ended with ${code} before it printed ${pattern}:\n${output()}`)))
    look()
  })
}

/** This process's variables, without those that would change what is under test. */
export function definedEnvironment(): Record<string, string> {
  const unwanted = new Set(['ELECTRON_RUN_AS_NODE', 'NODE_OPTIONS', 'PHOTOCALL_DATA', 'PHOTOCALL_SHARE', 'API_HOST'])
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined || unwanted.has(name) ? [] : [[name, value]],
    ),
  )
}

/** What a person does with the address that the server prints; leaves the browser on the console. */
export async function pair(page: Page, pairUrl: string) {
  await page.goto(pairUrl)
  await page.getByRole('button', { name: 'Connect' }).click()
  await page.waitForURL('**/console')
}
