import { existsSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import type { Page } from '@playwright/test'
import { savedPictures } from '../captures'
import { expect, pair, test } from '../fixtures'
import { complaintsOf, expectAccessible, goToScreen, keepMessages, upload } from '../screens'

const switcher = (page: Page) => page.getByRole('banner').getByRole('button', { name: /^Event: / })

/** By keyboard alone, as with one hand on a dark stage: the menu, then the entry. */
async function chooseInMenu(page: Page, name: RegExp | string) {
  await switcher(page).focus()
  await page.keyboard.press('Enter')
  // a choice among the events, or something to do
  const menuItem = page.getByRole('menu').locator('[role^=menuitem]')
  const focused = menuItem.and(page.locator(':focus'))
  await expect(focused).toHaveCount(1)
  const entries = await menuItem.allInnerTexts()
  for (const entry of entries) {
    // the menu moves its focus a moment after the key: the next key waits for it
    await expect(focused).toHaveText(entry)
    if (typeof name === 'string' ? entry.includes(name) : name.test(entry)) break
    await page.keyboard.press('ArrowDown')
  }
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menu')).toHaveCount(0)
}

async function nameEvent(page: Page, name: string) {
  await expect(page.getByRole('dialog').getByRole('textbox', { name: 'Name' })).toBeFocused()
  await page.keyboard.type(name)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name, level: 3 })).toBeVisible()
}

test('an event is made, duplicated and switched to by keyboard, and its pictures stay apart', async ({
  folders,
  page,
  serve,
}) => {
  const complaints = complaintsOf(page)
  await pair(page, (await serve(folders)).pairUrl)
  await keepMessages(page)
  await upload(page, 1, { style: 'pop-art' })
  await savedPictures(folders.shareDir, 1)

  await chooseInMenu(page, 'New event…')
  await nameEvent(page, 'Boda Ana & Luis')
  await expect(page.getByText('Pictures are still taken for Unnamed event.', { exact: true })).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Folder' })).toHaveValue('Boda Ana & Luis')
  await expect(page.getByText(/^Boda Ana & Luis\/PhotoCall-/)).toBeVisible()
  await expectAccessible(page, 'a new event')

  await chooseInMenu(page, 'Boda Ana & Luis')
  await expect(switcher(page)).toHaveAccessibleName('Event: Boda Ana & Luis')
  await expect(page.getByText('Pictures are now taken for Boda Ana & Luis', { exact: true })).toBeVisible()
  await expect(page.getByText('Pictures in hand stay with Unnamed event.', { exact: true })).toBeVisible()
  await upload(page, 1, { style: 'comic' })
  await expect.poll(() => existsSync(join(folders.shareDir, 'Boda Ana & Luis')), { timeout: 180_000 }).toBe(true)
  await savedPictures(join(folders.shareDir, 'Boda Ana & Luis'), 1)

  await chooseInMenu(page, 'Duplicate for the next…')
  await nameEvent(page, 'Feria')
  const list = page.getByRole('navigation', { name: 'Events' })
  await expect(list.getByRole('button', { name: /^Feria/ })).toHaveAttribute('aria-current', 'true')
  await expect(list.getByRole('button', { name: /^Boda Ana/ })).toContainText('1 picture')
  await expect(list.getByRole('button', { name: /^Boda Ana/ })).toContainText('In use')

  await goToScreen(page, 'Gallery')
  await expect(page.getByRole('option')).toHaveCount(1)
  await expectAccessible(page, 'gallery of one event')
  await page.getByRole('navigation', { name: 'Which pictures' }).getByText('All events').click()
  await expect(page.getByRole('option')).toHaveCount(2)
  expect(complaints.filter((complaint) => !complaint.includes('404'))).toEqual([])
})

test('an event’s folder that another one has is refused in place, and a removed event can be had back', async ({
  folders,
  page,
  serve,
}) => {
  await pair(page, (await serve(folders)).pairUrl)
  await keepMessages(page)
  await chooseInMenu(page, 'New event…')
  await nameEvent(page, 'Boda')
  const folder = page.getByRole('textbox', { name: 'Folder' })
  await folder.fill('a:b')
  await expect(page.getByRole('alert')).toContainText('One to three folder names')
  await folder.fill('')
  await expect(page.getByRole('alert')).toContainText('has this folder')
  await expectAccessible(page, 'a refused folder')
  await folder.press('Escape')
  await expect(page.getByRole('alert')).toHaveCount(0)

  await page.getByRole('button', { name: 'Remove…' }).click()
  await expect(page.getByRole('dialog')).toContainText('It has no pictures.')
  await expectAccessible(page, 'removing')
  await page.getByRole('button', { name: 'Remove event' }).click()
  const list = page.getByRole('navigation', { name: 'Events' })
  await expect(list.getByRole('button', { name: /^Boda/ })).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(list.getByRole('button', { name: /^Boda/ })).toBeVisible()
})

test('the consent’s preview follows what is written, and styles are offered per event', async ({
  folders,
  page,
  serve,
}) => {
  await pair(page, (await serve(folders)).pairUrl)
  await keepMessages(page)
  await goToScreen(page, 'Settings')
  await expect(page.getByText('Guests are not asked.')).toBeVisible()
  await page.getByRole('textbox', { name: 'Text in Spanish' }).fill('¿Podemos mostrar tu foto?')
  await expect(page.getByRole('figure')).toContainText('¿Podemos mostrar tu foto?')
  await expect(page.getByRole('figure')).toContainText('No acepto')
  await page.getByRole('textbox', { name: 'Text in Spanish' }).blur()
  await expect(page.getByText('Saved', { exact: true })).toBeVisible()
  await page.getByRole('switch', { name: 'Comic', exact: true }).click()
  await expect(page.getByRole('switch', { name: 'Comic', exact: true })).not.toBeChecked()
  await page.getByRole('switch', { name: 'Erase automatically' }).click()
  await expect(page.getByText(/^30 days after each picture/)).toBeVisible()
  await expectAccessible(page, 'an event that is set up')
})

/** A frame: opaque at the edges, nothing in the middle. */
function framePng(): Promise<Buffer> {
  const hole = Buffer.from('<svg width="1200" height="640"><rect width="1200" height="640"/></svg>')
  return sharp({ create: { width: 1280, height: 720, channels: 4, background: '#fff8ec' } })
    .composite([{ input: hole, blend: 'dest-out' }])
    .png()
    .toBuffer()
}

test('an overlay is chosen, shown over a sample, moved and removed; a picture without transparency is refused', async ({
  folders,
  page,
  serve,
}) => {
  await pair(page, (await serve(folders)).pairUrl)
  await goToScreen(page, 'Settings')
  const choose = async (button: string, buffer: Buffer) => {
    const chooser = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: button }).click()
    await (await chooser).setFiles({ name: 'frame.png', mimeType: 'image/png', buffer })
  }
  await choose(
    'Choose PNG',
    await sharp(await framePng())
      .flatten()
      .png()
      .toBuffer(),
  )
  await expect(page.getByRole('alert')).toContainText('cannot be an overlay')
  await choose('Choose PNG', await framePng())
  const overlay = page.getByRole('img', { name: 'The overlay on a sample picture' })
  await expect(overlay).toBeVisible()
  await expect.poll(() => overlay.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1280)
  await expect(page.getByRole('alert')).toHaveCount(0)
  await page.getByRole('button', { name: /^Place: / }).click()
  await page.getByRole('menuitemradio', { name: 'Logo, lower right' }).click()
  await expect(page.getByRole('slider', { name: 'Width' })).toBeVisible()
  await expectAccessible(page, 'an overlay')
  await page.getByRole('button', { name: 'Remove overlay' }).click()
  await expect(overlay).toHaveCount(0)
})
