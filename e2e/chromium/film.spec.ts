import { readdirSync } from 'node:fs'
import type { Locator } from '@playwright/test'
import { startFakeComfyServer } from '../../src/main/comfy/testing/fake-comfy-server'
import { putFilmStyle } from '../film-style'
import { expect, pair, test } from '../fixtures'
import { command, complaintsOf, expectAccessible, goToScreen } from '../screens'

const playedSeconds = (film: Locator) => film.evaluate((video: HTMLVideoElement) => video.currentTime)

test('a film goes from the press to the share, and plays in the gallery', async ({ folders, page, serve }) => {
  const fake = await startFakeComfyServer()
  putFilmStyle(folders.dataDir)
  const { pairUrl } = await serve({ ...folders, flags: ['--server', fake.url] })
  const complaints = complaintsOf(page)
  await pair(page, pairUrl)
  await command(page, 'events.change', { id: 'first', change: { style: 'film' } })
  await page.getByRole('button', { name: /^Capture/ }).click()
  await expect.poll(() => readdirSync(folders.shareDir).filter((name) => name.endsWith('.webm'))).toHaveLength(1)
  const justMade = page.getByRole('region', { name: 'Now', exact: true }).locator('video')
  await expect.poll(() => playedSeconds(justMade)).toBeGreaterThan(0)

  await goToScreen(page, 'Gallery')
  const tile = page.getByRole('option', { name: '#1 Film, video' })
  await tile.click()
  const facts = page.getByRole('complementary', { name: 'Facts of the picture' })
  await expect(facts).toContainText('1 more output')
  await expect(facts).toContainText('128 × 80')
  await expectAccessible(page, 'gallery with a film')

  await tile.dblclick()
  const film = page.getByRole('dialog').locator('video')
  await expect.poll(() => playedSeconds(film)).toBeGreaterThan(0.2)
  expect(await film.evaluate((video: HTMLVideoElement) => [video.muted, video.loop, video.videoWidth])).toEqual([
    true,
    true,
    128,
  ])
  await page.keyboard.press('Escape')
  await facts.getByRole('button', { name: 'Open output 2' }).click()
  await expect(page.getByRole('dialog').getByRole('img', { name: 'Output 2' })).toBeVisible()
  expect(complaints.filter((complaint) => !complaint.includes('404'))).toEqual([])
  await fake.close()
})
