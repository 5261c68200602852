import { expect, test } from 'vitest'
import type { ErrorFacts } from '../contract/errors'
import type { Job } from '../contract/job'
import type { BackendName } from '../contract/style'
import type { Backend } from './backends/backend'
import type { WhenUnavailable } from './jobs/line'
import { createManualClock } from './lib/clock'
import { requestRules } from './open-broker'

const away: ErrorFacts = { code: 'backend_unavailable', message: 'The server is away.', hint: 'Start it.' }
const standIn = { style: 'pop-art', backend: 'builtin', standIn: 'txt2img' } as unknown as WhenUnavailable

function rules({ timeoutSec, wish = 'wait' }: { timeoutSec?: number; wish?: WhenUnavailable }) {
  const clock = createManualClock()
  let reason: ErrorFacts | null = away
  const backend = { name: 'comfyui', unavailable: () => reason } as unknown as Backend
  const made = requestRules({
    environment: timeoutSec === undefined ? {} : { JOB_TIMEOUT: timeoutSec },
    whenUnavailable: () => wish,
    backends: new Map<BackendName, Backend>([['comfyui', backend]]),
    clock,
  })
  return { ...made, clock, comeBack: () => (reason = null) }
}

const request: Job['request'] = { words: 'broker', requester: 'loopback', staysHere: true }

function jobOf(nowMs: number, asked: Job['request'] = request): Job {
  const timeline = [{ state: 'queued', atMs: nowMs }]
  return { id: 'a', backend: 'comfyui', request: asked, pressedAtMs: nowMs, timeline } as unknown as Job
}

test('another program’s job may run as long as JOB_TIMEOUT says, ten minutes by default; the booth’s own as their styles say', () => {
  expect(rules({ timeoutSec: 30 }).timeoutMs(jobOf(0))).toBe(30_000)
  expect(rules({}).timeoutMs(jobOf(0))).toBe(600_000)
  expect(rules({ timeoutSec: 30 }).timeoutMs(jobOf(0, null))).toBeNull()
})

test('it waits that long for a server, and fails with the reason for which it waited', () => {
  const { clock, whenUnavailable } = rules({ timeoutSec: 30 })
  const job = jobOf(clock.nowMs())
  clock.advance(29_999)
  expect(whenUnavailable(job)).toBe('wait')
  clock.advance(1)
  expect(whenUnavailable(job)).toEqual(away)
})

test('where the server is back in that very moment it fails by the time it waited', () => {
  const { clock, whenUnavailable, comeBack } = rules({ timeoutSec: 30 })
  const job = jobOf(clock.nowMs())
  clock.advance(30_000)
  comeBack()
  expect(whenUnavailable(job)).toMatchObject({ code: 'generation_timeout' })
})

test('nothing stands in for the style that it asked for, and what fails at once still does', () => {
  const { clock, whenUnavailable } = rules({ wish: standIn })
  expect(whenUnavailable(jobOf(clock.nowMs()))).toBe('wait')
  expect(whenUnavailable(jobOf(clock.nowMs(), null))).toBe(standIn)
  expect(rules({ wish: away }).whenUnavailable(jobOf(0))).toBe(away)
})

test('the booth’s own job waits as long as it takes', () => {
  const { clock, whenUnavailable } = rules({ timeoutSec: 30 })
  const job = jobOf(clock.nowMs(), null)
  clock.advance(86_400_000)
  expect(whenUnavailable(job)).toBe('wait')
})
