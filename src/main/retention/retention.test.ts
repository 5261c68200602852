import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { boothEvent, type BoothEvent } from '../../contract/event'
import type { Job, JobState } from '../../contract/job'
import { createCaptureIndex } from '../captures/capture-index'
import { agesFromMs } from '../jobs/aging'
import { createClockWatch } from '../jobs/clock-watch'
import { openDataFolder, type DataFolder } from '../jobs/data-folder'
import { createJournal } from '../jobs/journal'
import { replayRecordOf } from '../jobs/replay-record'
import { createReplayRecords } from '../jobs/replay-records'
import { migrations } from '../jobs/schema'
import { newJobOfTests } from '../jobs/testing/new-job'
import { createManualClock } from '../lib/clock'
import { incomingName } from '../lib/incoming-name'
import { silentLog } from '../lib/log'
import { migrate, openDatabase } from '../lib/sqlite'
import { realFileSystem } from '../share/file-system'
import { rememberedShares } from '../share/remembered-shares'
import { markerName } from '../share/share-marker'
import { createWorkAtShare } from '../share/work-at-share'
import { createErasures } from './erasures'
import { createRetention } from './retention'

const dayMs = 24 * 3_600_000
const idOf = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`

type Times = Parameters<typeof agesFromMs>[0]

async function touch(path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, 'picture')
  return path
}

const ways: Partial<Record<JobState, JobState[]>> = {
  queued: ['capturing', 'queued'],
  failed: ['capturing', 'queued', 'generating', 'failed'],
  saved: ['capturing', 'queued', 'generating', 'saving', 'saved'],
}

/** A booth's journal, files and share, without a booth around them. */
async function openBooth(events: BoothEvent[]) {
  const dir = await mkdtemp(join(tmpdir(), 'photocall-retention-'))
  const share = join(dir, 'share')
  const clock = createManualClock()
  const folder = openDataFolder(join(dir, 'data'))
  const database = openDatabase(folder.journal)
  migrate(database, folder.journal, migrations)
  const journal = createJournal({ database, clock })
  const captures = createCaptureIndex({ database })
  const records = createReplayRecords({ database })
  const facts = {
    trusted: true,
    stopped: null as number | null,
    erased: [] as string[],
    looks: [] as string[],
    /** A drive that does not answer until then. */
    silence: Promise.resolve(),
    agesFromMs: (job: Times) => agesFromMs(job, []),
  }
  const erasures = createErasures({ database, captures, clock, agesFromMs: (job) => facts.agesFromMs(job) })
  const remembered = rememberedShares(journal)
  const stat = (path: string) => facts.silence.then(() => realFileSystem.stat(path))
  const workAtShare = createWorkAtShare({ fs: { ...realFileSystem, stat }, remembered, hangs: () => false, clock })
  const retention = createRetention({
    ageLimits: () => events,
    erasures,
    workAtShare: (root, work) => (facts.looks.push(root), workAtShare(root, work)),
    folder,
    clock,
    log: silentLog,
    clockIsTrusted: () => facts.trusted,
    onStopped: (due) => (facts.stopped = due),
    onErased: (jobId) => facts.erased.push(jobId),
  })

  /** As a share that was chosen there. */
  async function mark(root: string): Promise<void> {
    const id = randomUUID()
    await mkdir(root, { recursive: true })
    await writeFile(join(root, markerName), JSON.stringify({ id }))
    remembered.set(root, id)
  }
  await mark(share)

  /** A job with all the files that a booth keeps of it. */
  async function addJob(number: number, eventId: string, state: JobState, root = share): Promise<Job> {
    const { id, pressedAtMs } = journal.add(newJobOfTests({ id: idOf(number), eventId, prompt: 'a portrait of Ana' }))
    const file = folder.originalName(id, pressedAtMs, 'jpg')
    const size = { widthPx: 4, heightPx: 3, sizeBytes: 7 }
    const kind = { mediaType: 'image/jpeg', durationMs: null }
    await touch(folder.resolve(file))
    await touch(folder.resolve(file.replace('.jpg', '.json')))
    await touch(join(folder.thumbs, id.slice(0, 2), `${id}-finished-7-1.jpg`))
    await touch(join(folder.workOf(id), 'frame.png'))
    journal.note(id, { original: { file, mediaType: 'image/jpeg', ...size } })
    database.run(`INSERT INTO replays (jobId, record) VALUES (:id, '{}')`, { id })
    for (const to of ways[state] ?? []) journal.move(id, to)
    if (state === 'saved') {
      await touch(join(root, 'Boda', `${number}.jpg`))
      const row = { root, name: `Boda/${number}.jpg`, style: 'pop-art', seed: 1 }
      const times = { takenAtMs: pressedAtMs, savedAtMs: pressedAtMs }
      captures.add({
        ...row,
        ...times,
        ...size,
        ...kind,
        id,
        jobId: id,
        eventId,
        favourite: 0,
        publication: 'published',
      })
    }
    return journal.get(id)
  }

  const visible = () => captures.page({ ...everyPicture }, 0, 10).captures.map(({ id }) => id)
  const onShare = async () => (existsSync(join(share, 'Boda')) ? (await readdir(join(share, 'Boda'))).sort() : [])
  const shareOf = ({ id }: Job) => erasures.find(id)?.share
  const tools = { mark, addJob, visible, onShare, shareOf }
  return { dir, share, clock, folder, database, journal, captures, records, erasures, retention, facts, ...tools }
}

const everyPicture = { event: null, text: '', style: null, favouritesOnly: false, rejectedOnly: false }
const boda = (retention: object) => boothEvent.parse({ id: 'boda', name: 'Boda', folder: 'Boda', retention })

async function filesOf(folder: DataFolder, id: string): Promise<string[]> {
  const names = await readdir(folder.dir, { recursive: true } as { recursive: true })
  return names.filter((name) => name.includes(id))
}

test('what is older than its event allows goes: originals, what lies beside them, work, thumbnails and prompts', async () => {
  const booth = await openBooth([boda({ days: 7 })])
  const old = await booth.addJob(1, 'boda', 'saved')
  booth.clock.advance(6 * dayMs)
  const young = await booth.addJob(2, 'boda', 'saved')
  booth.clock.advance(1.5 * dayMs)
  for (const { id } of [old, young]) booth.records.put(replayRecordOf(booth.journal.get(id), null, 0))
  await booth.retention.run()
  expect(await filesOf(booth.folder, old.id)).toEqual([])
  expect([booth.records.find(old.id), booth.records.find(young.id)?.jobId]).toEqual([null, young.id])
  expect(await filesOf(booth.folder, young.id)).toHaveLength(5)
  expect(booth.journal.get(old.id)).toMatchObject({ state: 'saved', original: null, result: null, prompt: '' })
  expect(booth.database.all('SELECT jobId FROM replays')).toEqual([{ jobId: young.id }])
  expect(booth.journal.get(young.id).prompt).toBe('a portrait of Ana')
  expect(booth.visible()).toEqual([young.id])
  expect(booth.facts.erased).toEqual([old.id])
  expect(await booth.onShare()).toEqual(['1.jpg', '2.jpg'])
  await booth.retention.close()
})

test('a picture that the camera delivered and that could not be kept goes as well', async () => {
  const booth = await openBooth([boda({ days: 1 })])
  const { id } = await booth.addJob(1, 'boda', 'failed')
  await touch(join(booth.folder.incoming, incomingName(id)))
  booth.clock.advance(2 * dayMs)
  await booth.retention.run()
  expect(await filesOf(booth.folder, id)).toEqual([])
  await booth.retention.close()
})

test('every erasure stays in the journal with its time and size, and nothing of the picture', async () => {
  const booth = await openBooth([boda({ days: 1 })])
  const { id, pressedAtMs } = await booth.addJob(1, 'boda', 'saved')
  booth.clock.advance(2 * dayMs)
  await booth.retention.run()
  const nowMs = booth.clock.nowMs()
  expect(booth.database.all('SELECT * FROM erasures')).toEqual([
    {
      jobId: id,
      eventId: 'boda',
      pressedAtMs,
      plannedAtMs: nowMs,
      doneAtMs: nowMs,
      files: 4,
      bytes: expect.any(Number) as number,
      share: 'kept',
    },
  ])
  await booth.retention.close()
})

test('unfinished jobs, events without days and jobs of removed events are never touched', async () => {
  const booth = await openBooth([boda({ days: 1 }), boothEvent.parse({ id: 'gala', folder: 'Gala' })])
  const jobs = [
    await booth.addJob(1, 'boda', 'queued'),
    await booth.addJob(2, 'gala', 'saved'),
    await booth.addJob(3, 'removed', 'saved'),
  ]
  const failed = await booth.addJob(4, 'boda', 'failed')
  booth.clock.advance(400 * dayMs)
  await booth.retention.run()
  for (const { id } of jobs) expect(booth.journal.get(id).original).not.toBeNull()
  expect(booth.journal.get(failed.id).original).toBeNull()
  expect(booth.facts.erased).toEqual([failed.id])
  await booth.retention.close()
})

test('where the event says so, the finished files go from the share as well, and from it alone', async () => {
  const booth = await openBooth([boda({ days: 1, eraseFromShare: true })])
  await booth.addJob(1, 'boda', 'saved')
  await touch(join(booth.share, 'Boda', 'of-others.jpg'))
  booth.clock.advance(2 * dayMs)
  await booth.retention.run()
  expect(await booth.onShare()).toEqual(['of-others.jpg'])
  expect(booth.database.get('SELECT share FROM erasures')).toEqual({ share: 'gone' })
  expect(booth.captures.total()).toBe(0)
  await booth.retention.close()
})

test('while the share is away nothing counts as erased there; it goes when the share is back', async () => {
  const booth = await openBooth([boda({ days: 1, eraseFromShare: true })])
  await booth.addJob(1, 'boda', 'saved')
  booth.clock.advance(2 * dayMs)
  await rename(booth.share, join(booth.dir, 'away'))
  await booth.retention.run()
  expect(booth.database.get('SELECT share FROM erasures')).toEqual({ share: 'due' })
  await mkdir(booth.share)
  await booth.retention.run()
  expect(booth.database.get('SELECT share FROM erasures')).toEqual({ share: 'due' })
  await rm(booth.share, { recursive: true })
  await rename(join(booth.dir, 'away'), booth.share)
  await booth.retention.run()
  expect(await booth.onShare()).toEqual([])
  expect(booth.database.get('SELECT share FROM erasures')).toEqual({ share: 'gone' })
  await booth.retention.close()
})

test('a clock that is not believed stops it before the first file, and it goes on when it is believed', async () => {
  const booth = await openBooth([boda({ days: 1 })])
  const { id } = await booth.addJob(1, 'boda', 'saved')
  booth.facts.trusted = false
  booth.clock.advance(2 * dayMs)
  await booth.retention.run()
  expect(booth.facts.stopped).toBe(1)
  expect(await filesOf(booth.folder, id)).toHaveLength(5)
  booth.facts.trusted = true
  await booth.retention.run()
  expect(booth.facts.stopped).toBeNull()
  expect(await filesOf(booth.folder, id)).toEqual([])
  await booth.retention.close()
})

test('what a killed run has planned is finished by the next one, whatever the clock says then', async () => {
  const booth = await openBooth([boda({ days: 1 })])
  const { id } = await booth.addJob(1, 'boda', 'saved')
  booth.erasures.plan(id, false)
  booth.facts.trusted = false
  await booth.retention.run()
  expect(await filesOf(booth.folder, id)).toEqual([])
  await booth.retention.close()
})

test('a file that cannot be erased now is tried again', async () => {
  const booth = await openBooth([boda({ days: 1 })])
  const { id } = await booth.addJob(1, 'boda', 'saved')
  const thumbs = join(booth.folder.thumbs, id.slice(0, 2))
  await rename(thumbs, `${thumbs}-kept`)
  await writeFile(thumbs, 'a file where the folder was: reading it fails')
  booth.clock.advance(2 * dayMs)
  await booth.retention.run()
  expect(booth.database.get('SELECT doneAtMs FROM erasures')).toEqual({ doneAtMs: null })
  await rm(thumbs)
  await rename(`${thumbs}-kept`, thumbs)
  await booth.retention.run()
  expect(await filesOf(booth.folder, id)).toEqual([])
  await booth.retention.close()
})

test('it runs by itself soon after the start and then every hour, and not after it was closed', async () => {
  const booth = await openBooth([boda({ days: 1 })])
  const first = await booth.addJob(1, 'boda', 'saved')
  const erased = (id: string) => vi.waitFor(() => expect(booth.facts.erased).toContain(id))
  booth.clock.setWall(booth.clock.nowMs() + 2 * dayMs)
  booth.clock.advance(60_000)
  await erased(first.id)
  const second = await booth.addJob(2, 'boda', 'saved')
  booth.clock.setWall(booth.clock.nowMs() + 2 * dayMs)
  booth.clock.advance(3_600_000)
  await erased(second.id)
  await booth.retention.close()
  expect(booth.clock.pending()).toBe(0)
})

test('pictures of a night on which the clock was years behind are as young as they are', async () => {
  const booth = await openBooth([boda({ days: 30, eraseFromShare: true })])
  booth.clock.setWall(Date.UTC(2020, 0, 1))
  const watch = createClockWatch({ clock: booth.clock, journal: booth.journal, log: silentLog })
  booth.facts.agesFromMs = watch.agesFromMs
  const { id } = await booth.addJob(1, 'boda', 'saved')
  booth.clock.advance(5 * 3_600_000)
  booth.clock.setWall(Date.UTC(2026, 5, 1))
  booth.clock.advance(60_000)
  watch.confirm()
  watch.close()
  await booth.retention.run()
  expect(await filesOf(booth.folder, id)).toHaveLength(5)
  expect(await booth.onShare()).toEqual(['1.jpg'])
  booth.clock.setWall(Date.UTC(2026, 6, 2))
  await booth.retention.run()
  expect(await filesOf(booth.folder, id)).toEqual([])
  await booth.retention.close()
})

test('where another share stands at the same place nothing of it is touched, and nothing counts as erased', async () => {
  const booth = await openBooth([boda({ days: 1, eraseFromShare: true })])
  const job = await booth.addJob(1, 'boda', 'saved')
  booth.clock.advance(2 * dayMs)
  await rename(booth.share, join(booth.dir, 'drawer'))
  await touch(join(booth.share, 'Boda', '1.jpg'))
  for (const text of [JSON.stringify({ id: randomUUID() }), 'damaged']) {
    await writeFile(join(booth.share, markerName), text)
    await booth.retention.run()
    expect(booth.shareOf(job)).toBe('due')
    expect(await booth.onShare()).toEqual(['1.jpg'])
  }
  await rm(booth.share, { recursive: true })
  await rename(join(booth.dir, 'drawer'), booth.share)
  await booth.retention.run()
  expect(booth.shareOf(job)).toBe('gone')
  expect(await booth.onShare()).toEqual([])
  await booth.retention.close()
})

test('hundreds that wait for a share in a drawer hold up no other, and it is looked at once', async () => {
  const booth = await openBooth([boda({ days: 1, eraseFromShare: true })])
  const drawer = join(booth.dir, 'drawer')
  await booth.mark(drawer)
  for (let number = 1; number <= 120; number++) await booth.addJob(number, 'boda', 'saved', drawer)
  await rename(drawer, join(booth.dir, 'away'))
  booth.clock.advance(2 * dayMs)
  await booth.retention.run()
  const killed = await booth.addJob(121, 'gala', 'failed')
  booth.clock.advance(1000)
  booth.erasures.plan(killed.id, false)
  const here = await booth.addJob(122, 'gala', 'saved')
  booth.clock.advance(1000)
  booth.erasures.plan(here.id, true)
  booth.facts.looks.length = 0
  await booth.retention.run()
  expect(await filesOf(booth.folder, killed.id)).toEqual([])
  expect(booth.shareOf(here)).toBe('gone')
  expect(booth.facts.looks).toEqual([drawer, booth.share])
  await rename(join(booth.dir, 'away'), drawer)
  await booth.retention.run()
  expect(booth.database.all(`SELECT jobId FROM erasures WHERE share = 'due'`)).toEqual([])
  await booth.retention.close()
})

test('a share that does not answer holds up nothing that lies here, and what lies there goes when it answers', async () => {
  const booth = await openBooth([boda({ days: 1, eraseFromShare: true })])
  const [first, second] = [await booth.addJob(1, 'boda', 'saved'), await booth.addJob(2, 'boda', 'saved')]
  booth.erasures.plan(first.id, true)
  booth.erasures.done(first.id, { files: 0, bytes: 0 })
  let answer: () => void = () => undefined
  booth.facts.silence = new Promise((resolve) => (answer = resolve))
  booth.clock.advance(2 * dayMs)
  const run = booth.retention.run()
  await vi.waitFor(() => expect(booth.facts.looks).toEqual([booth.share]))
  expect(await filesOf(booth.folder, second.id)).toEqual([])
  booth.clock.advance(8000)
  await run
  await booth.retention.run()
  expect([booth.shareOf(first), booth.shareOf(second)]).toEqual(['due', 'due'])
  answer()
  await vi.waitFor(async () => {
    await booth.retention.run()
    expect([booth.shareOf(first), booth.shareOf(second)]).toEqual(['gone', 'gone'])
  })
  expect(await booth.onShare()).toEqual([])
  await booth.retention.close()
})

test('an original goes from whichever month it lies in', async () => {
  const booth = await openBooth([boda({ days: 1 })])
  const { id, original } = await booth.addJob(1, 'boda', 'saved')
  await mkdir(booth.folder.resolve('originals/2019-12'))
  await touch(booth.folder.resolve('originals/notes.txt'))
  await rename(booth.folder.resolve(original!.file), booth.folder.resolve(`originals/2019-12/${id}.jpg`))
  booth.clock.advance(2 * dayMs)
  await booth.retention.run()
  expect(await filesOf(booth.folder, id)).toEqual([])
  await booth.retention.close()
})

test('a job whose row was damaged is erased as well, and one that cannot be holds up no other', async () => {
  const booth = await openBooth([boda({ days: 1 })])
  const stuck = await booth.addJob(1, 'boda', 'failed')
  const damaged = await booth.addJob(2, 'boda', 'failed')
  const sound = await booth.addJob(3, 'boda', 'failed')
  booth.database.run(`UPDATE jobs SET error = '{"code":"oom","mess' WHERE id = :id`, { id: damaged.id })
  booth.database.run(
    `CREATE TRIGGER stuck BEFORE UPDATE ON jobs WHEN OLD.number = 1 BEGIN SELECT RAISE(ABORT, 'no room'); END`,
  )
  booth.clock.advance(2 * dayMs)
  await booth.retention.run()
  for (const { id } of [damaged, sound]) expect(await filesOf(booth.folder, id)).toEqual([])
  expect(booth.journal.get(damaged.id).error).toMatchObject({ code: 'internal' })
  expect(await filesOf(booth.folder, stuck.id)).toHaveLength(5)
  booth.database.run('DROP TRIGGER stuck')
  await booth.retention.run()
  expect(await filesOf(booth.folder, stuck.id)).toEqual([])
  await booth.retention.close()
})
