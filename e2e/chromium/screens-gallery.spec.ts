import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import sharp from 'sharp'
import { unzip } from '../../src/main/support/testing/unzip'
import { savedPictures } from '../captures'
import { expect, pair, test } from '../fixtures'
import { complaintsOf, expectAccessible, goToScreen, keepMessages, upload } from '../screens'

const pictures = (page: Page) => page.getByRole('option')
const filter = (page: Page, name: string) => page.getByRole('navigation', { name: 'Which pictures' }).getByText(name)

async function galleryWith(page: Page, pairUrl: string, shareDir: string, styles: string[]) {
  await pair(page, pairUrl)
  await keepMessages(page)
  await goToScreen(page, 'Gallery')
  await expect(page.getByText('No pictures yet')).toBeVisible()
  await expectAccessible(page, 'empty gallery')
  for (const style of styles) await upload(page, 1, { style })
  await savedPictures(shareDir, styles.length)
  await expect(pictures(page)).toHaveCount(styles.length)
}

test('pictures are culled by keyboard, and a rejected one is taken back', async ({ folders, page, serve }) => {
  const { pairUrl } = await serve(folders)
  const complaints = complaintsOf(page)
  await galleryWith(page, pairUrl, folders.shareDir, ['pop-art', 'comic', 'comic'])
  await page.getByRole('listbox').focus()
  await page.keyboard.press('ArrowRight')
  await expect(pictures(page).first()).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('f')
  await expect(filter(page, 'Favourites').locator('..')).toContainText('1')
  await expectAccessible(page, 'gallery')

  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('x')
  await expect(pictures(page)).toHaveCount(2)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(pictures(page)).toHaveCount(3)

  await filter(page, 'Favourites').click()
  await expect(pictures(page)).toHaveCount(1)
  await filter(page, 'Comic').click()
  await expect(pictures(page)).toHaveCount(2)
  await page.getByRole('textbox', { name: 'Name or number' }).fill('nothing is called so')
  await expect(page.getByText('Nothing found')).toBeVisible()
  await expectAccessible(page, 'nothing found')
  await page.getByRole('button', { name: 'Show all pictures' }).click()
  await expect(pictures(page)).toHaveCount(3)
  expect(complaints.filter((complaint) => !complaint.includes('404'))).toEqual([])
})

test('several are chosen and rejected together', async ({ folders, page, serve }) => {
  await galleryWith(page, (await serve(folders)).pairUrl, folders.shareDir, ['comic', 'comic', 'comic'])
  await pictures(page).first().click()
  await page.keyboard.press('Shift+ArrowRight')
  const bar = page.getByRole('toolbar', { name: 'Selected pictures' })
  await expect(bar).toContainText('2 selected')
  await expectAccessible(page, 'several chosen')
  await bar.getByRole('button', { name: 'Reject' }).click()
  await expect(pictures(page)).toHaveCount(1)
  await filter(page, 'Rejected').click()
  await expect(pictures(page)).toHaveCount(2)
})

test('what is done to many reaches each of them, also those that are far out of sight', async ({
  folders,
  page,
  serve,
}) => {
  await pair(page, (await serve(folders)).pairUrl)
  await goToScreen(page, 'Gallery')
  const picture = await sharp({ create: { width: 48, height: 32, channels: 3, background: 'teal' } })
    .jpeg()
    .toBuffer()
  for (let number = 0; number < 230; number++) writeFileSync(join(folders.shareDir, `guest-${number}.jpg`), picture)
  const counted = (name: string) => filter(page, name).locator('../..')
  await expect(counted('All')).toHaveText(/^All\s*230$/)
  await page.keyboard.press('Control+a')
  const bar = page.getByRole('toolbar', { name: 'Selected pictures' })
  await expect(bar).toContainText('230 selected')
  // from now on the pages below are out of sight
  await page.getByRole('listbox').hover()
  await page.mouse.wheel(0, 400)
  await bar.getByRole('button', { name: 'Favourite' }).click()
  await expect(counted('Favourites')).toHaveText(/^Favourites\s*230$/)
  await bar.getByRole('button', { name: 'No longer favourite' }).click()
  await expect(counted('Favourites')).toHaveText(/^Favourites\s*0$/)
  await expect(bar).toContainText('230 selected')
  await bar.getByRole('button', { name: 'Reject' }).click()
  await expect(counted('Rejected')).toHaveText(/^Rejected\s*230$/)
})

test('a picture stays in the viewer while a new one comes in, and a held key counts once', async ({
  folders,
  page,
  serve,
}) => {
  await galleryWith(page, (await serve(folders)).pairUrl, folders.shareDir, ['pop-art', 'comic'])
  await page.getByRole('listbox').focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  const viewer = page.getByRole('dialog')
  await expect(viewer).toContainText('1 of 2')
  await expect(viewer.getByRole('heading')).toContainText('#2')
  await upload(page, 1, { style: 'duotone' })
  await savedPictures(folders.shareDir, 3)
  await expect(viewer).toContainText('2 of 3')
  await expect(viewer.getByRole('heading')).toContainText('#2')

  await page.keyboard.down('c')
  await page.keyboard.down('c')
  await page.keyboard.up('c')
  await expect(viewer.getByRole('slider', { name: 'Line between original and result' })).toBeVisible()
})

test('the viewer goes on, compares with the original, shows each pixel, takes back and leaves', async ({
  folders,
  page,
  serve,
}) => {
  await galleryWith(page, (await serve(folders)).pairUrl, folders.shareDir, ['pop-art', 'comic'])
  await page.getByRole('listbox').focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  const viewer = page.getByRole('dialog')
  await expect(viewer).toContainText('1 of 2')
  await page.keyboard.press('ArrowRight')
  await expect(viewer).toContainText('2 of 2')

  await page.keyboard.press('c')
  const line = viewer.getByRole('slider', { name: 'Line between original and result' })
  await expect(line).toHaveAttribute('aria-valuenow', '50')
  await line.press('ArrowLeft')
  await expect(line).toHaveAttribute('aria-valuenow', '48')
  await expectAccessible(page, 'viewer')
  const box = await line.boundingBox()
  await line.hover()
  await page.mouse.down()
  await page.mouse.move((box?.x ?? 0) + 150, (box?.y ?? 0) + 200)
  await page.mouse.up()
  await expect.poll(async () => Number(await line.getAttribute('aria-valuenow'))).toBeGreaterThan(52)

  await page.keyboard.press('z')
  await expect(viewer.getByRole('button', { name: 'Whole picture' })).toBeVisible()
  await page.keyboard.press('x')
  await expect(viewer).toContainText('1 of 1')
  // shown at once; there is something to take back once the core has said yes
  await expect(page.getByText('Picture rejected', { exact: true })).toBeVisible()
  await page.keyboard.press('Control+z')
  await expect(viewer).toContainText('of 2')
  await page.keyboard.press('Escape')
  await expect(viewer).toHaveCount(0)
  await expect(page.getByRole('listbox')).toBeFocused()
})

test('a picture is had again in another style', async ({ folders, page, serve }) => {
  await galleryWith(page, (await serve(folders)).pairUrl, folders.shareDir, ['pop-art'])
  await pictures(page).first().click()
  await page.getByRole('button', { name: 'Restyle' }).click()
  await page.getByRole('menuitem', { name: /comic/i }).click()
  await expect(pictures(page)).toHaveCount(2)
  await expect(pictures(page).first()).toHaveAccessibleName(/comic/i)
})

test('what is shown, and what is selected, is downloaded as a ZIP', async ({ folders, page, serve }) => {
  await galleryWith(page, (await serve(folders)).pairUrl, folders.shareDir, ['comic', 'comic', 'pop-art'])
  await expect(page.getByRole('button', { name: 'Download 3 pictures' })).toBeVisible()
  await filter(page, 'Comic').click()
  const all = await downloaded(page, () => page.getByRole('button', { name: 'Download 2 pictures' }).click())
  expect(all.name).toMatch(/^photocall-\d{4}(-\d\d){4}\.zip$/)
  const names = [...all.files.keys()]
  expect(names.filter((name) => /^pictures\/[\d-]+-0000[12]\.jpg$/.test(name))).toHaveLength(2)
  expect(names).toContain('captures.csv')
  await expect(page.getByText('2 pictures are in the ZIP', { exact: true })).toBeVisible()

  await filter(page, 'All').click()
  await expect(pictures(page)).toHaveCount(3)
  await pictures(page).first().click()
  await page.keyboard.press('Control+a')
  await expect(page.getByRole('toolbar', { name: 'Selected pictures' })).toContainText('3 selected')
  const chosen = await downloaded(page, () => page.keyboard.press('Control+s'))
  expect(chosen.files.size).toBe(4)
  await expect(page.getByText('3 pictures are in the ZIP', { exact: true })).toBeVisible()
})

async function downloaded(page: Page, ask: () => Promise<void>) {
  const [download] = await Promise.all([page.waitForEvent('download'), ask()])
  return { name: download.suggestedFilename(), files: await unzip(await download.path()) }
}
