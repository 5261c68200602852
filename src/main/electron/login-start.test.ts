import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLoginStart, type LoginStartDeps } from './login-start'

let configDir: string
beforeEach(() => {
  configDir = mkdtempSync(join(tmpdir(), 'photocall-login-'))
})
afterEach(() => rmSync(configDir, { recursive: true, force: true, maxRetries: 10 }))

/** The registry of Windows, as Electron shows it: an item counts only with the very path and flags that are asked for. */
function registry() {
  let item: { path: string; args: string[] } | null = null
  const disabled = { inSettings: false }
  const app: LoginStartDeps['app'] = {
    setLoginItemSettings({ openAtLogin, path = '', args = [] }) {
      item = openAtLogin ? { path, args } : null
    },
    getLoginItemSettings(asked) {
      const openAtLogin = item !== null && JSON.stringify(item) === JSON.stringify(asked)
      const executableWillLaunchAtLogin = openAtLogin && !disabled.inSettings
      return { openAtLogin, executableWillLaunchAtLogin } as ReturnType<LoginStartDeps['app']['getLoginItemSettings']>
    },
  }
  return { app, disabled, item: () => item }
}

function loginOn(platform: NodeJS.Platform, { isPossible = true, dataFlags = [] as string[] } = {}) {
  const system = registry()
  const deps = { app: system.app, platform, isPossible, command: ['/opt/photocall'] as [string], dataFlags, configDir }
  return { login: createLoginStart(deps), ...system }
}

describe.each(['linux', 'win32'] as const)('starting at login on %s', (platform) => {
  it('is off until it is turned on, and off again', () => {
    const { login } = loginOn(platform)
    expect(login.show()).toEqual({ possible: true, start: false, kiosk: false })
    expect(login.set({ start: true, kiosk: false })).toEqual({ possible: true, start: true, kiosk: false })
    expect(login.set({ start: true, kiosk: true })).toEqual({ possible: true, start: true, kiosk: true })
    expect(login.set({ start: false, kiosk: true })).toEqual({ possible: true, start: false, kiosk: false })
  })

  it('is refused while the app runs from its sources', () => {
    const { login } = loginOn(platform, { isPossible: false })
    expect(() => login.set({ start: true, kiosk: false })).toThrow('Only the installed app')
    expect(login.show()).toEqual({ possible: false, start: false, kiosk: false })
  })
})

describe('starting at login', () => {
  it('leads to this data folder and the guests’ screen', () => {
    const { login, item } = loginOn('win32', { dataFlags: ['--data', 'D:\\Booth'] })
    login.set({ start: true, kiosk: true })
    expect(item()).toEqual({ path: '/opt/photocall', args: ['--data', 'D:\\Booth', '--kiosk'] })
    const linux = loginOn('linux', { dataFlags: ['--data', '/srv/booth'] })
    linux.login.set({ start: true, kiosk: true })
    const entry = readFileSync(join(configDir, 'autostart/photocall-console.desktop'), 'utf8')
    expect(entry).toContain('Exec="/opt/photocall" "--data" "/srv/booth" "--kiosk"')
  })

  it.each([
    ['D:\\Photo Booth', '"D:\\Photo Booth"'],
    ['D:\\Photo Booth\\', '"D:\\Photo Booth\\\\"'],
  ])('keeps a data folder with spaces together in the line of Windows: %s', (dir, word) => {
    const { login, item } = loginOn('win32', { dataFlags: ['--data', dir] })
    expect(login.set({ start: true, kiosk: true })).toMatchObject({ start: true, kiosk: true })
    expect(item()?.args).toEqual(['--data', word, '--kiosk'])
  })

  it('shows that somebody turned it off in the system’s own settings', () => {
    const { login, disabled } = loginOn('win32')
    login.set({ start: true, kiosk: false })
    disabled.inSettings = true
    expect(login.show().start).toBe(false)
  })

  it('follows a program that was moved', () => {
    const { login } = loginOn('linux')
    login.set({ start: true, kiosk: true })
    const path = join(configDir, 'autostart/photocall-console.desktop')
    writeFileSync(path, readFileSync(path, 'utf8').replace('/opt/photocall', '/old/photocall'))
    login.refresh()
    expect(readFileSync(path, 'utf8')).toContain('"/opt/photocall" "--kiosk"')
  })

  it('is not turned on by refreshing it', () => {
    const { login } = loginOn('linux')
    login.refresh()
    expect(login.show().start).toBe(false)
  })
})
