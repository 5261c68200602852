import type { Page } from '@playwright/test'
import sharp from 'sharp'
import { savedPictures } from '../captures'
import { expect, pair, realPhotograph, test } from '../fixtures'
import { command, expectAccessible, goToScreen, upload } from '../screens'

const rowOf = (page: Page, number: number) => page.getByRole('article', { name: `#${number} ` })

test('a job goes along its time line to the verified file, and can be had in another style', async ({
  folders,
  page,
  serve,
}) => {
  await pair(page, (await serve(folders)).pairUrl)
  await goToScreen(page, 'Queue')
  await expect(page.getByText('Nobody is waiting')).toBeVisible()
  await expectAccessible(page, 'empty queue')

  const [jobId] = await upload(page, 1, { style: 'pop-art' })
  await expect(rowOf(page, 1).getByText(/^\d\d:\d\d$/)).toBeVisible()
  await expect(rowOf(page, 1).getByRole('listitem').filter({ hasText: 'verified' })).toBeVisible()
  await savedPictures(folders.shareDir, 1)
  await expectAccessible(page, 'queue')

  await rowOf(page, 1).getByRole('button', { name: 'Details' }).click()
  await expect(page.getByRole('dialog')).toContainText(jobId ?? '')
  await expectAccessible(page, 'details of a job')
  await page.keyboard.press('Escape')

  await rowOf(page, 1).getByRole('button', { name: 'Again in another style' }).click()
  await page.getByRole('menuitem', { name: /comic/i }).click()
  await expect(rowOf(page, 2)).toContainText(/comic/i)
  await savedPictures(folders.shareDir, 2)
})

test('a waiting job goes to the front, a cancelled one comes back, and a pause says what it means', async ({
  folders,
  page,
  serve,
}) => {
  await pair(page, (await serve(folders)).pairUrl)
  await goToScreen(page, 'Queue')
  await upload(page, 12, { style: 'oil' }, await large())
  await rowOf(page, 12).getByRole('button', { name: 'To the front' }).click()
  await rowOf(page, 11).getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('button', { name: 'Pause after queue' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'Paused' })).toBeVisible()
  await expectAccessible(page, 'paused queue')
  await page.getByRole('button', { name: 'Resume' }).click()
  await expect(page.getByText('Paused: no new pictures are taken')).toHaveCount(0)

  await expect.poll(() => generatedAtMs(page, 12), { timeout: 180_000 }).not.toBeNull()
  const tenth = await generatedAtMs(page, 10)
  expect(tenth ?? Infinity).toBeGreaterThan((await generatedAtMs(page, 12)) ?? Infinity)
  await expect(rowOf(page, 11)).toContainText('cancelled')
  await rowOf(page, 11).getByRole('button', { name: 'Retry' }).click()
  await expect.poll(async () => (await stateOf(page, 11)) !== 'cancelled').toBe(true)
})

/** In the slowest style so large a picture takes so long that the last ones still wait while they are looked at, on any machine. */
const large = () => sharp(realPhotograph).resize(2400).jpeg().toBuffer()

interface ListedJob {
  number: number
  state: string
  position: number | null
  timeline: { state: string; atMs: number }[]
}

async function jobOf(page: Page, number: number): Promise<ListedJob | undefined> {
  const { jobs } = (await command(page, 'jobs.list')) as { jobs: ListedJob[] }
  return jobs.find((one) => one.number === number)
}

const stateOf = async (page: Page, number: number) => (await jobOf(page, number))?.state

/** When work on the job began; null while it waits. */
async function generatedAtMs(page: Page, number: number): Promise<number | null> {
  const job = await jobOf(page, number)
  return job?.timeline.find(({ state }) => state === 'generating')?.atMs ?? null
}

test('a long line of waiting jobs is a list of a few rows', async ({ folders, page, serve }) => {
  await pair(page, (await serve(folders)).pairUrl)
  await goToScreen(page, 'Queue')
  await upload(page, 40, { style: 'oil' }, await large())
  const waiting = page.getByRole('heading', { name: 'Waiting' })
  await expect(waiting).toBeVisible()
  expect(await page.getByRole('article').count()).toBeLessThan(30)
  await page.getByRole('article').first().hover()
  await expect(async () => {
    await page.mouse.wheel(0, 20_000)
    await expect(page.getByRole('article').last()).toBeInViewport({ timeout: 2_000 })
  }).toPass()
})

test('of a line that is longer than the console is told, every job is reached, moved and cancelled', async ({
  folders,
  page,
  serve,
}) => {
  await pair(page, (await serve(folders)).pairUrl)
  // nobody answers there: what is sent there waits
  await command(page, 'settings.change', { comfyui: { servers: [{ id: 'away', url: 'http://127.0.0.1:9' }] } })
  for (let count = 1; count <= 260; count++) await command(page, 'capture.fromWords', { style: 'txt2img' })
  await goToScreen(page, 'Queue')
  await expect(page.getByText('260 waiting')).toBeVisible()
  await page.getByRole('article').first().hover()
  await page.mouse.wheel(0, 15_000)
  await expect(async () => {
    await page.mouse.wheel(0, 500)
    await expect(rowOf(page, 220)).toBeVisible({ timeout: 500 })
  }).toPass()
  await rowOf(page, 220).getByRole('button', { name: 'Cancel' }).click()
  await expect.poll(() => stateOf(page, 220)).toBe('cancelled')
  await rowOf(page, 219).getByRole('button', { name: 'To the front' }).click()
  await expect.poll(async () => (await jobOf(page, 219))?.position).toBe(1)
})
