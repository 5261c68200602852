import type { Page } from '@playwright/test'
import { startFakeComfyServer, type FakeComfyServer } from '../../src/main/comfy/testing/fake-comfy-server'
import { savedPictures } from '../captures'
import { expect, pair, test as base } from '../fixtures'
import { command, complaintsOf, expectAccessible, goToScreen, keepMessages, upload } from '../screens'

/** ComfyUI servers of the test's own, taken down after it. */
const test = base.extend<{ startComfy: () => Promise<FakeComfyServer> }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the names of fixtures from this pattern
  startComfy: async ({}, use) => {
    const started: FakeComfyServer[] = []
    await use(async () => {
      const fake = await startFakeComfyServer()
      started.push(fake)
      return fake
    })
    for (const fake of started) await fake.close()
  },
})

const strip = (page: Page) => page.getByRole('list', { name: 'State of the booth' })
const card = (page: Page, name: string) => page.getByRole('article', { name })

async function openServers(page: Page) {
  await goToScreen(page, 'Settings')
  await page.getByRole('tab', { name: 'Servers' }).click()
}

async function addServer(page: Page, fake: FakeComfyServer, name: string) {
  await page.getByRole('button', { name: 'Add server' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Address').fill(new URL(fake.url).host)
  await dialog.getByLabel('Name').fill(name)
  await dialog.getByRole('button', { name: 'Add server' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(card(page, name)).toContainText('Idle')
}

test('servers are added, checked and tested, and of two the one that dies is told and made up for', async ({
  folders,
  page,
  serve,
  startComfy,
}) => {
  const complaints = complaintsOf(page)
  const [one, two] = [await startComfy(), await startComfy()]
  await pair(page, (await serve(folders)).pairUrl)
  await keepMessages(page)
  await openServers(page)
  await expect(page.getByRole('heading', { name: 'No ComfyUI server yet' })).toBeVisible()
  await expectAccessible(page, 'no server')

  await addServer(page, one, 'Backstage')
  // an added server is checked without being asked
  await expect(card(page, 'Backstage')).toContainText('ComfyUI lacks the node “ConditioningZeroOut”')
  await expect(card(page, 'Backstage')).toContainText('ComfyUI 0.38.1')
  await card(page, 'Backstage').getByRole('button', { name: 'Test' }).click()
  await expect(card(page, 'Backstage')).toContainText('A picture came back in')
  const picture = card(page, 'Backstage').getByRole('img', { name: 'What the test of Backstage gave' })
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(100)
  await addServer(page, two, 'Studio')
  await expect(strip(page)).toContainText('ComfyUI 2/2')
  await expectAccessible(page, 'two servers')

  const holds = [one.hold('ImageInvert'), two.hold('ImageInvert')]
  await upload(page, 1, { style: 'connection-test' })
  const place = await Promise.race(holds.map(async (hold, at) => hold.reached.then(() => at)))
  const [dead, alive] = place === 0 ? ['Backstage', 'Studio'] : ['Studio', 'Backstage']
  await goToScreen(page, 'Live')
  await expect(page.getByRole('region', { name: 'Now' })).toContainText(`on ${dead}`)
  await [one, two][place]!.kill()
  for (const hold of holds) hold.release()
  await savedPictures(folders.shareDir, 1)
  await expect(strip(page)).toContainText('ComfyUI 1/2')

  await strip(page).getByRole('button', { name: 'ComfyUI 1/2' }).click()
  await expect(card(page, dead)).toContainText(`${dead} does not answer`)
  await expect(card(page, dead)).toContainText(/Tried again/)
  await expect(card(page, alive)).toContainText('Idle')
  await expectAccessible(page, 'a server that is set aside')

  await page.getByRole('button', { name: `Remove: ${dead}` }).press('Enter')
  await expect(card(page, dead)).toHaveCount(0)
  await expect(strip(page)).toContainText('ComfyUI 1/1')
  await expect(page.getByRole('list', { name: 'ComfyUI servers' })).toBeFocused()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(card(page, dead)).toBeVisible()
  expect(complaints).toEqual([])
})

test('a server that wants a sign-in gets one, and the event’s styles are warmed on it', async ({
  folders,
  page,
  serve,
  startComfy,
}) => {
  const fake = await startComfy()
  await pair(page, (await serve(folders)).pairUrl)
  await command(page, 'settings.change', { event: { style: 'storybook', styles: ['storybook'] } })
  await openServers(page)
  await addServer(page, fake, 'Backstage')
  fake.quirks.neededHeader = { name: 'Authorization', value: 'Bearer s3cret' }
  await card(page, 'Backstage').getByRole('button', { name: 'Check' }).click()
  await expect(card(page, 'Backstage')).toContainText('The check failed')
  await expect(card(page, 'Backstage')).toContainText('Backstage refuses us')

  await page.getByRole('button', { name: 'Set up Backstage' }).click()
  await card(page, 'Backstage').getByRole('button', { name: 'Set sign-in' }).click()
  await expectAccessible(page, 'signing in')
  await page.getByRole('dialog').getByLabel('Token', { exact: true }).fill('s3cret')
  await page.getByRole('dialog').getByRole('button', { name: 'Save sign-in' }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(card(page, 'Backstage')).toContainText('signs in with Authorization')
  await expect(card(page, 'Backstage')).toContainText('Idle')
  await expectAccessible(page, 'a server’s settings')

  await page.getByRole('button', { name: 'Warm up the event’s styles' }).click()
  await expect(page.getByText('Everything is ready')).toBeVisible()
  await expect(card(page, 'Backstage')).toContainText('Loaded: ')
  await expectAccessible(page, 'a warmed server')
  expect(await page.content()).not.toContain('s3cret')
})
