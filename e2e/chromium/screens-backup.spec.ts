import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Page } from '@playwright/test'
import { expect, pair, test } from '../fixtures'
import { command, complaintsOf, expectAccessible, goToScreen, keepMessages } from '../screens'

const exported = z.looseObject({ settings: z.looseObject({ capture: z.looseObject({ countdownSec: z.number() }) }) })

async function openBackup(page: Page) {
  await goToScreen(page, 'Settings')
  await page.getByRole('tab', { name: 'Backup' }).click()
}

async function chooseFile(page: Page, path: string) {
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Import settings…' }).click()
  await (await chooser).setFiles(path)
}

test('settings go out as a file, and come back after each change was seen', async ({ folders, page, serve }) => {
  const complaints = complaintsOf(page)
  await pair(page, (await serve(folders)).pairUrl)
  await keepMessages(page)
  await command(page, 'events.create', { name: 'Boda Ana & Luis' })
  await openBackup(page)
  await expectAccessible(page, 'backup')
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export settings' }).click()
  const path = join(folders.dataDir, 'exported.json')
  await (await download).saveAs(path)
  await expect(page.getByText('Settings exported', { exact: true })).toBeVisible()

  await chooseFile(page, path)
  const preview = page.getByRole('dialog')
  await expect(preview).toContainText('Everything is already as in the file.')
  await preview.getByRole('button', { name: 'Close' }).last().click()

  const file = exported.parse(JSON.parse(await readFile(path, 'utf8')))
  file.settings.capture.countdownSec = 9
  await writeFile(path, JSON.stringify(file))
  await chooseFile(page, path)
  await expect(preview.getByRole('row', { name: 'Countdown 5 9' })).toBeVisible()
  await expect(preview).toContainText('Nothing has changed yet.')
  await expectAccessible(page, 'preview of an import')
  await preview.getByRole('button', { name: 'Apply' }).click()
  await expect(page.getByText('Settings imported', { exact: true })).toBeVisible()
  await page.getByRole('tab', { name: 'Capture' }).click()
  const countdown = page.getByRole('slider', { name: 'Countdown' })
  await expect(countdown).toHaveAttribute('aria-valuenow', '9')
  await page.getByRole('button', { name: 'Undo' }).first().click()
  await expect(countdown).toHaveAttribute('aria-valuenow', '5')
  expect(complaints.filter((complaint) => !complaint.includes('404'))).toEqual([])
})

test('what is no settings file is refused by name', async ({ folders, page, serve }) => {
  await pair(page, (await serve(folders)).pairUrl)
  await openBackup(page)
  const path = join(folders.dataDir, 'foreign.json')
  for (const content of ['no json', '{"kind":"recipe"}']) {
    await writeFile(path, content)
    await chooseFile(page, path)
    await expect(page.getByRole('alert')).toContainText('This is no settings file of a photo booth')
  }
  await expectAccessible(page, 'a refused file')
})
