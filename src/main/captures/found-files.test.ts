import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { agesFromMs } from '../jobs/aging'
import { createTestBooth } from '../jobs/testing/test-booth'
import { silentLog } from '../lib/log'
import type { FoundFile, Share } from '../share/share'
import { createErasures } from '../retention/erasures'
import { keepIndexWithShare } from './found-files'
import { createPublications } from './publications'

function watched() {
  const { captures, journal, clock, database, queue, incoming } = createTestBooth()
  const erasures = createErasures({ database, captures, clock, agesFromMs: (job) => agesFromMs(job, []) })
  const opened = queue.open()
  const wished = new Set<string>()
  const isWished = (jobId: string) => wished.has(jobId)
  const publications = createPublications({ database, captures, erasures, isWished })
  const listeners: { found: ((file: FoundFile) => void)[]; removed: ((name: string) => void)[] } = {
    found: [],
    removed: [],
  }
  const share = {
    view: () => ({ dir: '/share' }),
    onFound: (listen: (file: FoundFile) => void) => listeners.found.push(listen),
    onRemoved: (listen: (name: string) => void) => listeners.removed.push(listen),
  } as unknown as Share // the index asks for no more of it
  const settled: string[] = []
  const settleRestored = (file: FoundFile) => Promise.resolve(settled.push(file.name) > 0)
  const indexDeps = { share, captures, publications, journal, clock, log: silentLog, settleRestored }
  keepIndexWithShare({ ...indexDeps, events: () => [] })
  const found = (name: string, jobId: string | null = null) =>
    listeners.found[0]!({ name, path: `/share/${name}`, jobId, modifiedAtMs: 1.5, sizeBytes: 1, picture: null })
  const removed = (name: string) => listeners.removed[0]!(name)

  /** A job that has ended, with its file in the gallery. */
  async function jobOf(name: string): Promise<string> {
    await opened
    const { jobId } = await queue.upload({ path: await incoming() })
    queue.cancel(jobId)
    found(name, jobId)
    await setImmediate()
    return jobId
  }

  const shown = () => database.all('SELECT name, publication FROM captures ORDER BY name')
  return { captures, database, erasures, wished, settled, found, removed, jobOf, shown }
}

const nameOf = (number: number) => `old/${String(number).padStart(5, '0')}.jpg`

test('20,000 old files enter the gallery in portions, and other work has its turn between them', async () => {
  const { captures, found } = watched()
  const portion = 64
  let turns = 0
  let most = 0
  for (let number = 0; number < 20_000; number++) {
    found(nameOf(number))
    if (number % portion !== portion - 1) continue
    const before = captures.total()
    await setImmediate()
    most = Math.max(most, captures.total() - before)
    turns += 1
  }
  await setImmediate()
  expect(captures.total()).toBe(20_000)
  expect(turns).toBeGreaterThan(300)
  expect(most).toBeLessThanOrEqual(2 * portion)
})

test('a portion is written by one transaction and told once', async () => {
  const { captures, found } = watched()
  let told = 0
  captures.onChange(() => told++)
  for (let number = 0; number < 100; number++) found(nameOf(number))
  expect(captures.total()).toBe(0)
  await setImmediate()
  expect(captures.total()).toBe(100)
  expect(told).toBe(1)
})

test('a file that is found and removed in the same moment is not in the gallery', async () => {
  const { captures, found, removed } = watched()
  found('short.jpg')
  removed('short.jpg')
  await setImmediate()
  expect(captures.total()).toBe(0)
})

test('each file is looked at by who ends the jobs of a restored journal', async () => {
  const { found, settled } = watched()
  found('one.jpg')
  found('two.jpg')
  await setImmediate()
  expect(settled).toEqual(['one.jpg', 'two.jpg'])
})

test('a file of an erased job that comes up again is not shown, and goes from the share as the others did', async () => {
  const { erasures, settled, found, removed, jobOf, shown } = watched()
  const jobId = await jobOf('boda/a.jpg')
  erasures.plan(jobId, true)
  removed('boda/a.jpg')
  // until it is erased nobody knows where else it may come up
  expect(shown()).toEqual([{ name: 'boda/a.jpg', publication: 'erased' }])
  for (const { captureId } of erasures.shareFiles(jobId)) erasures.forgetCapture(captureId)
  erasures.shareDone(jobId)
  found('moved/a.jpg', jobId)
  await setImmediate()
  expect(shown()).toEqual([{ name: 'moved/a.jpg', publication: 'erased' }])
  expect(erasures.find(jobId)?.share).toBe('due')
  expect(settled).toEqual(['boda/a.jpg'])
})

test('the share that keeps the files of erased jobs keeps them where they are moved to, and the gallery shows none', async () => {
  const { erasures, found, removed, jobOf, shown } = watched()
  const jobId = await jobOf('boda/a.jpg')
  erasures.plan(jobId, false)
  removed('boda/a.jpg')
  found('moved/a.jpg', jobId)
  await setImmediate()
  expect(shown().map(({ publication }) => publication)).toEqual(['erased', 'erased'])
  expect(erasures.find(jobId)?.share).toBe('kept')
})

test('what is to go from the share goes also where its file was on the way when that was planned', async () => {
  const { erasures, found, removed, jobOf } = watched()
  const jobId = await jobOf('boda/a.jpg')
  removed('boda/a.jpg')
  expect(erasures.plan(jobId, true)?.share).toBe('gone')
  found('moved/a.jpg', jobId)
  await setImmediate()
  expect(erasures.find(jobId)?.share).toBe('due')
})

test.each(['found first', 'removed first'])(
  'a picture that was taken back stays so when its file moves: %s',
  async (order) => {
    const { captures, found, removed, jobOf, shown } = watched()
    const jobId = await jobOf('a.jpg')
    const move = async (from: string, to: string) => {
      if (order === 'removed first') removed(from)
      found(to, jobId)
      await setImmediate()
      if (order === 'found first') removed(from)
    }
    captures.setRejected([jobId], true)
    await move('a.jpg', 'b.jpg')
    expect(shown()).toEqual([{ name: 'b.jpg', publication: 'rejected' }])
    captures.setRejected([captures.findByJob(jobId)!.id], false)
    await move('b.jpg', 'c.jpg')
    expect(shown()).toEqual([{ name: 'c.jpg', publication: 'published' }])
  },
)

test('what a guest wants deleted is found as held, and as published when they have changed their mind', async () => {
  const { captures, wished, found, removed, jobOf, shown } = watched()
  const jobId = await jobOf('a.jpg')
  wished.add(jobId)
  captures.hold(jobId)
  removed('a.jpg')
  found('b.jpg', jobId)
  await setImmediate()
  expect(shown()).toEqual([{ name: 'b.jpg', publication: 'held' }])
  removed('b.jpg')
  wished.delete(jobId)
  found('c.jpg', jobId)
  await setImmediate()
  expect(shown()).toEqual([{ name: 'c.jpg', publication: 'published' }])
})
