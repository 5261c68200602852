import { once } from 'node:events'
import type { Page } from '@playwright/test'
import sharp from 'sharp'
import { WebSocket } from 'ws'
import { addresses } from '../../src/contract/addresses'
import { savedPictures } from '../captures'
import { expect, pair, test } from '../fixtures'
import { command, complaintsOf, expectAccessible, keepMessages } from '../screens'

/** Somebody at a table, with one drawing. */
async function drawIn(room: string, origin: string) {
  const socket = new WebSocket(`${origin.replace('http', 'ws')}${addresses.canvasSocket}?room=${room}`)
  await once(socket, 'open')
  const lines = Buffer.from('<svg width="800" height="800"><circle cx="400" cy="400" r="250" fill="tomato"/></svg>')
  const sheet = sharp({ create: { width: 800, height: 800, channels: 3, background: '#fff' } })
  socket.send(JSON.stringify({ type: 'proc', payload: 'a red sun' }))
  socket.send(
    await sheet
      .composite([{ input: lines }])
      .png()
      .toBuffer(),
  )
  return socket
}

async function openRooms(page: Page) {
  await page.getByRole('button', { name: /^Drawing rooms/ }).click()
  return page.getByRole('dialog', { name: 'Drawing rooms' })
}

test('the operator opens a room, sees what is drawn in it, and makes a picture of it', async ({
  folders,
  page,
  serve,
}) => {
  const { pairUrl } = await serve({ ...folders, flags: ['--lan'] })
  await pair(page, pairUrl)
  await keepMessages(page)
  const complaints = complaintsOf(page)
  const dialog = await openRooms(page)
  await expect(dialog.getByText('Nobody draws yet')).toBeVisible()
  await expectAccessible(page, 'no rooms')
  await dialog.getByRole('button', { name: 'New room' }).click()
  const card = dialog.getByRole('listitem')
  const room = await card.getByRole('heading').innerText()
  expect(room).toMatch(/^[A-HJKMNP-Z2-9]{6}$/)
  const code = card.getByRole('img', { name: `Code with the address of room ${room}` })
  await expect.poll(() => code.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0)
  await expect(card.getByRole('button', { name: 'Use this drawing' })).toBeDisabled()
  // while its code is scanned a second one opens
  await dialog.getByRole('button', { name: 'New room' }).click()
  await expect(dialog.getByRole('img', { name: /^Code with the address of room/ })).toHaveCount(2)
  await card.filter({ hasNotText: room }).getByRole('button', { name: 'Close the room' }).click()
  await expect(card).toHaveCount(1)

  const tablet = await drawIn(room, new URL(pairUrl).origin)
  const shown = card.getByRole('img', { name: `What room ${room} shows now` })
  await expect.poll(() => shown.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0)
  await expect(card).toContainText('a red sun')
  await expectAccessible(page, 'a room')
  await card.getByRole('button', { name: 'Use this drawing' }).click()
  await expect(page.getByText(`The drawing of ${room} is in the queue`, { exact: true })).toBeVisible()
  expect(await savedPictures(folders.shareDir, 1)).toHaveLength(1)

  const closed = once(tablet, 'close')
  await card.getByRole('button', { name: 'Close the room' }).click()
  await expect(dialog.getByText('Nobody draws yet')).toBeVisible()
  expect((await closed)[0]).toBe(4001)
  await dialog.getByRole('button', { name: 'Close', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Drawing rooms', exact: true })).toBeFocused()
  await command(page, 'settings.change', { language: 'es' })
  await expect(page.getByRole('button', { name: 'Salas de dibujo' })).toBeVisible()
  expect(complaints).toEqual([])
})
