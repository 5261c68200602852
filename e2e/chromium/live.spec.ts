import { readFileSync } from 'node:fs'
import { expect, pair, realPhotograph, test } from '../fixtures'
import { savedPictures } from '../captures'
import { atRest, command, complaintsOf, expectAccessible, noteSigns } from '../screens'

test('holding the space bar takes one picture, and a cancelled countdown takes none', async ({
  folders,
  page,
  serve,
}) => {
  const { pairUrl } = await serve(folders)
  await pair(page, pairUrl)
  await expect(page.getByRole('button', { name: /^capture/i })).toBeVisible()
  await atRest(page)
  for (let repeat = 0; repeat < 10; repeat++) await page.keyboard.down('Space')
  await page.keyboard.up('Space')
  await savedPictures(folders.shareDir, 1)

  // long enough to be cancelled by a slow hand
  await command(page, 'settings.change', { capture: { countdownSec: 30 } })
  await page.getByRole('button', { name: /^capture/i }).click()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByRole('button', { name: /^capture/i })).toBeVisible()
  const listed = (await command(page, 'jobs.list')) as { jobs: { state: string }[] }
  expect(listed.jobs.map(({ state }) => state)).toEqual(['cancelled', 'saved'])
})

test('a browser’s camera gives a picture of its full size, on the count', async ({ folders, page, serve }) => {
  const { pairUrl } = await serve({ ...folders, webcam: true })
  await pair(page, pairUrl)
  await page.getByRole('button', { name: /^capture/i }).click()
  const [picture] = await savedPictures(folders.shareDir, 1)
  expect(picture).toMatchObject({ widthPx: 1920, heightPx: 1080 })
  const job = (await command(page, 'jobs.show', { jobId: picture?.jobId })) as { shutterMissMs: number }
  expect(job.shutterMissMs).toBeGreaterThanOrEqual(0)
})

test('without a camera the shutter says so in its own place, and pictures can still be added', async ({
  folders,
  page,
  serve,
}) => {
  await page.addInitScript(() => {
    navigator.mediaDevices.enumerateDevices = () => Promise.resolve([])
  })
  const { pairUrl } = await serve({ ...folders, webcam: true })
  await pair(page, pairUrl)
  await expect(page.getByText('No camera', { exact: true }).last()).toBeVisible()
  await expect(page.getByRole('button', { name: /^capture/i })).toHaveCount(0)
  await page.locator('input[type=file]').setInputFiles(realPhotograph)
  const [picture] = await savedPictures(folders.shareDir, 1)
  expect(picture?.widthPx).toBeGreaterThan(0)
})

test('while TouchDesigner is awaited the shutter leads to its settings', async ({ folders, page, serve }) => {
  const { pairUrl } = await serve(folders)
  await pair(page, pairUrl)
  await command(page, 'settings.change', { capture: { source: 'touchdesigner' } })
  await page.getByRole('button', { name: 'TouchDesigner settings' }).click()
  await expect(page.getByRole('tab', { name: 'TouchDesigner' })).toHaveAttribute('aria-selected', 'true')
})

test('a picture is shown as just taken when the shutter went, and not when it is restyled', async ({
  folders,
  page,
  serve,
}) => {
  const { pairUrl } = await serve(folders)
  await pair(page, pairUrl)
  const signsSeen = await noteSigns(page, { shot: ['main', '#1 taken'], restyled: ['main', '#2 taken'] })
  await command(page, 'settings.change', { capture: { countdownSec: 1 } })
  await page.getByRole('button', { name: /^capture/i }).click()
  const [picture] = await savedPictures(folders.shareDir, 1)
  await expect.poll(signsSeen).toEqual(['shot'])
  await command(page, 'jobs.restyle', { jobId: picture?.jobId, style: 'comic' })
  await savedPictures(folders.shareDir, 2)
  await expect(page.getByRole('button', { name: /^Picture 2, .*, saved/ })).toBeVisible()
  expect(await signsSeen()).toEqual(['shot'])
})

test('a picture dropped anywhere becomes a job', async ({ folders, page, serve }) => {
  const { pairUrl } = await serve(folders)
  await pair(page, pairUrl)
  await expect(page.getByRole('button', { name: /^capture/i })).toBeVisible()
  const bytes = readFileSync(realPhotograph).toString('base64')
  const dataTransfer = await page.evaluateHandle((base64) => {
    const file = new File([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], 'a.jpg', {
      type: 'image/jpeg',
    })
    const transfer = new DataTransfer()
    transfer.items.add(file)
    return transfer
  }, bytes)
  await page.dispatchEvent('main', 'dragenter', { dataTransfer })
  await page.dispatchEvent('main > div', 'dragenter', { dataTransfer })
  await expect(page.getByText('Drop pictures here')).toBeVisible()
  await page.dispatchEvent('main > div', 'drop', { dataTransfer })
  await savedPictures(folders.shareDir, 1)
})

test('a lost connection dims the console and heals by itself', async ({ folders, page, serve }) => {
  const first = await serve(folders)
  await pair(page, first.pairUrl)
  await expect(page.getByRole('button', { name: /^capture/i })).toBeVisible()
  const { port } = new URL(page.url())
  await first.stop()
  await expect(page.getByRole('alert')).toContainText('Connection lost')
  await serve({ ...folders, flags: ['--port', port] })
  await expect(page.getByRole('alert')).toHaveCount(0)
  await page.getByRole('button', { name: /^capture/i }).click()
  await savedPictures(folders.shareDir, 1)
})

test('every screen is accessible in both languages and breaks no rule of the security policy', async ({
  folders,
  page,
  serve,
}) => {
  const complaints = complaintsOf(page)
  const { pairUrl } = await serve(folders)
  await pair(page, pairUrl)
  await command(page, 'settings.change', { capture: { countdownSec: 0 } })
  await page.getByRole('button', { name: /^capture/i }).click()
  await savedPictures(folders.shareDir, 1)
  for (const language of ['en', 'es']) {
    await command(page, 'settings.change', { language })
    await expect(page.locator(`html[lang=${language}]`)).toBeAttached()
    for (const key of ['1', '2', '3', '4', '5', '6']) {
      await page.keyboard.press(key)
      await expect(page.locator(`nav button[aria-keyshortcuts="${key}"][aria-current=page]`)).toBeVisible()
      await expectAccessible(page, `${language} ${key}`)
    }
  }
  expect(complaints).toEqual([])
})
