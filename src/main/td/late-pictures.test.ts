import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { Job } from '../../contract/job'
import { silentLog } from '../lib/log'
import type { FoundFile } from '../share/share'
import { createLatePictures } from './late-pictures'

const jobId = '3f2b8c1e-5d4a-4e6f-8a90-1b2c3d4e5f60'
const picture = { mediaType: 'image/jpeg', widthPx: 4, heightPx: 3, durationMs: null } as const
const found: FoundFile = { name: `${jobId}.jpg`, path: '/share/x', jobId, modifiedAtMs: 0, sizeBytes: 9, picture }
const frame = { picture: Buffer.from('a picture'), mediaType: 'image/png' } as const

async function harness(change: Partial<Job> = {}, { isErased = false } = {}) {
  const dir = await mkdtemp(join(tmpdir(), 'photocall-late-'))
  const job = { id: jobId, backend: 'touchdesigner', state: 'failed', result: null, ...change } as Job
  const settled: string[] = []
  const aside: string[] = []
  const letGo: string[] = []
  const saves: { path: string; end(error?: Error): void }[] = []
  const warned: string[] = []
  const late = createLatePictures({
    log: { ...silentLog, warn: (words) => void warned.push(words) },
    jobOf: (id) => (id === jobId ? job : null),
    isErased: () => isErased,
    workDirOf: (id) => join(dir, id),
    examine: (file) => Promise.resolve({ file, sha256: '', sizeBytes: 9, picture }),
    setAside: ({ name }) => void aside.push(name),
    letGo: ({ name }) => void letGo.push(name),
    settleLate: (_job, { file }) => void settled.push(file.name),
    saveLate: (_job, { path }) =>
      new Promise((resolve, reject) => {
        saves.push({ path, end: (error) => (error ? reject(error) : resolve()) })
      }),
  })
  return { late, job, settled, aside, letGo, saves, warned }
}

test('a picture that comes over the wire for a failed job is written down and saved, once', async () => {
  const { late, saves, warned } = await harness()
  expect([late.frame(jobId, frame), late.frame(jobId, frame)]).toEqual([true, true])
  await vi.waitFor(() => expect(saves).toHaveLength(1))
  expect(await readFile(saves[0]!.path)).toEqual(frame.picture)
  expect([saves.length, warned]).toEqual([1, []])
})

test('one that cannot be saved is named, and may come again', async () => {
  const { late, saves, warned } = await harness()
  late.frame(jobId, frame)
  await vi.waitFor(() => expect(saves).toHaveLength(1))
  saves[0]!.end(new Error('no picture'))
  await vi.waitFor(() => expect(warned).toEqual(['a late picture could not be saved']))
  expect(late.frame(jobId, frame)).toBe(true)
  await vi.waitFor(() => expect(saves).toHaveLength(2))
})

test.each<[string, Partial<Job>, { isErased?: boolean }]>([
  ['a job that goes on', { state: 'generating' }, {}],
  ['a cancelled job', { state: 'cancelled' }, {}],
  ['a job that is saved', { state: 'saved' }, {}],
  ['a job of another backend', { backend: 'builtin' }, {}],
  ['a job whose picture waits for a retry of its saving', { result: {} as Job['result'] }, {}],
  ['a job whose pictures were erased', {}, { isErased: true }],
])('for %s it is dropped, and that is named', async (_of, change, erased) => {
  const { late, saves, warned } = await harness(change, erased)
  expect(late.frame(jobId, frame)).toBe(false)
  expect([saves, warned]).toEqual([[], ['a finished picture that nobody waits for was dropped']])
})

test('for a job that nobody knows it is dropped', async () => {
  expect((await harness()).late.frame(jobId.replace('3f', '4f'), frame)).toBe(false)
})

test('a file settles a failed job, is set aside where the job goes on, and is let go where it was erased', async () => {
  const [failed, retried, erased] = [
    await harness(),
    await harness({ state: 'queued' }),
    await harness({}, { isErased: true }),
  ]
  for (const { late, job } of [failed, retried, erased]) await late.file(job, found)
  const whereabouts = ({ settled, aside, letGo }: typeof failed) => [settled, aside, letGo]
  expect(whereabouts(failed)).toEqual([[found.name], [], []])
  expect(whereabouts(retried)).toEqual([[], [found.name], []])
  // it must not wait under "Rejected", from where it would come back
  expect(whereabouts(erased)).toEqual([[], [], [found.name]])
})
