import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import { unzip } from '../../src/main/support/testing/unzip'
import { expect, test } from '../fixtures'
import { goToScreen, keepMessages } from '../screens'
import { command } from './pages'

test('the operator has the app start at login, with the guests’ screen, and turns it off again', async ({
  openApp,
  folders,
}) => {
  const configDir = join(folders.dataDir, '..', 'config')
  const { page } = await openApp({
    ...folders,
    environment: { XDG_CONFIG_HOME: configDir, PHOTOCALL_LOGIN_UNPACKAGED: '1' },
  })
  test.skip(process.platform !== 'linux', 'elsewhere this would change the machine’s own settings')
  const entry = join(configDir, 'autostart/photocall-console.desktop')
  await openSection(page, 'Kiosk')
  await choose(page, 'When this user logs in', 'Start the console and the guest screen')
  await expect.poll(() => existsSync(entry)).toBe(true)
  expect(readFileSync(entry, 'utf8')).toContain(`"--data" "${folders.dataDir}" "--kiosk"`)
  await choose(page, 'When this user logs in', 'Start nothing')
  await expect.poll(() => existsSync(entry)).toBe(false)
})

test('an app that is not installed says that it cannot start at login', async ({ openApp, folders }) => {
  const { app, page } = await openApp(folders)
  await openSection(page, 'Kiosk')
  await expect(page.getByText('In the installed app only')).toBeVisible()
  const asked = command(app, 'console', 'login.set', { start: true, kiosk: false })
  await expect(asked).rejects.toThrow('login_unavailable')
})

test('the guests’ screen keeps off a display that the operator keeps free', async ({ openApp, folders }) => {
  const { app, page } = await openApp(folders)
  await keepMessages(page)
  await command(app, 'console', 'settings.setPin', { pin: '4711' })
  await openSection(page, 'Kiosk')
  const keptFree = page.getByRole('switch').first()
  await keptFree.click()
  await expect(keptFree).toBeChecked()
  await page.getByRole('button', { name: 'Open guest screen' }).click()
  await expect(page.getByText('There is no display for the guest screen').first()).toBeVisible()
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  await keptFree.click()
  await expect(keptFree).not.toBeChecked()
  await page.getByRole('button', { name: 'Open guest screen' }).click()
  await expect.poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(2)
})

test('the support file is saved where the operator says, and shown there', async ({ openApp, folders }) => {
  const { app, page } = await openApp(folders)
  await keepMessages(page)
  const path = join(folders.dataDir, '..', 'for the helper.zip')
  await answerSaveDialog(app, path)
  await openSection(page, 'About')
  await page.getByRole('button', { name: 'Save support file' }).click()
  await expect(page.getByText('Support file saved').first()).toBeVisible()
  const files = await unzip(path)
  expect([...files.keys()]).toEqual(expect.arrayContaining(['booth.json', 'journal.json', 'logs/photocall.log']))
  expect(JSON.parse(String(files.get('booth.json')))).toMatchObject({ displays: [{ widthPx: 1920, heightPx: 1080 }] })
  await expect.poll(() => app.evaluate(() => Reflect.get(globalThis, 'revealed') as unknown)).toBe(path)
})

async function openSection(page: Page, name: string) {
  await goToScreen(page, 'Settings')
  await page.getByRole('tab', { name }).click()
}

async function choose(page: Page, label: string, option: string) {
  await page.getByRole('button', { name: label }).click()
  await page.getByRole('menuitemradio', { name: option, exact: true }).click()
}

/** In place of a person; and notes what the file manager was asked to show. */
function answerSaveDialog(app: ElectronApplication, filePath: string) {
  return app.evaluate(({ dialog, shell }, chosen) => {
    Reflect.set(dialog, 'showSaveDialog', () => Promise.resolve({ canceled: false, filePath: chosen }))
    Reflect.set(shell, 'showItemInFolder', (path: string) => void Reflect.set(globalThis, 'revealed', path))
  }, filePath)
}
