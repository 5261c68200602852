import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { app, dialog, powerSaveBlocker } from 'electron'
import { errorFactsOf } from '../../contract/errors'
import type { Language } from '../../contract/settings'
import { systemClock } from '../lib/clock'
import type { Log } from '../lib/log'
import type { Platform } from '../platform'
import type { Hub } from '../state'
import { listenToSystem } from './app-events'
import { registerAppScheme, type ServeWindow } from './app-protocol'
import { createClosing } from './closing'
import { endHungPage } from './crash-recovery'
import { createDesktop } from './desktop'
import { createDialogs } from './dialogs'
import { hardenContents } from './hardening'
import { createStartImageChild } from './image-child'
import { connectWindows } from './ipc'
import { setMenu } from './menu'
import { createProtect } from './safe-storage'
import { setSwitches } from './switches'
import { createWindows, prepareSession, type Windows, type WindowsDeps } from './windows'

/** The core as the desktop app needs it. */
export interface DesktopCore {
  hub: Pick<Hub, 'connect'>
  /** Answers a request of a window. */
  fetch: ServeWindow
  language(): Language
  /** Jobs that are not yet finished. */
  workInFlight(): number
  /** Refuses presses; resolves when no job is left. */
  finishWork(): Promise<void>
  close(): Promise<void>
}

export interface DesktopAppOptions {
  dataDir: string
  logsDir: string
  /** Of the build: `out`, which holds `preload` and `renderer`. */
  outDir: string
  stylesDir: string
  /** Address of the development server; null in a build. */
  devServer: string | null
  feature(name: string): Log
  closeLog(): Promise<void>
  createCore(platform: Platform): Promise<DesktopCore>
}

/** Before the app is ready: one instance a data folder, scheme and switches. False when another instance has it. */
export function prepareDesktopApp(dataDir: string) {
  registerAppScheme()
  setSwitches(app.commandLine)
  app.setAppUserModelId('photocall-console') // groups the windows on the task bar of Windows
  const profileDir = join(dataDir, 'desktop')
  mkdirSync(profileDir, { recursive: true })
  app.setPath('userData', profileDir)
  return app.requestSingleInstanceLock()
}

/** The life of the app: windows at once, the core beside them, closing in order. */
export async function runDesktopApp(options: DesktopAppOptions) {
  await app.whenReady()
  const log = options.feature('desktop')
  log.info('Started', { version: app.getVersion(), electron: process.versions.electron, dataDir: options.dataDir })
  let core: DesktopCore | null = null
  let starting: Promise<DesktopCore> | null = null
  let disconnectPages = (_contents: Electron.WebContents) => {}

  const language = () => core?.language() ?? systemLanguage()
  const dialogs = createDialogs({ language, parent: () => windows.console() })
  const closing = createClosing({
    workInFlight: () => core?.workInFlight() ?? 0,
    ask: dialogs.askBeforeClosing,
    finishWork: async () => core?.finishWork(),
    async closeCore() {
      const started = await starting?.catch(() => null)
      await started?.close()
      await options.closeLog()
    },
    exit: (code) => app.exit(code),
    log,
  })
  const windows = createWindows({
    ...pagesOf(options, language, async () => starting ?? Promise.reject(new Error('The core is not there yet.'))),
    mayCloseConsole: () => closing.isOver() || (void closing.request(), false),
    onPageGone: (contents) => disconnectPages(contents),
    clock: systemClock,
    log,
  })

  async function startCore() {
    core = await options.createCore(platformOf(options, windows, dialogs))
    const { hub } = core
    const ipc = connectWindows({
      hub,
      roleOf: windows.roleOf,
      onStalled,
      clock: systemClock,
      log: options.feature('ipc'),
    })
    disconnectPages = ipc.forget
    return core
  }

  function onStalled(contents: Electron.WebContents) {
    const role = windows.roleOf(contents)
    if (role !== null) endHungPage(contents, role, log)
  }

  hardenContents(app, windows.roleOf, log)
  listenToSystem({ windows, closing, log })
  setMenu(process.platform)
  powerSaveBlocker.start('prevent-display-sleep')
  starting = startCore()
  windows.showConsole()
  await starting.catch((error: unknown) => giveUp(error, options, log))
}

function pagesOf(options: DesktopAppOptions, language: () => Language, core: () => Promise<DesktopCore>) {
  const { dataDir, logsDir, outDir, devServer } = options
  const pages: Pick<WindowsDeps, 'preloadPath' | 'boundsPath' | 'serve' | 'crashPage' | 'devServer'> = {
    preloadPath: join(outDir, 'preload', 'index.js'),
    boundsPath: join(dataDir, 'desktop', 'console-window.json'),
    serve: async (request, role) => (await core()).fetch(request, role),
    crashPage: (role) => ({ role, language: language(), logsDir }),
    devServer,
  }
  for (const role of ['console', 'kiosk'] as const) prepareSession(role, { ...pages, log: options.feature('pages') })
  return pages
}

function platformOf(options: DesktopAppOptions, windows: Windows, dialogs: ReturnType<typeof createDialogs>): Platform {
  return {
    runtime: `Electron ${process.versions.electron}`,
    startImageChild: createStartImageChild(options.feature('image child')),
    imageChildPath: join(options.outDir, 'main', 'image-child.js'),
    stylesDir: options.stylesDir,
    rendererDir: join(options.outDir, 'renderer'),
    picturesDir: join(app.getPath('pictures'), 'Photocall'),
    protect: createProtect(),
    desktop: createDesktop(windows, dialogs),
  }
}

/** Before the settings are read. */
function systemLanguage(): Language {
  return app.getLocale().startsWith('es') ? 'es' : 'en'
}

/** Without a core there is nothing to show: says why, and ends. */
async function giveUp(error: unknown, options: DesktopAppOptions, log: Log) {
  log.error('The app could not start', { error })
  const { message, hint } = errorFactsOf(error)
  await options.closeLog()
  dialog.showErrorBox(app.name, `${message}\n\n${hint}`)
  app.exit(4)
}
