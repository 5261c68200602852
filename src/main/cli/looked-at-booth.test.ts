import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { JobView } from '../../contract/job'
import { createCaptureIndex } from '../captures/capture-index'
import { dataFolderAt, openDataFolder } from '../jobs/data-folder'
import { createJournal } from '../jobs/journal'
import { migrations } from '../jobs/schema'
import { systemClock } from '../lib/clock'
import { migrate, openDatabase } from '../lib/sqlite'
import { unzip } from '../support/testing/unzip'
import { runCli } from './run-cli'

const shareId = '6f1c1a9e-6a43-4a53-9d2c-0c8f0c9b1a11'
const size = { widthPx: 4, heightPx: 3, sizeBytes: 7, mediaType: 'image/jpeg' } as const
const press = {
  source: 'upload',
  backend: 'comfyui',
  style: 'connection-test',
  ...{ eventId: 'first', event: '', prompt: '', seed: 1 },
  output: { folder: '', pattern: null, overlay: null },
  ...{ consentAtMs: null, countdownSec: 0, zoneOffsetMin: 0 },
} as const
const idOf = (place: number) => `00000000-0000-4000-8000-00000000000${place}`

/** What a booth leaves that was killed while one job was on a server and one in line; one picture is on the share. */
function killedBooth() {
  const dir = mkdtempSync(join(tmpdir(), 'photocall-cli-look-'))
  const [live, data, share] = [join(dir, 'live'), join(dir, 'data'), join(dir, 'share')]
  const folder = openDataFolder(live)
  const database = openDatabase(folder.journal)
  migrate(database, folder.journal, migrations)
  const journal = createJournal({ database, clock: systemClock })
  for (const place of [1, 2]) {
    writeFileSync(join(live, 'incoming', `${place}.jpg`), 'picture')
    journal.addTaken({ ...press, id: idOf(place) }, { file: `incoming/${place}.jpg`, ...size })
  }
  journal.startGenerating(idOf(1))
  mkdirSync(share)
  writeFileSync(join(share, 'one.jpg'), 'picture')
  writeFileSync(join(share, '.photocall-share.json'), JSON.stringify({ id: shareId }))
  journal.remember(`share:${share}`, shareId)
  createCaptureIndex({ database }).add({
    ...{ id: idOf(9), jobId: null, eventId: 'first', root: share, name: 'one.jpg', style: null, seed: null },
    ...{ ...size, takenAtMs: 1, savedAtMs: 2, durationMs: null, favourite: 0, publication: 'published' as const },
  })
  // as the disk stands when the process dies: most of it in the journal's log
  cpSync(live, data, { recursive: true, filter: (path) => !path.endsWith('-shm') })
  database.close()
  return { dir, data, share }
}

/** Every file with its bytes, without the index of the log, which is no more than a memory of it. */
function filesIn(dir: string): Record<string, string> {
  const paths = readdirSync(dir, { recursive: true }).map((name) => join(dir, String(name)))
  const kept = paths.filter((path) => !path.endsWith('-shm') && statSync(path).isFile()).sort()
  return Object.fromEntries(kept.map((path) => [path, readFileSync(path).toString('base64')]))
}

async function run(data: string, ...args: string[]) {
  const said = { out: '', err: '' }
  const out = (text: string) => void (said.out += text)
  const terminal = { out, err: (text: string) => void (said.err += text), live: false, columns: 80 }
  return { code: await runCli([...args, '--data', data], terminal), ...said }
}

describe('a look into a data folder that no console works with', () => {
  it('lists, shows and exports, and leaves unfinished jobs and every byte as they are', async () => {
    const { dir, data } = killedBooth()
    const before = filesIn(data)
    expect(Object.keys(before)).toContain(`${dataFolderAt(data).journal}-wal`)

    const listed = await run(data, 'jobs', 'list', '--json')
    const { jobs } = JSON.parse(listed.out) as { jobs: JobView[] }
    expect(jobs.map(({ number, state }) => [number, state])).toEqual([
      [2, 'queued'],
      [1, 'generating'],
    ])
    expect(await run(data, 'jobs', 'show', '1')).toMatchObject({ code: 0, err: '' })
    const zip = join(dir, 'all.zip')
    expect(await run(data, 'captures', 'export', '--zip', zip)).toMatchObject({ code: 0 })
    const picture = [...(await unzip(zip))].find(([name]) => name.startsWith('pictures/'))
    expect(picture?.[1].toString()).toBe('picture')
    expect((await run(data, 'jobs', 'show', '7')).err).toContain('no job #7')

    expect(filesIn(data)).toEqual(before)
  })

  it('finds pictures where their share stands now', async () => {
    const { dir, data, share } = killedBooth()
    const elsewhere = join(dir, 'elsewhere')
    renameSync(share, elsewhere)
    expect(await run(data, 'captures', 'export', '--zip', join(dir, 'none.zip'))).toMatchObject({ code: 4 })
    const found = await run(data, 'captures', 'export', '--zip', join(dir, 'all.zip'), '--share', elsewhere)
    expect(found).toMatchObject({ code: 0, err: '1 picture, and captures.csv\n' })
    writeFileSync(join(elsewhere, '.photocall-share.json'), JSON.stringify({ id: idOf(5) }))
    const foreign = await run(data, 'captures', 'export', '--zip', join(dir, 'other.zip'), '--share', elsewhere)
    expect(foreign).toMatchObject({ code: 4, err: expect.stringContaining('None of the 1 pictures') as string })
  })

  it('a folder without a console yet has no jobs, and is not made', async () => {
    const data = join(mkdtempSync(join(tmpdir(), 'photocall-cli-look-')), 'data')
    expect(await run(data, 'jobs', 'list')).toMatchObject({ code: 0, err: 'There are no such jobs.\n' })
    expect(existsSync(data)).toBe(false)
  })

  it.each([
    ['is missing', (path: string) => renameSync(path, `${path}-gone`)],
    ['is damaged', (path: string) => writeFileSync(path, 'x'.repeat(8192))],
    ['is of an earlier version', (path: string) => setVersion(path, migrations.length - 1)],
    ['is of a newer version', (path: string) => setVersion(path, migrations.length + 1)],
  ])('a journal that %s is told with the way on, and left as it is', async (words, harm) => {
    const { data } = killedBooth()
    const { journal } = dataFolderAt(data)
    mkdirSync(join(data, 'originals', '2026-01'), { recursive: true })
    writeFileSync(join(data, 'originals', '2026-01', 'a.jpg'), 'picture')
    openDatabase(journal).close()
    harm(journal)
    const before = filesIn(data)
    const listed = await run(data, 'jobs', 'list')
    expect(listed).toMatchObject({ code: 4, err: expect.stringContaining(`The journal ${words}`) as string })
    expect(filesIn(data)).toEqual(before)
  })
})

function setVersion(path: string, version: number): void {
  const database = openDatabase(path)
  database.run(`PRAGMA user_version = ${version}`)
  database.close()
}
