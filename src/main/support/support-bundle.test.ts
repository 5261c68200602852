import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createJournal } from '../jobs/journal'
import { migrations } from '../jobs/schema'
import { createManualClock } from '../lib/clock'
import { createRotatingLog } from '../lib/rotating-log'
import { migrate, openDatabase } from '../lib/sqlite'
import { createSupportBundle } from './support-bundle'
import { unzip } from './testing/unzip'

const prompt = 'my daughter "Zoë" as a fox (in Ávila)'
const planted = {
  token: 'Zk9tT2tlbk9mVGhlQ2xpVGhhdE5vYm9keVNlZXM',
  pinHash: 'c2NyeXB0LXNhbHQ:cGluLWhhc2gtb2Ytc29tZWJvZHk',
  session: 'a3f5c9d2e8b14776a3f5c9d2e8b14776',
  guestLink: 'Qm9vdGhHdWVzdFRva2Vu',
  pairing: 'QWERTYUI',
  inCommand: 'hf_nobodySeesThis',
}
/** The first bytes of a JPEG, and a picture's bytes that nothing else has. */
const pictureBytes = Buffer.from('ffd8ffe0deadbeefcafe', 'hex')

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'photocall-support-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true, maxRetries: 10 }))

async function plantedFolder() {
  const dataDir = join(dir, 'data')
  for (const name of ['originals/2026-01', 'spool', 'thumbs', 'logs'])
    mkdirSync(join(dataDir, name), { recursive: true })
  for (const name of ['originals/2026-01/guest.jpg', 'spool/guest.jpg', 'thumbs/guest.jpg'])
    writeFileSync(join(dataDir, name), pictureBytes)
  const write = (name: string, value: unknown) => writeFileSync(join(dataDir, name), JSON.stringify(value))
  write('secrets.json', { version: 1, secrets: { 'kiosk.pin': { kind: 'plain', value: `scrypt:${planted.pinHash}` } } })
  write('sessions.json', { sessions: [{ hash: planted.session }] })
  write('cli-token', { port: 8080, token: planted.token })
  const servers = [{ id: 'gpu', startCommand: `HF_TOKEN=${planted.inCommand} python main.py` }]
  write('settings.json', { version: 2, language: 'es', apiToken: 'not-for-anybody', comfyui: { servers } })
  plantJournal(join(dataDir, 'journal.sqlite'))
  await plantLogs(join(dataDir, 'logs'))
  return dataDir
}

function plantJournal(path: string) {
  const database = openDatabase(path)
  migrate(database, path, migrations)
  const journal = createJournal({ database, clock: createManualClock() })
  const id = randomUUID()
  journal.add({
    id,
    source: 'webcam',
    backend: 'builtin',
    style: 'comic',
    eventId: 'first',
    event: 'Boda',
    output: { folder: '', pattern: null, overlay: null },
    consentAtMs: null,
    prompt,
    seed: 1,
    countdownSec: 0,
    zoneOffsetMin: 0,
    state: 'counting',
  })
  journal.move(id, 'failed', { error: { code: 'generation_failed', message: `Nothing came of: ${prompt}`, hint: '' } })
  database.close()
}

async function plantLogs(logsDir: string) {
  const log = createRotatingLog(logsDir)
  const { info } = log.feature('planted')
  info(`a guest wrote ${prompt}`, { prompt, guest: `/g/${planted.guestLink}` })
  info('asked', { url: `http://127.0.0.1:8080/uploads?style=comic&prompt=${encodeURIComponent(prompt)}` })
  info('asked', { url: `/pair?code=${planted.pairing}`, header: `Bearer ${planted.token}`, found: planted.session })
  await log.close()
  writeFileSync(join(logsDir, 'photocall.log.1'), `plain text with ${planted.token} and ${prompt}\n`)
}

const bundleOf = (dataDir: string) =>
  createSupportBundle({ dataDir, runtime: 'test', state: null, clock: createManualClock() })

test('holds logs and facts, and nothing of guests or of what must stay secret', async () => {
  const path = join(dir, 'support.zip')
  await bundleOf(await plantedFolder()).save(path)
  const files = await unzip(path)
  expect([...files.keys()].sort()).toEqual([
    ...['data-folder.json', 'journal.json', 'logs/photocall.log', 'logs/photocall.log.1', 'program.json'],
    'settings.json',
  ])
  const hidden = [...Object.values(planted), prompt, 'Zoë', JSON.stringify(prompt).slice(1, -1), 'not-for-anybody']
  for (const [name, bytes] of files) {
    expect(bytes.includes(pictureBytes.subarray(4)), name).toBe(false)
    for (const word of [...hidden, encodeURIComponent(prompt)]) expect(bytes.toString(), name).not.toContain(word)
  }
  const text = (name: string) => files.get(name)?.toString() ?? ''
  expect(text('logs/photocall.log')).toContain('a guest wrote [prompt]')
  expect(text('settings.json')).toContain('"language": "es"')
  expect(JSON.parse(text('journal.json'))).toMatchObject({
    integrity: 'ok',
    schemaVersion: migrations.length,
    jobsByState: { failed: 1 },
    newestErrors: [{ number: 1, code: 'generation_failed', message: 'Nothing came of: [prompt]' }],
  })
  expect(JSON.parse(text('data-folder.json'))).toMatchObject({ originals: { files: 1, sizeBytes: 10 } })
})

test('says of a part that cannot be read why, and saves the others', async () => {
  const dataDir = await plantedFolder()
  writeFileSync(join(dataDir, 'journal.sqlite'), 'no database at all, and long enough to be taken for one'.repeat(200))
  writeFileSync(join(dataDir, 'settings.json'), '{"language":')
  const path = join(dir, 'support.zip')
  await bundleOf(dataDir).save(path)
  const files = await unzip(path)
  expect(files.get('journal.json')?.toString()).toMatch(/not a database/)
  expect(files.get('settings.json')?.toString()).toContain('unreadable')
  expect(files.has('logs/photocall.log')).toBe(true)
})

test('leaves nothing behind where it cannot be written', async () => {
  const target = join(dir, 'gone', 'support.zip')
  await expect(bundleOf(await plantedFolder()).save(target)).rejects.toMatchObject({ code: 'support_failed' })
  expect(readdirSync(dir)).toEqual(['data'])
})
