import type { Page } from '@playwright/test'
import { freePort } from '../../src/main/testing/free-port'
import { savedPictures } from '../captures'
import { expect, pair, test } from '../fixtures'
import { atRest, command, complaintsOf, expectAccessible, noteSigns, patientKiosk } from '../screens'

/** A name as a tablet has it for the booth; no browser takes a page of it for secure. */
const boothName = 'booth.test'

/** The guests' screen on a tablet: paired by the address that the console gives out, under the booth's name. */
async function pairTablet(tablet: Page, console: Page) {
  const { url } = (await command(console, 'pairing.create', { role: 'kiosk' })) as { url: string }
  const address = new URL(url)
  address.hostname = boothName
  await tablet.goto(address.href)
  await tablet.getByRole('button', { name: 'Connect' }).click()
  await tablet.waitForURL(/\/kiosk$/)
}

/** Everything that is said and pressed can be seen whole. */
async function expectInView(tablet: Page) {
  const size = tablet.viewportSize()
  for (const element of await tablet.locator('h1, button:visible, img:visible').all()) {
    const box = await element.boundingBox()
    if (box === null) continue
    expect(box.x).toBeGreaterThanOrEqual(0)
    expect(box.y).toBeGreaterThanOrEqual(0)
    expect(box.x + box.width).toBeLessThanOrEqual(size?.width ?? 0)
    expect(box.y + box.height).toBeLessThanOrEqual(size?.height ?? 0)
  }
}

test('a tablet over plain HTTP is the guests’ screen: the console’s camera shoots, and the guest gets picture and code', async ({
  playwright,
  launchOptions,
  folders,
  page,
  serve,
}) => {
  test.slow() // two browsers at work at once
  const guestPort = await freePort()
  const { pairUrl } = await serve({ ...folders, webcam: true, flags: ['--guest-port', String(guestPort)] })
  await pair(page, pairUrl)
  await command(page, 'settings.change', {
    ...{ capture: { countdownSec: 3 }, kiosk: patientKiosk, server: { allowedHosts: [boothName] } },
    guests: { publicUrl: `http://127.0.0.1:${guestPort}` },
  })
  await expect(page.getByRole('button', { name: /^capture/i })).toBeEnabled()

  const args = [...(launchOptions.args ?? []), `--host-resolver-rules=MAP ${boothName} 127.0.0.1`]
  const browser = await playwright.chromium.launch({ ...launchOptions, args })
  try {
    const tablet = await (
      await browser.newContext({ viewport: { width: 1024, height: 768 }, hasTouch: true })
    ).newPage()
    const complaints = complaintsOf(tablet)
    await pairTablet(tablet, page)
    expect(await tablet.evaluate(() => [isSecureContext, 'mediaDevices' in navigator, 'randomUUID' in crypto])).toEqual(
      [false, false, false],
    )

    const start = tablet.getByRole('button', { name: 'Touch to begin' })
    await expect(start).toBeEnabled()
    await expectInView(tablet)
    await start.tap()
    await tablet.getByRole('listitem').first().getByRole('button').tap()
    const shoot = tablet.getByRole('button', { name: 'Take the picture' })
    await expect(shoot).toBeVisible()
    await expectInView(tablet)
    const signs = await noteSigns(tablet, { countdown: ['[role=timer]', ''] })
    await shoot.tap()
    await expect(tablet.getByText('Here it is!')).toBeVisible()
    expect(await signs()).toEqual(['countdown'])

    for (const [width, height] of [
      [1024, 768],
      [768, 1024],
      [1280, 800],
    ] as const) {
      await tablet.setViewportSize({ width, height })
      const code = tablet.getByRole('img', { name: 'QR code that leads to the picture' })
      for (const image of [tablet.getByRole('img', { name: 'Here it is!' }), code])
        await expect.poll(() => image.evaluate((shown: HTMLImageElement) => shown.naturalWidth)).toBeGreaterThan(0)
      await atRest(tablet)
      await expectInView(tablet)
    }
    await expectAccessible(tablet, 'result')
    const [picture] = await savedPictures(folders.shareDir, 1)
    expect(await command(page, 'jobs.show', { jobId: picture?.jobId })).toMatchObject({
      ...{ source: 'webcam', presser: 'guest', state: 'saved' },
    })
    await tablet.getByRole('button', { name: 'Done' }).tap()
    await expect(start).toBeVisible()
    expect(complaints).toEqual([])
  } finally {
    await browser.close()
  }
})
