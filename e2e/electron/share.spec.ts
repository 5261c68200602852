import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { savedPictures, strangersIn } from '../captures'
import { expect, test, type Folders } from '../fixtures'
import { createProgramClient, type ProgramClient } from '../program-client'
import { command } from './pages'

const presses = 10

/** Presses once more, as a person does, and waits until that press is a job. */
async function press(page: Page, client: ProgramClient, count: number): Promise<void> {
  await page.getByRole('button', { name: /^capture/i }).click()
  await expect.poll(async () => Object.keys((await client.state()).jobs).length).toBe(count)
  await expect
    .poll(async () => Object.values((await client.state()).jobs).map(({ state }) => state))
    .not.toContain('capturing')
}

function partsIn({ shareDir }: Folders): string[] {
  return readdirSync(join(shareDir, '.photocall')).filter((name) => name.endsWith('.part'))
}

test('the folder pulled away amid ten presses and put back: ten verified files, and nobody touched anything', async ({
  openApp,
  folders,
}) => {
  const { app, page } = await openApp(folders)
  const client = createProgramClient(folders.dataDir)
  const pulled = `${folders.shareDir}-pulled`
  await command(app, 'console', 'settings.change', { capture: { countdownSec: 0 } })
  await expect.poll(async () => (await client.state()).share.status).toBe('ready')

  for (let count = 1; count <= 4; count++) await press(page, client, count)
  renameSync(folders.shareDir, pulled)
  for (let count = 5; count <= 7; count++) await press(page, client, count)
  const bar = page.getByRole('region', { name: 'Share settings' })
  await expect(bar).toContainText('The share is away')
  expect(existsSync(folders.shareDir), 'nothing is made where the drive was').toBe(false)

  // what an unmounted drive leaves: an empty folder under the same name
  mkdirSync(folders.shareDir)
  for (let count = 8; count <= presses; count++) await press(page, client, count)
  await expect(bar).toContainText('This is not the chosen share')
  const waiting = async () => (await client.state()).share.waiting
  await expect.poll(waiting).toBeGreaterThanOrEqual(6)
  await expect(bar).toContainText(/\d+ pictures wait here \(.+\), the oldest for \d+ (s|min)/)
  expect(readdirSync(folders.shareDir), 'nothing is written into a folder without the mark').toEqual([])
  rmdirSync(folders.shareDir)
  renameSync(pulled, folders.shareDir)

  const saved = await savedPictures(folders.shareDir, presses)
  expect(new Set(saved.map(({ jobId }) => jobId)).size).toBe(presses)
  await expect.poll(async () => (await client.state()).queue.savedToday).toBe(presses)
  const { jobs, share, captureTotal } = await client.state()
  expect(Object.values(jobs).map(({ state }) => state)).toEqual(Array.from({ length: presses }, () => 'saved'))
  expect(share).toMatchObject({ status: 'ready', waiting: 0, reason: null })
  expect(captureTotal).toBe(presses)
  expect(strangersIn(folders.shareDir)).toEqual([])
  expect(partsIn(folders)).toEqual([])
  await expect(bar).toBeHidden()
})
