import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, type Page } from '@playwright/test'

const finishedName = /^PhotoCall-\d{4}(-\d\d){5}-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.jpg$/

export interface SavedPicture {
  jobId: string
  path: string
  widthPx: number
  heightPx: number
}

/** Waits until the share holds `count` finished pictures, decodes each one whole, and gives them by name. */
export async function savedPictures(shareDir: string, count: number): Promise<SavedPicture[]> {
  await expect.poll(() => finishedNames(shareDir).length, { timeout: 180_000 }).toBe(count)
  return Promise.all(finishedNames(shareDir).map((name) => decodeWhole(shareDir, name)))
}

/** Names under which guests' pictures are final; everything else in the share is told by {@link strangersIn}. */
function finishedNames(shareDir: string) {
  return readdirSync(shareDir).filter((name) => finishedName.test(name))
}

/** What lies in the share beside finished pictures and the share's own hidden files. */
export function strangersIn(shareDir: string) {
  return readdirSync(shareDir).filter((name) => !finishedName.test(name) && !name.startsWith('.photocall'))
}

async function decodeWhole(shareDir: string, name: string): Promise<SavedPicture> {
  const path = join(shareDir, name)
  const { info } = await sharp(path, { failOn: 'warning' }).raw().toBuffer({ resolveWithObject: true })
  return { jobId: finishedName.exec(name)?.[2] ?? '', path, widthPx: info.width, heightPx: info.height }
}

/** Opens the gallery and waits until the picture of a job is drawn there. */
export async function expectInGallery(page: Page, jobId: string) {
  await page.getByRole('navigation').getByRole('button', { name: 'Gallery' }).click()
  const shown = page.locator(`img[src*="${jobId}"]`).first()
  await expect(shown).toBeVisible()
  await expect.poll(() => shown.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0)
}
