import { once } from 'node:events'
import sharp from 'sharp'
import { afterEach, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { addresses } from '../contract/addresses'
import type { CommandInput, CommandName, CommandOutput } from '../contract/commands'
import { systemClock } from './lib/clock'
import { freePort } from './testing/free-port'
import { openTdBooth, type TdBooth } from './testing/td-booth'

const asConsole = { role: 'console' as const, clientId: null }
const open: TdBooth[] = []
const sockets: WebSocket[] = []
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate()
  for (const booth of open.splice(0)) await booth.stop()
})

async function booth(...given: Parameters<typeof openTdBooth>) {
  const opened = await openTdBooth(...given)
  open.push(opened)
  const run = <N extends CommandName>(name: N, input: CommandInput<N>) =>
    opened.core.dispatch(asConsole, name, input) as Promise<CommandOutput<N>>
  return { ...opened, run }
}

/** A client of the canvas over a real socket. */
async function join(port: number, room: string, headers: Record<string, string> = {}) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${addresses.canvasSocket}?room=${room}`, { headers })
  sockets.push(socket)
  const heard: { type: string; payload: Record<string, unknown> }[] = []
  let pictures = 0
  socket.on('message', (data, isBinary) => {
    if (isBinary) pictures++
    else heard.push(JSON.parse((data as Buffer).toString()) as (typeof heard)[number])
  })
  await once(socket, 'open')
  const told = (type: string) => heard.filter((message) => message.type === type).map(({ payload }) => payload)
  return { socket, told, pictures: () => pictures, say: (message: unknown) => socket.send(JSON.stringify(message)) }
}

const drawing = (radiusPx = 90) =>
  sharp({ create: { width: 400, height: 300, channels: 3, background: '#fff' } })
    .composite([
      { input: Buffer.from(`<svg width="400" height="300"><circle cx="200" cy="150" r="${radiusPx}"/></svg>`) },
    ])
    .png()
    .toBuffer()

test('a drawing becomes a saved capture with the words of its room, by the operator’s command', async () => {
  const { run, core, port, reaches, captures } = await booth({}, { style: 'pop-art' })
  const { room } = await run('canvas.openRoom', {})
  await expect(run('canvas.use', { room })).rejects.toMatchObject({ code: 'drawing_missing', params: { room } })
  const tablet = await join(port, room)
  tablet.say({ type: 'proc', payload: 'a fox in the snow' })
  tablet.socket.send(await drawing())
  await vi.waitFor(() => expect(core.state().canvas.rooms[0]?.thumbUrl).not.toBeNull())
  const { jobId } = await run('canvas.use', { room })
  const job = await reaches(jobId, 'saved')
  expect(job).toMatchObject({
    ...{ source: 'canvas', presser: 'operator', prompt: 'a fox in the snow', style: 'pop-art' },
    original: { mediaType: 'image/png', widthPx: 400, heightPx: 300 },
  })
  expect(await captures()).toMatchObject([{ id: jobId, jobId }])
  const thumb = await core.fetch(new Request(`http://x${core.state().canvas.rooms[0]?.thumbUrl}`), 'console')
  expect([thumb.status, thumb.headers.get('content-type')]).toEqual([200, 'image/png'])
})

test('TouchDesigner or a page of the room asks for the picture, and hears how it goes on until it is saved', async () => {
  const { port, reaches } = await booth({}, { style: 'pop-art' })
  const td = await join(port, 'MESA')
  td.say({ type: 'hello', payload: { client: 'touchdesigner', id: 'td-1' } })
  td.say({ type: 'use' })
  await vi.waitFor(() => expect(td.told('refused')).toMatchObject([{ of: 'use', error: { code: 'drawing_missing' } }]))
  td.socket.send(await drawing())
  td.say({ type: 'use', payload: { prompt: 'a sun', seed: 7 } })
  await vi.waitFor(() => expect(td.told('job')).not.toEqual([]))
  const { jobId } = td.told('job')[0] as { jobId: string }
  expect(await reaches(jobId, 'saved')).toMatchObject({ source: 'canvas', prompt: 'a sun', seed: 7 })
  await vi.waitFor(() => expect(td.told('job').at(-1)).toMatchObject({ jobId, state: 'saved' }))
  td.socket.terminate()
  const again = await join(port, 'MESA')
  again.say({ type: 'hello', payload: { id: 'td-1' } })
  await vi.waitFor(() => expect(again.told('job')).toMatchObject([{ jobId, state: 'saved' }]))
})

test('what a guest has deleted is no longer in the room where it was drawn: nobody who comes later gets it', async () => {
  let aheadMs = 0
  const guestPort = await freePort()
  const clock = { ...systemClock, nowMs: () => Date.now() + aheadMs }
  const { core, port, reaches } = await booth({}, { style: 'pop-art', 'guest-port': guestPort }, clock)
  const thumbOf = (room: string) => core.state().canvas.rooms.find(({ name }) => name === room)?.thumbUrl ?? null

  async function drawIn(room: string, radiusPx: number): Promise<string> {
    const page = await join(port, room)
    page.say({ type: 'hello', payload: { client: 'page' } })
    page.say({ type: 'proc', payload: `words of ${room}` })
    page.socket.send(await drawing(radiusPx))
    page.say({ type: 'use' })
    await vi.waitFor(() => expect(page.told('job')).not.toEqual([]), { timeout: 10_000 })
    const { jobId } = page.told('job')[0] as { jobId: string }
    await reaches(jobId, 'saved')
    await vi.waitFor(() => expect(thumbOf(room)).not.toBeNull(), { timeout: 10_000 })
    return jobId
  }

  /** What a room has for somebody who comes now. */
  async function remembered(room: string) {
    const late = await join(port, room)
    late.say({ type: 'hello', payload: { client: 'page' } })
    await vi.waitFor(() => expect(late.told('room')).not.toEqual([]), { timeout: 10_000 })
    const words = late.told('proc')
    return { pictures: late.pictures(), words, thumb: (await core.fetch(thumbRequest(room), 'console')).status }
  }

  const thumbRequest = (room: string) => new Request(`http://x${addresses.canvasThumb(room, 1)}`)
  const wishGone = async (jobId: string) => {
    const page = `http://127.0.0.1:${guestPort}/g/${core.guestLinks.tokenOf(jobId) ?? ''}`
    expect((await fetch(`${page}/delete`, { method: 'POST', redirect: 'manual' })).status).toBe(303)
  }

  const gone = await drawIn('GONE', 90)
  const waiting = await drawIn('WAITING', 60)
  await wishGone(gone)
  expect(await remembered('GONE')).toEqual({ pictures: 1, words: ['words of GONE'], thumb: 200 })
  aheadMs = 11 * 60_000
  await wishGone(waiting) // which looks at what is due as well
  await vi.waitFor(() => expect(thumbOf('GONE')).toBeNull(), { timeout: 20_000 })
  expect(await remembered('GONE')).toEqual({ pictures: 0, words: [], thumb: 204 })
  expect(await remembered('WAITING')).toEqual({ pictures: 1, words: ['words of WAITING'], thumb: 200 })
}, 90_000)

/** What a tablet that was paired comes with. */
async function pairTablet({ core, port }: Pick<TdBooth, 'core' | 'port'>) {
  const code = new URL(core.pairingUrl('tablet')).searchParams.get('code') ?? ''
  const origin = `http://127.0.0.1:${port}`
  const paired = await fetch(`${origin}/pair`, {
    ...{ method: 'POST', redirect: 'manual', body: `code=${code}` },
    headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
  })
  return { origin, cookie: (paired.headers.get('set-cookie') ?? '').split(';')[0] ?? '' }
}

test('of a guest’s consent the text that they read is recorded, in the booth’s language where a client names none', async () => {
  const consent = { en: 'May we keep it?', es: '¿Podemos guardarlo?' }
  const opened = await booth({ event: { consent } }, { style: 'pop-art' })
  const page = await join(opened.port, 'MESA', await pairTablet(opened))
  page.say({ type: 'hello', payload: { client: 'page' } })
  page.socket.send(await drawing())

  async function recorded(payload: object) {
    const before = page.told('job').map(({ jobId }) => jobId)
    page.say({ type: 'use', payload: { consent: true, ...payload } })
    const fresh = () => page.told('job').find(({ jobId }) => !before.includes(jobId))?.['jobId']
    await vi.waitFor(() => expect(fresh()).toBeDefined(), { timeout: 10_000 })
    return (await opened.run('jobs.show', { jobId: String(fresh()) })).consent
  }

  expect(await recorded({ consentLanguage: 'es' })).toMatchObject({ text: consent.es, language: 'es' })
  expect(await recorded({})).toMatchObject({ text: consent.en, language: 'en' })
})

test('a guest’s page is asked for consent, limited, and refused where the operator keeps drawings to himself', async () => {
  const opened = await booth({ event: { consent: { en: 'May we keep it?' } } }, { style: 'pop-art' })
  const { run } = opened
  await run('queue.pause', {})
  const page = await join(opened.port, 'MESA', await pairTablet(opened))
  page.say({ type: 'hello', payload: { client: 'page' } })
  await vi.waitFor(() =>
    expect(page.told('room').at(-1)).toMatchObject({
      consent: { en: 'May we keep it?' },
      blocked: { code: 'paused' },
    }),
  )
  await run('queue.resume', {})
  page.socket.send(await drawing())
  const refusals = () => page.told('refused').map(({ error }) => (error as { code: string }).code)
  page.say({ type: 'use' })
  await vi.waitFor(() => expect(refusals()).toEqual(['consent_missing']))
  for (let time = 0; time < 7; time++) page.say({ type: 'use', payload: { consent: true } })
  await vi.waitFor(() => expect(refusals()).toEqual(['consent_missing', 'too_busy']))
  await run('settings.change', { canvas: { guestsUse: false } })
  page.say({ type: 'use', payload: { consent: true } })
  await vi.waitFor(() => expect(refusals().at(-1)).toBe('not_allowed'))
  await vi.waitFor(() => expect(new Set(page.told('job').map(({ jobId }) => jobId)).size).toBe(6))
})
