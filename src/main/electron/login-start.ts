import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { App } from 'electron'
import { AppError } from '../../contract/errors'
import type { LoginChoice } from '../../contract/commands'
import type { LoginStart } from '../platform'
import { autostartEntry, readAutostart } from './autostart-entry'

export interface LoginStartDeps {
  app: Pick<App, 'getLoginItemSettings' | 'setLoginItemSettings'>
  platform: NodeJS.Platform
  /** False while the app runs from its sources, whose start would be another one at every login. */
  isPossible: boolean
  /** What the system starts: the program and what comes before our flags. */
  command: readonly [string, ...string[]]
  /** `--data DIR` where it is not the usual folder, else empty. */
  dataFlags: readonly string[]
  /** Of the desktop environment, e.g. `~/.config`; Linux alone. */
  configDir: string
}

/** Remembered by the system itself, so that turning it off there is seen here as well. */
export function createLoginStart(deps: LoginStartDeps): LoginStart & { refresh(): void } {
  const store = deps.platform === 'linux' ? createAutostartFile(deps) : createLoginItem(deps)

  return {
    show: () => ({ possible: deps.isPossible, ...(deps.isPossible ? store.read() : off) }),
    set({ start, kiosk }) {
      if (!deps.isPossible) throw notInstalled()
      store.write({ start, kiosk: start && kiosk })
      return { possible: true, ...store.read() }
    },
    /** At every start: the program may lie elsewhere than when it was turned on. */
    refresh() {
      const choice = store.read()
      if (deps.isPossible && choice.start) store.write(choice)
    },
  }
}

const off: LoginChoice = { start: false, kiosk: false }

interface LoginStore {
  read(): LoginChoice
  write(choice: LoginChoice): void
}

function argsFor({ kiosk }: Pick<LoginChoice, 'kiosk'>, { dataFlags }: LoginStartDeps): string[] {
  return [...dataFlags, ...(kiosk ? ['--kiosk'] : [])]
}

/** Windows keeps the flags with the item; macOS keeps none, so the app is asked to open its kiosk there by hand. */
function createLoginItem(deps: LoginStartDeps): LoginStore {
  const { app, command, platform } = deps
  const [path, ...before] = command
  const item = (kiosk: boolean) => ({ path, args: [...before, ...argsFor({ kiosk }, deps)].map(quoted) })
  const isOn = (kiosk: boolean) => {
    const found = app.getLoginItemSettings(item(kiosk))
    // Windows: the Startup page of its settings can turn an item off without removing it.
    return found.openAtLogin && (platform !== 'win32' || found.executableWillLaunchAtLogin)
  }
  return {
    read() {
      if (platform === 'win32' && isOn(true)) return { start: true, kiosk: true }
      return { start: isOn(false), kiosk: false }
    },
    write: ({ start, kiosk }) => app.setLoginItemSettings({ openAtLogin: start, ...item(kiosk) }),
  }
}

/** Windows keeps one line, and Electron joins the flags with spaces as they are; a backslash would hide the last quote. */
function quoted(arg: string): string {
  return /\s/.test(arg) ? `"${arg.replace(/\\+$/, '$&$&')}"` : arg
}

/** An entry of the desktop's autostart folder (freedesktop.org, Desktop Application Autostart Specification). */
function createAutostartFile(deps: LoginStartDeps): LoginStore {
  const path = join(deps.configDir, 'autostart', 'photocall-console.desktop')
  return {
    read() {
      const found = readAutostart(textOf(path))
      return { start: found !== null, kiosk: found?.includes('--kiosk') ?? false }
    },
    write({ start, kiosk }) {
      if (!start) return rmSync(path, { force: true })
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, autostartEntry([...deps.command, ...argsFor({ kiosk }, deps)]))
    },
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return '' // none yet, or nothing that the desktop could read either
  }
}

function notInstalled() {
  const hint = 'Install the app (see docs/deployment.md), then turn it on there.'
  return new AppError('login_unavailable', 'Only the installed app can start at login.', hint)
}
