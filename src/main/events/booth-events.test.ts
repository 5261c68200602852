import { mkdtemp, readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test, vi } from 'vitest'
import type { CommandOutput } from '../../contract/commands'
import type { BoothEvent } from '../../contract/event'
import { writePicture } from '../images/testing/pictures'
import { openPlainBooth } from '../testing/plain-booth'

const program = { role: 'program' as const, clientId: null }
const operator = { role: 'console' as const, clientId: null }

async function openBooth() {
  const dir = await mkdtemp(join(tmpdir(), 'photocall-booth-events-'))
  const core = await openPlainBooth(dir)
  const ask = (name: string, input: unknown = {}) => core.dispatch(program, name, input)
  return { dir, core, ask }
}

/** A PUT as a window sends it. */
function overlayRequest(id: string, bytes: Uint8Array): Request {
  const url = `app://photocall/events/${id}/overlay`
  return new Request(url, { method: 'PUT', body: new Uint8Array(bytes), headers: { 'content-type': 'image/png' } })
}

async function frame(): Promise<Buffer> {
  const hole = await sharp({ create: { width: 160, height: 160, channels: 4, background: '#000' } })
    .png()
    .toBuffer()
  return sharp({ create: { width: 200, height: 200, channels: 4, background: '#ff0000' } })
    .composite([{ input: hole, blend: 'dest-out' }])
    .png()
    .toBuffer()
}

test('an uploaded overlay lies over the pictures of its event, and over those alone', async () => {
  const { dir, core, ask } = await openBooth()
  const boda = (await ask('events.create', { name: 'Boda' })) as BoothEvent
  const answer = await core.fetch(overlayRequest(boda.id, await frame()), 'console')
  expect(answer.status).toBe(200)
  const { overlay } = (await answer.json()) as BoothEvent
  const shown = await core.fetch(new Request(`app://photocall/media/overlays/${overlay!.sha256}`), 'kiosk')
  expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/png'])

  const hand = async () => (await core.upload({ path: await writePicture(join(dir, `${Math.random()}.jpg`)) })).jobId
  const before = await hand()
  await ask('events.choose', { id: boda.id })
  const after = await hand()
  const saved = (jobId: string) =>
    vi.waitFor(() => expect(core.state().jobs[jobId]?.state).toBe('saved'), { timeout: 60_000 })
  await saved(before)
  await saved(after)
  expect(await readdir(join(dir, 'share', 'Boda'))).toEqual([expect.stringContaining(after)])
  const cornerOf = async (jobId: string) => {
    const { data } = await sharp(core.resultPath(jobId)).raw().toBuffer({ resolveWithObject: true })
    return [...data.subarray(0, 3)].map((value) => Math.round(value / 64))
  }
  expect(await cornerOf(after)).toEqual([4, 0, 0])
  expect(await cornerOf(before)).not.toEqual([4, 0, 0])
  await vi.waitFor(() => expect(Object.keys(core.state().captures)).toEqual([after]), { timeout: 60_000 })
}, 180_000)

test('what is no overlay is refused by name and leaves nothing; a kiosk may not send one', async () => {
  const { dir, core, ask } = await openBooth()
  const refusals: [Uint8Array, string][] = [
    [
      await sharp({ create: { width: 9, height: 9, channels: 3, background: '#fff' } })
        .png()
        .toBuffer(),
      'overlay_unsuitable',
    ],
    [Buffer.from('no picture at all'), 'picture_unsupported'],
    [Buffer.alloc(8_000_001, (await frame()).subarray(0, 64)), 'picture_too_large'],
  ]
  for (const [bytes, code] of refusals) {
    const answer = await core.fetch(overlayRequest('first', bytes), 'console')
    expect(await answer.json()).toMatchObject({ code })
  }
  const unknown = await core.fetch(overlayRequest('nobody', await frame()), 'console')
  expect(unknown.status).toBe(404)
  expect((await core.fetch(overlayRequest('first', await frame()), 'kiosk')).status).toBe(403)
  expect(await readdir(join(dir, 'data', 'incoming'))).toEqual([])
  expect(await ask('settings.export')).toMatchObject({ overlays: {} })
}, 180_000)

test('the settings file holds none of the booth’s secrets', async () => {
  const { dir, core, ask } = await openBooth()
  const asOperator = (name: string, input: unknown = {}) => core.dispatch(operator, name, input)
  const planted = {
    pin: '481516234299',
    signIn: 'Basic dXNlcjpub2JvZHktc2VlcyB0aGlz',
    wifi: 'karaoke until dawn',
    command: 'HF_TOKEN=hf_nobodySeesThis python main.py',
  }
  const server = { id: 'gpu', url: 'http://127.0.0.1:9', enabled: false, startCommand: planted.command }
  await asOperator('settings.change', { comfyui: { servers: [server] } })
  await asOperator('servers.setHeaders', { id: 'gpu', headers: { Authorization: planted.signIn } })
  await asOperator('settings.setPin', { pin: planted.pin })
  await asOperator('guests.setWifiPassword', { password: planted.wifi })
  await asOperator('td.renewToken')
  const { token } = (await asOperator('tokens.create', { name: 'wall' })) as CommandOutput<'tokens.create'>

  const inFile = async (name: string) => JSON.parse(await readFile(join(dir, 'data', name), 'utf8')) as unknown
  const { secrets } = (await inFile('secrets.json')) as { secrets: Record<string, { value: string }> }
  const { tokens } = (await inFile('api-tokens.json')) as { tokens: { tokenHash: string }[] }
  const kept = Object.values(secrets).map(({ value }) => value)
  // PIN, sign-in, Wi-Fi and TouchDesigner's token
  expect(kept).toHaveLength(4)
  const hidden = [...Object.values(planted), token, ...kept, ...tokens.map(({ tokenHash }) => tokenHash)]
  const text = JSON.stringify(await ask('settings.export'))
  expect(text).toContain('"gpu"')
  for (const value of hidden) expect(text).not.toContain(JSON.stringify(value).slice(1, -1))
}, 180_000)

test('a kiosk sees of the events what guests need, and presses only with the consent that the event asks for', async () => {
  const { core, ask } = await openBooth()
  await ask('events.create', { name: 'Gala', retention: { days: 3 } })
  await ask('events.change', { id: 'first', change: { name: 'Boda', consent: { es: 'Acepto' }, pattern: '{jobId}' } })
  const kiosk = { role: 'kiosk' as const, clientId: null }
  await expect(core.dispatch(kiosk, 'capture.press', {})).rejects.toMatchObject({ code: 'consent_missing' })
  await expect(core.dispatch(kiosk, 'capture.press', { consent: true })).rejects.not.toMatchObject({
    code: 'consent_missing',
  })
  for (const name of ['events.list', 'events.choose', 'events.remove', 'settings.export', 'retention.confirmClock'])
    await expect(core.dispatch(kiosk, name, { id: 'first' })).rejects.toMatchObject({ code: 'not_allowed' })
  const seen: unknown[] = []
  const { close } = core.hub.connect({ role: 'kiosk', send: (message) => seen.push(message), unsentBytes: () => 0 })
  expect(seen[0]).toMatchObject({
    state: {
      settings: { events: [{ name: 'Boda', consent: { es: 'Acepto' }, pattern: null, retention: { days: null } }] },
    },
  })
  expect(JSON.stringify(seen)).not.toContain('Gala')
  close()
}, 180_000)
