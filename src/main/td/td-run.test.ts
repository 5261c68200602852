import { expect, test } from 'vitest'
import { createManualClock } from '../lib/clock'
import { silentLog } from '../lib/log'
import type { FoundFile } from '../share/share'
import { createTdRun, type TdOutcome, type TdRun } from './td-run'

const jobId = '3f2b8c1e-5d4a-4e6f-8a90-1b2c3d4e5f60'
const picture = { mediaType: 'image/jpeg', widthPx: 4, heightPx: 3, durationMs: null } as const

function file(name: string): FoundFile {
  return { name, path: `/share/${name}`, jobId, modifiedAtMs: 0, sizeBytes: 9, picture }
}

function harness({
  again = null as (() => void) | null,
  proposed = null as string | null,
  settleMs = 1500,
  syncMs = 30_000,
  limitMs = 600_000,
} = {}) {
  const clock = createManualClock()
  const aside: string[] = []
  const same = new Set<string>()
  const syncing: string[] = []
  let outcome: TdOutcome | null = null
  let failure: { code?: string } | null = null
  const run = createTdRun({
    ...{ jobId, machine: { id: 'stage:a', name: 'A', saidHello: true }, clock, log: silentLog },
    ...{ silenceMs: 60_000, syncMs, settleMs, limitMs, proposed },
    nameOf: (path) => (path.includes('other') ? null : (path.split(/[\\/]/).at(-1) ?? null)),
    examine: async (found) => (same.has(found.name) ? null : { file: found, sha256: '', sizeBytes: 9, picture }),
    setAside: ({ name }) => void aside.push(name),
    ...{ sendAgain: again, sendRefused: null },
    onSyncing: () => void syncing.push('yes'),
  })
  run.outcome.then(
    (told) => (outcome = told),
    (error: { code?: string }) => (failure = error),
  )
  const settle = async () => new Promise((resolve) => setImmediate(resolve))
  const result = async () => {
    await settle()
    if (failure) return failure.code
    return outcome?.kind === 'file' ? outcome.claimed.file.name : (outcome?.kind ?? 'waits')
  }
  return { run, clock, aside, same, syncing, result }
}

test('of several files within the settle time the last one wins, and the others are set aside', async () => {
  const { run, clock, aside, result } = harness()
  await run.found(file('a.jpg'))
  clock.advance(1000)
  await run.found(file('b.jpg'))
  expect(await result()).toBe('waits')
  clock.advance(500)
  expect(await result()).toBe('b.jpg')
  expect(aside).toEqual(['a.jpg'])
  await run.found(file('c.jpg'))
  expect(aside).toEqual(['a.jpg', 'c.jpg'])
})

test('the picture of the job before is refused, and the right one may still come', async () => {
  const { run, clock, same, aside, result } = harness()
  same.add('early.jpg')
  await run.found(file('early.jpg'))
  clock.advance(10_000)
  expect(await result()).toBe('waits')
  await run.found(file('late.jpg'))
  clock.advance(1500)
  expect([await result(), aside]).toEqual(['late.jpg', ['early.jpg']])
})

test('where nothing but the picture of the job before comes, that is the reason', async () => {
  const { run, clock, same, result } = harness()
  same.add('early.jpg')
  await run.found(file('early.jpg'))
  clock.advance(60_000)
  expect(await result()).toBe('td_same_picture')
})

test('progress is a sign of life only while it moves, never falls here, and 1 is no file', async () => {
  const { run, clock, result } = harness()
  const shown: number[] = []
  run.onProgress(({ fraction }) => shown.push(fraction))
  for (const progress of [0.2, 0.9, 0.4, 1]) run.message({ type: 'progress', jobId, progress })
  expect(shown).toEqual([0.2, 0.9, 0.9, 1])
  for (let second = 0; second < 60; second++) {
    run.message({ type: 'progress', jobId, progress: 1 })
    clock.advance(1000)
  }
  expect(await result()).toBe('td_silent')
})

test('each node of a component that counts from 0 to 1 anew is a sign of life', async () => {
  const { run, clock, result } = harness()
  for (const progress of [0.5, 1, 0, 0.3, 0.6, 1]) {
    clock.advance(50_000)
    run.message({ type: 'progress', jobId, progress })
  }
  clock.advance(59_000)
  expect(await result()).toBe('waits')
  clock.advance(1000)
  expect(await result()).toBe('td_silent')
})

test('whoever asks how far it is makes no sign of life of it', async () => {
  const { run, clock, result } = harness()
  for (const progress of [0.9, 0.1]) run.message({ type: 'progress', jobId, progress })
  clock.advance(30_000)
  const shown: number[] = []
  run.onProgress(({ fraction }) => shown.push(fraction))
  run.message({ type: 'progress', jobId, progress: 0.1 })
  clock.advance(30_000)
  expect([shown, await result()]).toEqual([[0.9, 0.9], 'td_silent'])
})

test('a file that was told as saved has a time of its own to come here', async () => {
  const { run, clock, syncing, result } = harness()
  clock.advance(59_000)
  run.message({ type: 'saved', jobId, path: 'E:\\Photocall\\x.jpg' })
  expect(syncing).toEqual(['yes'])
  clock.advance(29_000)
  expect(await result()).toBe('waits')
  await run.found(file('x.jpg'))
  expect(await result()).toBe('x.jpg')
})

test('a component that counts on, or back to 0, after its file was told takes none of the time that the drive has', async () => {
  const { run, clock, result } = harness({ syncMs: 120_000 })
  run.message({ type: 'progress', jobId, progress: 1 })
  run.message({ type: 'saved', jobId, path: 'x.jpg' })
  run.message({ type: 'progress', jobId, progress: 0 })
  run.message({ type: 'started', jobId })
  clock.advance(119_000)
  expect(await result()).toBe('waits')
  await run.found(file('x.jpg'))
  expect(await result()).toBe('x.jpg')
})

test('the file of the attempt before that comes late is set aside, and the own one is taken', async () => {
  const { run, clock, aside, result } = harness({ proposed: 'x-2.jpg' })
  await run.found(file('x.jpg'))
  clock.advance(30_000)
  expect(await result()).toBe('waits')
  await run.found(file('x-2 (2).jpg'))
  clock.advance(1500)
  expect([await result(), aside]).toEqual(['x-2 (2).jpg', ['x.jpg']])
})

test('a file under another name than was asked for is taken once `saved` tells it, also where it was there before', async () => {
  const { run, aside, result } = harness({ proposed: 'x-2.jpg' })
  await run.found(file('x.jpg'))
  await run.found(file('my own.jpg'))
  run.message({ type: 'saved', jobId, path: 'D:\\my own.jpg' })
  expect([await result(), aside]).toEqual(['my own.jpg', ['x.jpg']])
})

test('where nothing but the file of the attempt before comes, it is set aside with the end', async () => {
  for (const end of [(run: TdRun) => run.fail(new Error('over')), (run: TdRun) => run.stop()]) {
    const { run, aside } = harness({ proposed: 'x-2.jpg' })
    run.message({ type: 'saved', jobId, path: 'x-2.jpg' })
    await run.found(file('x.jpg'))
    expect(aside).toEqual([])
    end(run)
    expect(aside).toEqual(['x.jpg'])
  }
})

test('a saved file that never comes fails by name; one that a drive renamed is taken then', async () => {
  const { run, clock, result } = harness()
  run.message({ type: 'saved', jobId, path: 'x.jpg' })
  clock.advance(30_000)
  expect(await result()).toBe('td_no_file')
  const other = harness()
  other.run.message({ type: 'saved', jobId, path: 'x.jpg' })
  await other.run.found(file('x (1).jpg'))
  other.clock.advance(29_000)
  expect(await other.result()).toBe('waits')
  other.clock.advance(1000)
  expect(await other.result()).toBe('x (1).jpg')
})

test('saved for a file that is no name, or another job’s, changes nothing', async () => {
  const { run, clock, syncing, result } = harness()
  run.message({ type: 'saved', jobId, path: '/elsewhere/other.jpg' })
  expect(syncing).toEqual([])
  clock.advance(60_000)
  expect(await result()).toBe('td_silent')
})

test('its own error ends the job with its words', async () => {
  const { run, result } = harness()
  run.message({ type: 'error', jobId, message: 'no component', reason: 'component' })
  expect(await result()).toBe('td_failed')
  await expect(run.outcome).rejects.toMatchObject({ details: 'no component' })
})

test('scripts that came back without the job: what can be sent again is, else it is lost; a file in between wins', async () => {
  const hello = { type: 'hello', role: 'touchdesigner', name: 'A', protocol: 1, jobId: null } as const
  let sent = 0
  const again = harness({ again: () => (sent += 1) })
  again.run.came({ ...hello, jobId })
  again.clock.advance(5000)
  expect(sent).toBe(0)
  again.run.came(hello)
  again.clock.advance(5000)
  expect(sent).toBe(1)
  const lost = harness()
  lost.run.came(hello)
  lost.clock.advance(5000)
  expect(await lost.result()).toBe('td_lost')
  const saved = harness()
  saved.run.came(hello)
  await saved.run.found(file('a.jpg'))
  saved.clock.advance(5000)
  expect(await saved.result()).toBe('a.jpg')
})

test('a machine that went away fails the job by name', async () => {
  const { run, result } = harness()
  run.gone()
  expect(await result()).toBe('td_gone')
})

test('of a machine that went away, a file that is here is taken, and one that it told of is waited for', async () => {
  const settling = harness()
  const judged = settling.run.found(file('a.jpg'))
  settling.run.gone()
  await judged
  expect(await settling.result()).toBe('a.jpg')
  const syncing = harness()
  syncing.run.message({ type: 'saved', jobId, path: 'x.jpg' })
  syncing.run.gone()
  syncing.clock.advance(29_000)
  expect(await syncing.result()).toBe('waits')
  await syncing.run.found(file('x.jpg'))
  expect(await syncing.result()).toBe('x.jpg')
})

test.each([
  ['silence', 60_000, 'td_silent', () => undefined],
  ['the wait for a told file', 30_000, 'td_no_file', tellSaved],
] as const)('the time that a sleeping machine loses does not count for %s', async (_what, limitMs, code, before) => {
  for (const timersRun of [true, false]) {
    const { run, clock, result } = harness()
    before(run)
    clock.advance(20_000)
    before(run)
    run.hold()
    if (timersRun) clock.advance(9 * 3_600_000)
    else clock.sleep(9 * 3_600_000)
    expect(await result()).toBe('waits')
    run.goOn()
    const isFresh = before === tellSaved
    clock.advance(limitMs - (isFresh ? 0 : 20_000) - 1)
    expect(await result()).toBe('waits')
    clock.advance(1)
    expect(await result()).toBe(code)
  }
})

function tellSaved(run: TdRun): void {
  run.message({ type: 'saved', jobId, path: 'x.jpg' })
}

test('a finished picture may come as a frame in place of a file', async () => {
  const { run, result } = harness()
  run.frame({ header: { kind: 'result', jobId, mediaType: 'image/jpeg' }, picture: Buffer.from('x') })
  expect(await result()).toBe('frame')
})

test('a whole file that is just being read when the time without a sign is over is its picture', async () => {
  const { run, clock, result } = harness()
  const judged = run.found(file('a.jpg'))
  clock.advance(60_000)
  await judged
  expect(await result()).toBe('a.jpg')
})

test('a job that settles when its limit is over has its picture', async () => {
  const { run, clock, result } = harness({ settleMs: 100_000 })
  for (let minute = 0; minute < 9; minute++) {
    run.message({ type: 'progress', jobId, progress: (minute + 1) / 10 })
    clock.advance(59_000)
  }
  await run.found(file('a.jpg'))
  clock.advance(69_000)
  expect(await result()).toBe('a.jpg')
})

test('what was told as saved within the limit has the drive’s time beyond it', async () => {
  const { run, clock, result } = harness({ limitMs: 40_000 })
  clock.advance(39_000)
  run.message({ type: 'saved', jobId, path: 'x.jpg' })
  clock.advance(29_000)
  expect(await result()).toBe('waits')
  await run.found(file('x.jpg'))
  expect(await result()).toBe('x.jpg')
})
