import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { app, dialog, powerSaveBlocker } from 'electron'
import { errorFactsOf } from '../../contract/errors'
import { preferredLanguage } from '../../contract/language'
import type { Language } from '../../contract/settings'
import type { Core } from '../core'
import { systemClock } from '../lib/clock'
import type { Log } from '../lib/log'
import type { Desktop, Platform } from '../platform'
import { listenToSystem } from './app-events'
import { registerAppScheme } from './app-protocol'
import { createClosing } from './closing'
import { endHungPage } from './crash-recovery'
import { createDesktop } from './desktop'
import { createDialogs } from './dialogs'
import { closeForeignSessions, hardenContents } from './hardening'
import { createStartImageChild } from './image-child'
import { connectWindows } from './ipc'
import { createLoginStart } from './login-start'
import { createSafeStorage } from './safe-storage'
import { setMenu } from './menu'
import { setSwitches } from './switches'
import { createWindows, prepareSession, type WindowsDeps } from './windows'

export interface DesktopAppOptions {
  dataDir: string
  logsDir: string
  /** The flags that lead to this data folder; none for the usual one. */
  dataFlags: readonly string[]
  /** Of the build: `out`, which holds `preload` and `renderer`. */
  outDir: string
  stylesDir: string
  /** Address of the development server; null in a build. */
  devServer: string | null
  feature(name: string): Log
  closeLog(): Promise<void>
  createCore(platform: Platform): Promise<Core>
}

/** Before the app is ready: one instance a data folder, scheme and switches. False when another instance has it. */
export function prepareDesktopApp(dataDir: string) {
  registerAppScheme()
  closeForeignSessions(app)
  setSwitches(app.commandLine)
  app.setAppUserModelId('io.github.photocall-console') // groups the windows on the task bar of Windows
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
  let core: Core | null = null
  let starting: Promise<Core> | null = null
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
    clock: systemClock,
    log,
  })
  const windows = createWindows({
    ...pagesOf(options, language, async () => starting ?? Promise.reject(new Error('The core is not there yet.'))),
    isOver: closing.isOver,
    onConsoleClosing: () => void closing.request(),
    onPageGone: (contents) => disconnectPages(contents),
    clock: systemClock,
    log,
  })

  const kioskDisplay = () => core?.state().settings.kiosk.display ?? null
  const login = loginStartOf(options)
  const desktop = createDesktop({ windows, dialogs, kioskDisplay, login })

  async function startCore() {
    core = await options.createCore(platformOf(options, desktop))
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
  refreshLogin(login, log)
  powerSaveBlocker.start('prevent-display-sleep')
  starting = startCore()
  windows.showConsole()
  await starting.catch((error: unknown) => giveUp(error, options, log))
}

function pagesOf(options: DesktopAppOptions, language: () => Language, core: () => Promise<Core>) {
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

function platformOf(options: DesktopAppOptions, desktop: Desktop): Platform {
  return {
    runtime: `Electron ${process.versions.electron}`,
    startImageChild: createStartImageChild(options.feature('image child')),
    imageChildPath: join(options.outDir, 'main', 'image-child.js'),
    stylesDir: options.stylesDir,
    rendererDir: join(options.outDir, 'renderer'),
    picturesDir: join(app.getPath('pictures'), 'Photocall'),
    documentsDir: app.getPath('documents'),
    language: systemLanguage(),
    protect: createSafeStorage(),
    desktop,
  }
}

function loginStartOf({ dataFlags }: DesktopAppOptions) {
  const config = process.env['XDG_CONFIG_HOME'] ?? join(app.getPath('home'), '.config')
  // An AppImage runs from a place that is another one at every start.
  const program = process.env['APPIMAGE'] ?? process.execPath
  return createLoginStart({
    app,
    platform: process.platform,
    isPossible: app.isPackaged || process.env['PHOTOCALL_LOGIN_UNPACKAGED'] === '1',
    command: app.isPackaged ? [program] : [program, app.getAppPath()],
    dataFlags,
    configDir: config,
  })
}

function refreshLogin(login: ReturnType<typeof loginStartOf>, log: Log) {
  try {
    login.refresh()
  } catch (error) {
    log.warn('The start at login could not be refreshed', { error })
  }
}

/** Until one is set. */
function systemLanguage(): Language {
  return preferredLanguage(app.getPreferredSystemLanguages())
}

/** Without a core there is nothing to show: says why, and ends. */
async function giveUp(error: unknown, options: DesktopAppOptions, log: Log) {
  log.error('The app could not start', { error })
  const { message, hint } = errorFactsOf(error)
  dialog.showErrorBox(app.name, `${message}\n\n${hint}`)
  await options.closeLog()
  app.exit(4)
}
