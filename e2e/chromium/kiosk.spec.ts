import type { Page } from '@playwright/test'
import { expect, pair, test } from '../fixtures'
import { savedPictures } from '../captures'
import { atRest, command, complaintsOf, expectAccessible, noteSigns, openKiosk, patientKiosk } from '../screens'

test('a guest goes from the first touch to the picture and back to the start', async ({
  browser,
  folders,
  page,
  serve,
}) => {
  const { pairUrl } = await serve(folders)
  await pair(page, pairUrl)
  await command(page, 'settings.change', { capture: { countdownSec: 1 }, kiosk: patientKiosk })
  const kiosk = await openKiosk(browser, page)
  const complaints = complaintsOf(kiosk)
  const start = kiosk.getByRole('button', { name: 'Touch to begin' })
  await expect(start).toBeEnabled()
  await expectAccessible(kiosk, 'attract')
  await start.click()
  await expectAccessible(kiosk, 'styles')
  await kiosk.getByRole('listitem').first().getByRole('button').click()
  await expectAccessible(kiosk, 'ready')
  const signs = await noteSigns(kiosk, { lastBeat: ['[role=timer]', 'Smile!'] })
  await slowClock(kiosk)
  await kiosk.getByRole('button', { name: 'Take the picture' }).click()
  await expect(kiosk.getByText('Here it is!')).toBeVisible()
  expect(await signs()).toEqual(['lastBeat'])
  await expect
    .poll(() => kiosk.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth))
    .toBeGreaterThan(0)
  await expectAccessible(kiosk, 'result')
  await savedPictures(folders.shareDir, 1)
  await kiosk.getByRole('button', { name: 'Done' }).click()
  await expect(start).toBeVisible()
  expect(complaints).toEqual([])
})

test('the guest screen follows the operator’s press and returns by itself', async ({
  browser,
  folders,
  page,
  serve,
}) => {
  const { pairUrl } = await serve(folders)
  await pair(page, pairUrl)
  await command(page, 'settings.change', { kiosk: { resultSec: 5 }, capture: { countdownSec: 2 } })
  const kiosk = await openKiosk(browser, page)
  await expect(kiosk.getByRole('button', { name: 'Touch to begin' })).toBeVisible()
  const signs = await noteSigns(kiosk, {
    countdown: ['[role=timer]', ''],
    result: ['h1', 'Here it is!'],
    warning: ['p', 'Back to the start in'],
  })
  await slowClock(kiosk)
  await command(page, 'capture.press', { source: 'webcam' })
  await expect.poll(signs).toEqual(['countdown', 'result', 'warning'])
  await expect(kiosk.getByRole('button', { name: 'Touch to begin' })).toBeVisible()
})

test('a guest reads no cause: a paused booth says that it will be back', async ({ browser, folders, page, serve }) => {
  const { pairUrl } = await serve(folders)
  await pair(page, pairUrl)
  const kiosk = await openKiosk(browser, page)
  await expect(kiosk.getByRole('button', { name: 'Touch to begin' })).toBeEnabled()
  await command(page, 'queue.pause')
  await expect(kiosk.getByRole('button', { name: 'Back in a moment' })).toBeDisabled()
  await expect(kiosk.getByText(/pause/i)).toHaveCount(0)
  await command(page, 'queue.resume')
  await expect(kiosk.getByRole('button', { name: 'Touch to begin' })).toBeEnabled()
})

test('the guest screen is left by PIN alone', async ({ browser, folders, page, serve }) => {
  const { pairUrl } = await serve(folders)
  await pair(page, pairUrl)
  await command(page, 'settings.setPin', { pin: '4711' })
  await command(page, 'settings.change', { kiosk: patientKiosk })
  const kiosk = await openKiosk(browser, page)
  await expect(kiosk.getByRole('button', { name: 'Touch to begin' })).toBeVisible()
  await atRest(kiosk)
  await kiosk.keyboard.press('Control+Shift+K')
  await expect(kiosk.getByRole('dialog')).toBeVisible()
  await expectAccessible(kiosk, 'PIN pad')
  await kiosk.keyboard.type('1234')
  await kiosk.keyboard.press('Enter')
  await expect(kiosk.getByText('Wrong PIN')).toBeVisible()
  await expect(kiosk.getByRole('status', { name: '0 digits entered' })).toBeVisible()
  for (const digit of '4711') await kiosk.getByRole('button', { name: digit, exact: true }).click()
  await kiosk.getByRole('button', { name: 'Leave' }).click()
  await expect(kiosk.getByText('The guest screen is closed')).toBeVisible()
  await kiosk.getByRole('button', { name: 'Show the guest screen again' }).click()
  await expect(kiosk.getByRole('button', { name: 'Touch to begin' })).toBeVisible()
  await expect(kiosk.getByRole('dialog')).toHaveCount(0)
})

/** For the page a countdown lasts from the core's one word to its next, also where the machine stands still in between. */
function slowClock(page: Page) {
  return page.evaluate(() => {
    const real = performance.now.bind(performance)
    const beganAtMs = real()
    performance.now = () => beganAtMs + (real() - beganAtMs) / 1000
  })
}
