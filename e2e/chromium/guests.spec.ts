import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from '@photostructure/sqlite'
import type { Page } from '@playwright/test'
import { freePort } from '../../src/main/testing/free-port'
import sharp from 'sharp'
import { savedPictures } from '../captures'
import { expect, pair, test } from '../fixtures'
import { atRest, command, complaintsOf, expectAccessible, openKiosk, patientKiosk } from '../screens'

const phone = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 3,
  isMobile: true,
  hasTouch: true,
  locale: 'es-ES',
  acceptDownloads: true,
}

/** What a phone's camera reads from the screen. */
async function scan(page: Page): Promise<string> {
  const { decodeQR } = await import('qr/decode.js')
  const code = page.getByRole('img', { name: 'QR code that leads to the picture' })
  await expect
    .poll(() => code.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth > 0))
    .toBe(true)
  await atRest(page) // what fades in has no contrast yet
  const { data, info } = await sharp(await page.screenshot({ animations: 'disabled' }))
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return decodeQR({ width: info.width, height: info.height, data: new Uint8Array(data) })
}

/** Names below a folder in which a job's id stands. */
function namesWith(dir: string, jobId: string): string[] {
  return readdirSync(dir, { recursive: true })
    .map(String)
    .filter((name) => name.includes(jobId))
}

/** The ten minutes are over; the booth is closed meanwhile. */
function endPatience(dataDir: string): void {
  const database = new DatabaseSync(join(dataDir, 'journal.sqlite'))
  database.exec('UPDATE guestWishes SET dueAtMs = askedAtMs')
  database.close()
}

test('a guest scans the code on the screen, takes the picture home, and has it deleted everywhere', async ({
  browser,
  folders,
  page,
  serve,
}) => {
  const port = await freePort()
  const flags = ['--guest-port', String(port)]
  const first = await serve({ ...folders, flags })
  await pair(page, first.pairUrl)
  await command(page, 'settings.change', { guests: { publicUrl: `http://127.0.0.1:${port}` } })
  const kiosk = await openKiosk(browser, page)
  await command(page, 'settings.change', { capture: { countdownSec: 0 }, kiosk: patientKiosk })
  await page.getByRole('navigation').getByRole('button', { name: 'Live' }).click()
  await page.getByRole('button', { name: /^capture/i }).click()
  const [picture] = await savedPictures(folders.shareDir, 1)
  const jobId = picture?.jobId ?? ''

  await page.getByRole('navigation').getByRole('button', { name: 'Queue' }).click()
  await page.getByRole('button', { name: 'Show the code' }).click()
  const largeCode = kiosk.getByRole('heading', { name: 'Scan to get your picture' })
  await expect(largeCode).toBeVisible()
  await expectAccessible(kiosk, 'a large code')
  const link = await scan(kiosk)
  expect(link).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${port}/g/[\\w-]{22}$`))
  expect(await scan(page)).toBe(link)
  // the guest puts it away, with a touch or a booth's one key; shown anew it is there again, until whoever showed it is done or gone
  await expect(kiosk.getByRole('button', { name: 'Done' })).toBeFocused()
  await kiosk.keyboard.press('Enter')
  await expect(largeCode).toBeHidden()
  await expect(kiosk.getByRole('button', { name: 'Touch to begin' })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Show the code' }).click()
  await expect(largeCode).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(largeCode).toBeHidden()
  await page.getByRole('button', { name: 'Show the code' }).click()
  await expect(largeCode).toBeVisible()
  await page.reload()
  await expect(largeCode).toBeHidden()
  await page.getByRole('navigation').getByRole('button', { name: 'Queue' }).click()

  const guest = await (await browser.newContext(phone)).newPage()
  const complaints = complaintsOf(guest)
  await guest.goto(link)
  await expect(guest.getByRole('img', { name: 'Tu foto' })).toBeVisible()
  await expectAccessible(guest, 'a guest’s picture')
  const [download] = await Promise.all([
    guest.waitForEvent('download'),
    guest.getByRole('link', { name: 'Descargar' }).click(),
  ])
  expect(download.suggestedFilename()).toMatch(/^Photocall \d{4}-\d\d-\d\d \d\d\.\d\d\.jpg$/)
  expect(readFileSync(await download.path()).equals(readFileSync(picture?.path ?? ''))).toBe(true)

  await page.getByRole('button', { name: 'Show the code' }).click()
  await expect(largeCode).toBeVisible()
  await guest.getByRole('button', { name: 'Borrar mi foto' }).click()
  await expect(guest.getByRole('heading', { name: 'Tu foto está oculta' })).toBeVisible()
  await expect(largeCode).toBeHidden()
  await guest.getByRole('button', { name: 'Quiero recuperarla' }).click()
  await expect(guest.getByRole('img', { name: 'Tu foto' })).toBeVisible()
  // its code is not shown again by itself
  await expect(page.getByRole('button', { name: 'Show the code' })).toBeVisible()
  await expect(page.getByRole('dialog')).toBeHidden()
  await guest.getByRole('button', { name: 'Borrar mi foto' }).click()
  await expect(guest.getByRole('heading', { name: 'Tu foto está oculta' })).toBeVisible()
  await expectAccessible(guest, 'a hidden picture')
  await expect(page.getByText(/Guest: delete at/)).toBeVisible()
  expect(complaints).toEqual([])

  await first.stop()
  endPatience(folders.dataDir)
  await serve({ ...folders, flags })
  await expect.poll(() => namesWith(folders.shareDir, jobId)).toEqual([])
  await expect.poll(() => namesWith(folders.dataDir, jobId)).toEqual([])
  await guest.goto(link)
  await expect(guest.getByRole('heading', { name: 'Tu foto está borrada' })).toBeVisible()
  await expect(guest.getByText('copias que alguien ya ha descargado o compartido')).toBeVisible()
  await expectAccessible(guest, 'a deleted picture')
})
