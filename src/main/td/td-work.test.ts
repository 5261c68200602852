import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import type { Job } from '../../contract/job'
import type { FromTouchDesigner, ToTouchDesigner } from '../../contract/td-protocol'
import { touchdesignerSettings } from '../../contract/touchdesigner'
import type { GenerateRequest } from '../backends/backend'
import { createManualClock } from '../lib/clock'
import { silentLog } from '../lib/log'
import type { FoundFile } from '../share/share'
import type { TdFrame } from './frame'
import { createMachines } from './machines'
import { createStage } from './stage'
import { createTdBackend } from './td-backend'
import { createTdWork } from './td-work'

const jobId = '3f2b8c1e-5d4a-4e6f-8a90-1b2c3d4e5f60'
const picture = { mediaType: 'image/jpeg', widthPx: 4, heightPx: 3, durationMs: null } as const
const finished: FoundFile = { name: `${jobId}.jpg`, path: '/share/x', jobId, modifiedAtMs: 0, sizeBytes: 9, picture }
const limitMs = 600_000

function harness({
  prepare = (): Promise<string> => Promise.resolve(import.meta.filename),
  timeline = [] as Job['timeline'],
  isErased = false,
} = {}) {
  const clock = createManualClock()
  const words = { countdownSec: 0, style: 'touchdesigner', prompt: '', seed: 1 }
  const job = { id: jobId, ...words, backend: 'touchdesigner', state: 'generating', result: null, timeline } as Job
  const workDir = mkdtempSync(join(tmpdir(), 'photocall-td-work-'))
  const late: string[] = []
  const memory = new Map<string, string>()
  const aside: string[] = []
  const stage = createStage({
    memory: { get: (key) => memory.get(key) ?? null, set: (key, value) => void memory.set(key, value) },
    nowMs: clock.nowMs,
    goesOn: () => true,
  })
  const machines = createMachines({ clock, chosen: () => '', isBusy: () => stage.state() === 'working' })
  machines.onChange(() => stage.moveTo(machines.active()?.id ?? null))
  const both = { machines, stage, settings: () => touchdesignerSettings.parse({}), jobOf: () => job }
  const work = createTdWork({
    ...both,
    ...{ clock, log: silentLog },
    captureOf: () => ({ folder: null, fileName: `${clock.nowMs()}-${finished.name}` }),
    nameOf: (_job, _machine, path) => path,
    examine: (file) => Promise.resolve({ file, sha256: '', sizeBytes: 9, picture }),
    setAside: ({ name }) => void aside.push(name),
    settleLate: () => undefined,
    saveLate: async ({ id }, { path }) => void late.push(`${id} ${relative(workDir, path)}`),
    isErased: () => isErased,
    workDirOf: () => workDir,
    letGo: () => undefined,
    lookAtShare: () => undefined,
  })
  const own = { isSetUp: () => true, blocksPress: () => true, prepareInput: prepare, onChange: () => undefined }
  const backend = createTdBackend({ ...both, ...own, work })

  /** Null: a project that says no hello. */
  function arrive(name: string | null, address = '10.0.0.1', busyWith: string | null = null) {
    const told: ToTouchDesigner['type'][] = []
    const fileNames: string[] = []
    const nothing = () => undefined
    const send = (message: ToTouchDesigner) => {
      told.push(message.type)
      if (message.type === 'capture') fileNames.push(message.fileName)
    }
    const seat = machines.seat({ send, sendBinary: nothing, close: nothing, hold: nothing, goOn: nothing }, address)
    if (name) seat.hello({ type: 'hello', role: 'touchdesigner', name, protocol: 1, jobId: busyWith })
    else clock.advance(1000)
    return { seat, told, fileNames, says: (message: FromTouchDesigner) => work.message(seat.machine(), message) }
  }

  function generate({ originalPath = '', signal = new AbortController().signal } = {}) {
    const request = { jobId, style: { timeoutMs: limitMs }, originalPath, workDir: '/nowhere' } as GenerateRequest
    const told = backend.generate(request, { signal, onProgress: () => undefined, onPreview: () => undefined })
    return told.then(
      ([file]) => file?.onShare?.name,
      (error: Error & { code?: string }) => error.code ?? error.message,
    )
  }

  return { clock, job, stage, machines, work, aside, late, arrive, generate }
}

const failed: FromTouchDesigner = { type: 'error', jobId, message: 'no component', reason: 'component' }
const bytes = Buffer.from('x')
const resultFrame: TdFrame = { header: { kind: 'result', jobId, mediaType: 'image/jpeg' }, picture: bytes }
const refused: FromTouchDesigner = { type: 'error', jobId, message: 'Busy with another picture.', reason: 'busy' }

test('scripts whose job failed keep the stage until they answer `cancel`: their component may still work', async () => {
  const { stage, arrive, generate } = harness()
  const one = arrive('One')
  const result = generate()
  one.says(failed)
  expect([await result, stage.state(), one.told.at(-1)]).toEqual(['td_failed', 'occupied', 'cancel'])
  one.says(failed)
  expect(stage.state()).toBe('occupied')
  one.says({ type: 'ack', jobId, of: 'cancel' })
  expect(stage.state()).toBe('free')
})

test('the error of a project that never said hello is its last word: the stage is free', async () => {
  const { stage, arrive, generate } = harness()
  const one = arrive(null)
  const result = generate()
  one.says(failed)
  expect([await result, stage.state()]).toEqual(['td_failed', 'free'])
})

test('scripts that are busy are asked again until they take it on, and the job waits', async () => {
  const { clock, work, arrive, generate } = harness()
  const one = arrive('One')
  const result = generate()
  for (let round = 0; round < 100; round++) {
    one.says(refused)
    clock.advance(2000)
  }
  expect(one.told.filter((type) => type === 'capture')).toHaveLength(101)
  one.says({ type: 'started', jobId })
  clock.advance(2000)
  expect(one.told.filter((type) => type === 'capture')).toHaveLength(101)
  work.found(finished)
  one.says({ type: 'saved', jobId, path: finished.name })
  expect(await result).toBe(finished.name)
})

test('a capture that is sent again proposes the same name: by that scripts know it from another attempt', async () => {
  const { clock, arrive, generate } = harness()
  const one = arrive('One')
  void generate()
  one.says(refused)
  clock.advance(2000)
  expect(one.fileNames).toEqual([one.fileNames[0], one.fileNames[0]])
})

const failedBefore: Job['timeline'] = [{ state: 'failed', atMs: 0 }]

test('a file of the attempt before that comes while scripts make the next one is set aside', async () => {
  const { clock, work, aside, arrive, generate } = harness({ timeline: failedBefore })
  const one = arrive('One')
  const result = generate()
  expect(work.found(finished)).toBe(true)
  await setImmediate()
  clock.advance(2000)
  await setImmediate()
  const name = one.fileNames[0]!
  work.found({ ...finished, name })
  one.says({ type: 'saved', jobId, path: name })
  expect([await result, aside]).toEqual([name, [finished.name]])
})

test.each<[string, string | null, Job['timeline']]>([
  ['the first attempt', 'One', []],
  ['a project that says no hello', null, failedBefore],
])('of %s any file is taken that holds the id', async (_of, name, timeline) => {
  const { clock, work, arrive, generate } = harness({ timeline })
  arrive(name)
  const result = generate()
  work.found(finished)
  await setImmediate()
  clock.advance(2000)
  expect(await result).toBe(finished.name)
})

test.each(['failed', 'cancelled'] as const)(
  'a late file of a %s job whose pictures were erased is left to the eraser, and frees the stage',
  async (state) => {
    const { job, stage, work, aside, arrive, generate } = harness({ isErased: true })
    const one = arrive('One')
    const result = generate()
    one.says(failed)
    await result
    job.state = state
    expect([stage.state(), work.found(finished), stage.state()]).toEqual(['occupied', false, 'free'])
    await setImmediate()
    expect(aside).toEqual([])
  },
)

test('a machine that was away while it finished a job is heard when it is back, by socket or upload', async () => {
  for (const isUpload of [false, true]) {
    const { clock, job, stage, work, late, arrive, generate } = harness()
    const one = arrive('One')
    const result = generate()
    one.seat.left()
    clock.advance(2000)
    expect([await result, stage.state()]).toEqual(['td_gone', 'occupied'])
    job.state = 'failed'
    if (isUpload) expect(work.deliver(jobId, { bytes, mediaType: 'image/jpeg' })).toBe(true)
    else work.frame(arrive('One').seat.machine(), resultFrame)
    await vi.waitFor(() => expect(late).toEqual([`${jobId} result.jpeg`]))
    expect(stage.state()).toBe('free')
  }
})

test('a finished picture that nobody waits for is dropped, and whoever uploads it is told', async () => {
  const { job, work, late, arrive } = harness()
  const one = arrive('One')
  job.state = 'cancelled'
  work.frame(one.seat.machine(), resultFrame)
  expect(work.deliver(jobId, { bytes, mediaType: 'image/jpeg' })).toBe(false)
  await setImmediate()
  expect(late).toEqual([])
})

test('scripts that were away when they were told to stop are told again when they are back with that job', async () => {
  const { clock, stage, work, arrive, generate } = harness()
  const one = arrive('One')
  void generate()
  one.seat.left()
  clock.advance(3000)
  await setImmediate()
  expect(stage.state()).toBe('occupied')
  const again = arrive('One', '10.0.0.1', jobId)
  expect([stage.state(), again.told]).toEqual(['occupied', ['cancel']])
  work.message(again.seat.machine(), { type: 'ack', jobId, of: 'cancel' })
  expect(stage.state()).toBe('free')
})

test('a picture that is there before the job asks for it is its picture, and nothing is taken twice', async () => {
  const { clock, job, stage, work, arrive, generate } = harness()
  const one = arrive(null)
  stage.take(jobId)
  work.send(job, limitMs, null)
  work.found(finished)
  await setImmediate()
  clock.advance(limitMs / 2)
  await setImmediate()
  expect([stage.owner(), await generate(), stage.state()]).toEqual([jobId, finished.name, 'free'])
  expect(one.told).toEqual(['capture'])
})

test('an error that is there before the job asks for it is its error, and nothing is taken twice', async () => {
  const { job, stage, work, arrive, generate } = harness()
  const one = arrive('One')
  stage.take(jobId)
  work.send(job, limitMs, null)
  one.says(failed)
  await setImmediate()
  expect([stage.owner(), await generate()]).toEqual([jobId, 'td_failed'])
  expect(one.told).toEqual(['capture', 'cancel'])
})

test('a picture that nobody asks for, because the job was given up, is set aside and leaves the stage free', async () => {
  const { job, stage, work, aside, arrive } = harness()
  const one = arrive('One')
  stage.take(jobId)
  work.send(job, limitMs, null)
  work.found(finished)
  one.says({ type: 'saved', jobId, path: finished.name })
  await setImmediate()
  work.giveUp(jobId)
  expect([stage.state(), aside]).toEqual(['free', [finished.name]])
})

test('where the next machine stepped in, the job that went with the one before does not occupy its stage', async () => {
  const { clock, stage, machines, arrive, generate } = harness()
  const one = arrive('One')
  arrive('Two', '10.0.0.2')
  const result = generate()
  one.seat.left()
  clock.advance(2000)
  expect([await result, machines.active()?.name, stage.state()]).toEqual(['td_gone', 'Two', 'free'])
})

test('a job that is cancelled while its picture is prepared is not sent', async () => {
  const abort = new AbortController()
  const prepare = async () => {
    abort.abort(new Error('cancelled'))
    return import.meta.filename
  }
  const { stage, arrive, generate } = harness({ prepare })
  const one = arrive('One')
  expect(await generate({ originalPath: '/guest.jpg', signal: abort.signal })).toContain('cancelled')
  expect([one.told, stage.state()]).toEqual([[], 'free'])
})

test('a job that is cancelled before it is taken up leaves the stage to what TouchDesigner still makes of it', async () => {
  const { job, stage, work, arrive, generate } = harness()
  const one = arrive(null)
  stage.take(jobId)
  work.send(job, limitMs, null)
  work.giveUp(jobId)
  expect(await generate({ signal: AbortSignal.abort(new Error('cancelled')) })).toBe('cancelled')
  expect([one.told, stage.state()]).toEqual([['capture', 'cancel'], 'occupied'])
})

test('the stage is taken while the picture is prepared, and free again when that fails', async () => {
  const owners: (string | null)[] = []
  const prepare = async (): Promise<string> => {
    owners.push(stage.owner())
    throw new Error('damaged')
  }
  const { stage, arrive, generate } = harness({ prepare })
  arrive('One')
  expect(await generate({ originalPath: '/guest.jpg' })).toContain('damaged')
  expect([owners, stage.state()]).toEqual([[jobId], 'free'])
})

test('a project that never said hello is not given a job with a picture: it would photograph whoever stands there', async () => {
  const { stage, arrive, generate } = harness()
  const one = arrive(null)
  expect(await generate({ originalPath: '/guest.jpg' })).toBe('td_scripts_needed')
  expect([one.told, stage.state()]).toEqual([[], 'free'])
})

test('scripts that are busy when the original is wanted are asked again while there is time', async () => {
  const { clock, job, work, arrive } = harness()
  const one = arrive('One')
  const asked = work.askOriginal(job, new AbortController().signal)
  one.says(refused)
  clock.advance(500)
  expect(one.told).toEqual(['capture', 'capture'])
  const header = { kind: 'original', jobId, mediaType: 'image/jpeg' } as const
  work.frame(one.seat.machine(), { header, picture: Buffer.from('x') })
  expect((await asked).mediaType).toBe('image/jpeg')
  clock.advance(10_000)
  expect(one.told).toHaveLength(2)
})
