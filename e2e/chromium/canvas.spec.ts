import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { Page, WebSocketRoute } from '@playwright/test'
import sharp from 'sharp'
import { WebSocket } from 'ws'
import { addresses } from '../../src/contract/addresses'
import { savedPictures } from '../captures'
import { expect, pair, test } from '../fixtures'
import { command, complaintsOf, expectAccessible } from '../screens'

const room = 'DRAW42'

/** TouchDesigner as the room sees it: whoever says who it is, and keeps the last final picture. */
async function joinAsTouchDesigner(origin: string) {
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/?room=${room}`)
  const heard: { final: Buffer | null; states: string[]; prompt: string } = { final: null, states: [], prompt: '' }
  socket.on('message', (data: Buffer, isBinary) => {
    if (isBinary) {
      heard.final = data
      heard.states.push('final')
    } else {
      const { type, payload } = JSON.parse(data.toString()) as { type: string; payload: string }
      if (type === 'state') heard.states.push(payload)
      if (type === 'proc') heard.prompt = payload
    }
  })
  await once(socket, 'open')
  socket.send(JSON.stringify({ type: 'hello', payload: { room, client: 'touchdesigner' } }))
  return { heard, close: () => socket.close() }
}

/** A tab of its own, as large as a tablet, in a browser that is paired. */
async function openCanvas(paired: Page, prepare: (page: Page) => Promise<void> = async () => undefined): Promise<Page> {
  const page = await paired.context().newPage()
  await page.setViewportSize({ width: 1024, height: 768 })
  await prepare(page)
  await page.goto(`${new URL(paired.url()).origin}${addresses.canvas}?room=${room}`)
  await expect(page.getByText('Connected')).toBeVisible()
  return page
}

/** A line over the sheet, between two places of it (0..1). */
async function draw(page: Page, from: readonly [number, number], to: readonly [number, number]) {
  const box = await page.getByRole('img', { name: /^(Your sheet|Tu hoja)/ }).boundingBox()
  if (box === null) throw new Error('There is no sheet.')
  const place = ([x, y]: readonly [number, number]) => [box.x + x * box.width, box.y + y * box.height] as const
  await page.mouse.move(...place(from))
  await page.mouse.down()
  await page.mouse.move(...place(to), { steps: 12 })
  await page.mouse.up()
}

/** The room's picture as a page has it, byte for byte. */
async function drawingOf(page: Page): Promise<Buffer> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save the drawing' }).click(),
  ])
  return readFileSync(await download.path())
}

/** Of the picture's height, from the top: whether there is a dark line at the middle of its width. */
async function darkAt(png: Buffer, ...heights: number[]): Promise<boolean[]> {
  const { data, info } = await sharp(png).greyscale().raw().toBuffer({ resolveWithObject: true })
  const column = Math.floor(info.width / 2)
  return heights.map((ratio) => {
    const row = Math.round(ratio * info.height)
    const around = [-3, -2, -1, 0, 1, 2, 3].map((step) => data[(row + step) * info.width * info.channels + column]!)
    return Math.min(...around) < 128
  })
}

/** The network between a page and the console, to be cut. */
function createCable() {
  let isCut = false
  let socket: WebSocketRoute | null = null
  return {
    plug: (page: Page) =>
      page.routeWebSocket(/canvas\/ws/, async (route) => {
        if (isCut) return route.close()
        route.connectToServer()
        socket = route
      }),
    async cut() {
      isCut = true
      await socket?.close()
    },
    mend: () => void (isCut = false),
  }
}

/** What the browser's database would bring back after a reload; empty where there is nothing. */
async function keptPicture(page: Page): Promise<Buffer> {
  const bytes = await page.evaluate(
    (name) =>
      new Promise<number[]>((resolve, reject) => {
        const opening = indexedDB.open('photocall-canvas')
        opening.onerror = () => reject(new Error('The browser has no such database.'))
        opening.onsuccess = () => {
          const asking = opening.result.transaction('drawings').objectStore('drawings').get(name)
          asking.onerror = () => reject(new Error('The drawing cannot be read.'))
          asking.onsuccess = () => {
            opening.result.close()
            resolve([...((asking.result as { bytes: Uint8Array } | undefined)?.bytes ?? [])])
          }
        }
      }),
    room,
  )
  return Buffer.from(bytes)
}

test('two tabs and TouchDesigner draw in one room and end with the same picture, which becomes a saved capture', async ({
  folders,
  page,
  serve,
}) => {
  const { pairUrl } = await serve(folders)
  await pair(page, pairUrl)
  const touchDesigner = await joinAsTouchDesigner(new URL(pairUrl).origin)
  const one = await openCanvas(page)
  const other = await openCanvas(page)
  const complaints = complaintsOf(one)

  await draw(one, [0.2, 0.2], [0.8, 0.2])
  await draw(other, [0.2, 0.5], [0.8, 0.5])
  await draw(one, [0.2, 0.8], [0.8, 0.8])

  const isWhole = async () => {
    const { final } = touchDesigner.heard
    return final === null ? [] : darkAt(final, 0.2, 0.5, 0.8, 0.35)
  }
  await expect.poll(isWhole).toEqual([true, true, true, false])
  for (const page of [one, other]) {
    await expect.poll(async () => (await drawingOf(page)).equals(touchDesigner.heard.final!)).toBe(true)
  }
  expect(touchDesigner.heard.states).toEqual(expect.arrayContaining(['drawing:start', 'drawing:end']))
  // the picture of a stroke ends it as well, also that of somebody else: no end is said after it
  expect(['drawing:end', 'final']).toContain(touchDesigner.heard.states.at(-1))

  await one.getByLabel('What is it?').fill('a dragon')
  await expect(other.getByLabel('What is it?')).toHaveValue('a dragon')
  await expect.poll(() => touchDesigner.heard.prompt).toBe('a dragon')
  await expectAccessible(one, 'canvas')

  await one.getByRole('button', { name: 'Make a picture of it' }).click()
  await savedPictures(folders.shareDir, 1)
  const result = one.getByRole('dialog', { name: 'Here it is!' }).getByRole('img')
  await expect.poll(() => result.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0)

  await one.getByRole('button', { name: 'Go on drawing' }).click()
  await one.reload()
  await expect(one.getByText('Connected')).toBeVisible()
  await expect(one.getByText('1 other here')).toBeVisible()
  // after the jobs that the room tells again to whoever comes back
  await other.getByLabel('What is it?').fill('a unicorn')
  await expect(one.getByLabel('What is it?')).toHaveValue('a unicorn')
  await expect(one.getByRole('dialog')).toHaveCount(0)
  expect(complaints).toEqual([])
  touchDesigner.close()
})

/** What fingers and pens send, several at once: Playwright's touch screen has one finger. */
async function point(page: Page, events: readonly PointerSent[]) {
  await page.getByRole('img', { name: 'Your sheet' }).evaluate((sheet, sent) => {
    const { left, top, width, height } = sheet.getBoundingClientRect()
    for (const { type, at, ...rest } of sent) {
      const place = { clientX: left + at[0] * width, clientY: top + at[1] * height }
      sheet.dispatchEvent(new PointerEvent(type, { bubbles: true, cancelable: true, ...rest, ...place }))
    }
  }, events)
}

interface PointerSent {
  type: 'pointerdown' | 'pointermove' | 'pointerup'
  pointerId: number
  pointerType: 'pen' | 'touch'
  pressure?: number
  at: readonly [x: number, y: number]
}

test('two fingers draw two lines, and a palm beside a pen draws nothing', async ({ folders, page, serve }) => {
  const { pairUrl } = await serve(folders)
  await pair(page, pairUrl)
  const tablet = await openCanvas(page)
  const touch = (type: PointerSent['type'], pointerId: number, at: PointerSent['at']) =>
    ({ type, pointerId, pointerType: 'touch', at }) as const
  const across = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]
  await point(tablet, [
    ...[touch('pointerdown', 11, [0.1, 0.2]), touch('pointerdown', 12, [0.1, 0.6])],
    ...across.flatMap((x) => [touch('pointermove', 11, [x, 0.2]), touch('pointermove', 12, [x, 0.6])]),
    ...[touch('pointerup', 11, [0.9, 0.2]), touch('pointerup', 12, [0.9, 0.6])],
  ])
  // no line jumps from one finger to the other
  await expect.poll(async () => darkAt(await drawingOf(tablet), 0.2, 0.6, 0.4)).toEqual([true, true, false])

  const pen = (type: PointerSent['type'], x: number) =>
    ({ type, pointerId: 21, pointerType: 'pen', pressure: 0.8, at: [x, 0.8] }) as const
  await point(tablet, [
    pen('pointerdown', 0.1),
    touch('pointerdown', 22, [0.2, 0.4]),
    ...across.flatMap((x) => [pen('pointermove', x), touch('pointermove', 22, [x, 0.4])]),
    ...[touch('pointerup', 22, [0.9, 0.4]), pen('pointerup', 0.9)],
  ])
  await expect.poll(async () => darkAt(await drawingOf(tablet), 0.8)).toEqual([true])
  expect(await darkAt(await drawingOf(tablet), 0.4)).toEqual([false])

  await tablet.keyboard.press('Control+z')
  await expect.poll(async () => darkAt(await drawingOf(tablet), 0.2, 0.6, 0.8)).toEqual([true, true, false])
  await tablet.getByRole('button', { name: 'Empty the sheet' }).click()
  await expect(tablet.getByRole('button', { name: 'Save the drawing' })).toBeDisabled()
  await tablet.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(async () => darkAt(await drawingOf(tablet), 0.2, 0.6)).toEqual([true, true])
})

test('a drawing outlives a reload, and what was drawn offline reaches the room with the connection', async ({
  folders,
  page,
  serve,
}) => {
  const { pairUrl } = await serve(folders)
  await pair(page, pairUrl)
  const touchDesigner = await joinAsTouchDesigner(new URL(pairUrl).origin)
  const cable = createCable()
  const tablet = await openCanvas(page, cable.plug)
  await draw(tablet, [0.2, 0.2], [0.8, 0.2])
  await expect.poll(() => touchDesigner.heard.final?.length ?? 0).toBeGreaterThan(0)

  await cable.cut()
  await expect(tablet.getByText('Offline, keep drawing')).toBeVisible()
  await draw(tablet, [0.2, 0.5], [0.8, 0.5])
  const kept = async () => {
    const picture = await keptPicture(tablet)
    return picture.length === 0 ? [] : darkAt(picture, 0.2, 0.5)
  }
  await expect.poll(kept).toEqual([true, true])
  await tablet.reload()
  await expect(tablet.getByRole('button', { name: 'Save the drawing' })).toBeEnabled()
  expect(await darkAt(await drawingOf(tablet), 0.2, 0.5, 0.8)).toEqual([true, true, false])
  expect(await darkAt(touchDesigner.heard.final!, 0.2, 0.5)).toEqual([true, false])

  cable.mend()
  await expect(tablet.getByText('Connected')).toBeVisible()
  await expect.poll(() => darkAt(touchDesigner.heard.final!, 0.2, 0.5)).toEqual([true, true])
  await expect.poll(async () => (await drawingOf(tablet)).equals(touchDesigner.heard.final!)).toBe(true)
  touchDesigner.close()
})

test('a guest is asked in the words that there are, in their own language first, and what they read is recorded', async ({
  browser,
  folders,
  page,
  serve,
}) => {
  const { pairUrl } = await serve(folders)
  await pair(page, pairUrl)
  const question = 'We show your picture tonight. All right?'
  const pregunta = 'Esta noche mostramos tu foto. ¿De acuerdo?'
  await command(page, 'settings.change', { language: 'en', event: { consent: { en: question, es: '' } } })
  const { origin } = new URL(pairUrl)
  const tablet = await (await browser.newContext({ locale: 'es-ES' })).newPage()
  const { code } = (await command(page, 'pairing.create', { role: 'tablet' })) as { code: string }
  await tablet.request.post(`${origin}/pair`, { form: { code }, headers: { origin }, maxRedirects: 0 })
  await tablet.goto(`${origin}${addresses.canvas}?room=${room}`)
  await expect(tablet.getByText('Conectado')).toBeVisible()
  await draw(tablet, [0.2, 0.2], [0.8, 0.2])

  const use = tablet.getByRole('button', { name: 'Convertirlo en imagen' })
  const asked = tablet.getByRole('dialog', { name: 'Antes de tu foto' })
  await use.click()
  await expect(asked.getByText(question)).toHaveAttribute('lang', 'en')
  await expectAccessible(tablet, 'consent to a drawing')
  await asked.getByRole('button', { name: 'No acepto' }).click()

  await command(page, 'settings.change', { event: { consent: { en: question, es: pregunta } } })
  await use.click()
  await expect(asked.getByText(pregunta)).toHaveAttribute('lang', 'es')
  await asked.getByRole('button', { name: 'Acepto', exact: true }).click()
  await expect.poll(() => consentsOf(page)).toMatchObject([{ text: pregunta, language: 'es' }])
})

/** What each job's guest agreed to. */
async function consentsOf(page: Page): Promise<unknown[]> {
  const { jobs } = (await command(page, 'jobs.list')) as { jobs: { id: string }[] }
  const shown = await Promise.all(jobs.map(({ id }) => command(page, 'jobs.show', { jobId: id })))
  return shown.map((job) => (job as { consent: unknown }).consent)
}
