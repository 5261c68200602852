import { expect, test } from 'vitest'
import type { Job } from '../../contract/job'
import { touchdesignerSettings } from '../../contract/touchdesigner'
import { createManualClock } from '../lib/clock'
import { silentLog } from '../lib/log'
import { createMachines } from './machines'
import { createStage } from './stage'
import { createTdBackend } from './td-backend'
import { createTdWork } from './td-work'

const jobId = '3f2b8c1e-5d4a-4e6f-8a90-1b2c3d4e5f60'
const job = {
  id: jobId,
  countdownSec: 0,
  style: 'touchdesigner',
  prompt: '',
  seed: 1,
  timeline: [] as Job['timeline'],
} as Job
const silenceMs = touchdesignerSettings.parse({}).silenceSec * 1000

function harness({ blocksPress = true } = {}) {
  const clock = createManualClock()
  const memory = new Map<string, string>()
  const machines = createMachines({ clock, chosen: () => '', isBusy: () => false })
  const stage = createStage({
    memory: { get: (key) => memory.get(key) ?? null, set: (key, value) => void memory.set(key, value) },
    nowMs: clock.nowMs,
    goesOn: () => true,
  })
  const both = { machines, stage, settings: () => touchdesignerSettings.parse({}), jobOf: () => job }
  const work = createTdWork({
    ...both,
    ...{ clock, log: silentLog },
    captureOf: () => ({ folder: null, fileName: `${jobId}.jpg` }),
    nameOf: () => null,
    examine: () => Promise.resolve(null),
    setAside: () => undefined,
    settleLate: () => undefined,
    saveLate: () => Promise.resolve(),
    isErased: () => false,
    workDirOf: () => '/nowhere',
    letGo: () => undefined,
    lookAtShare: () => undefined,
  })
  const unused = {
    isSetUp: () => true,
    blocksPress: () => blocksPress,
    prepareInput: (path: string) => Promise.resolve(path),
    onChange: () => undefined,
  }
  const backend = createTdBackend({ ...both, ...unused, work })
  const nothing = () => undefined
  const wire = { send: nothing, sendBinary: nothing, close: nothing, hold: nothing, goOn: nothing }
  const connect = () => {
    const seat = machines.seat(wire, '127.0.0.1')
    // who says no hello gets captures a moment later
    clock.advance(1000)
    return seat
  }
  return { clock, work, backend, connect }
}

const hello = { type: 'hello', role: 'touchdesigner', name: 'Stage 1', protocol: 1 } as const

test('a job with TouchDesigner has its whole time when the machine is awake again', async () => {
  const { clock, work, backend, connect } = harness()
  connect()
  let failure = ''
  work.send(job, 600_000, null).outcome.catch(({ code }: { code: string }) => (failure = code))
  const afterMs = async (ms: number) => {
    clock.advance(ms)
    await new Promise((resolve) => setImmediate(resolve))
    return failure
  }
  expect(await afterMs(10_000)).toBe('')
  backend.hold?.()
  expect(await afterMs(9 * 3_600_000)).toBe('')
  backend.goOn?.()
  expect(await afterMs(silenceMs - 10_001)).toBe('')
  expect(await afterMs(1)).toBe('td_silent')
})

test('without TouchDesigner a press is refused or taken as the event wants it; a picture that is there may wait', () => {
  expect(harness().backend.refusesPress?.('webcam')).toMatchObject({ code: 'td_absent' })
  expect(harness({ blocksPress: false }).backend.refusesPress?.('webcam')).toBeNull()
  expect(harness().backend.refusesPress?.('upload')).toBeNull()
})

test.each([true, false])(
  'a project that says no hello takes its own pictures alone: others are refused at once (blocks: %s)',
  (blocksPress) => {
    const { backend, connect } = harness({ blocksPress })
    const seat = connect()
    for (const source of ['webcam', 'upload', 'canvas'] as const)
      expect(backend.refusesPress?.(source)).toMatchObject({ code: 'td_scripts_needed' })
    expect(backend.refusesPress?.('touchdesigner')).toBeNull()
    seat.hello(hello)
    expect(backend.refusesPress?.('webcam')).toBeNull()
  },
)
