import { afterEach, expect, it } from 'vitest'
import { systemClock } from '../lib/clock'
import { silentLog } from '../lib/log'
import { cancelPrompt } from './cancel-prompt'
import { createComfyApi, type ComfyApi } from './comfy-api'
import { createComfyHttp } from './comfy-http'
import { startFakeComfyServer, type FakeComfyServer } from './testing/fake-comfy-server'
import type { FakeProfileName } from './testing/fake-profiles'

const fakes: FakeComfyServer[] = []
afterEach(async () => {
  for (const fake of fakes.splice(0)) await fake.close()
})

/** Two jobs, ours at work and another's behind it, each held before its own kind of node. */
async function twoJobs(profile: FakeProfileName) {
  const fake = await startFakeComfyServer({ profile })
  fakes.push(fake)
  const ourHold = fake.hold('ImageInvert')
  const theirHold = fake.hold('PCSlow')
  const api = createComfyApi(createComfyHttp({ baseUrl: fake.url, headers: () => ({}), clock: systemClock }))
  const ours = await submitted(api, { class_type: 'ImageInvert', inputs: { image: ['1', 0] } })
  await ourHold.reached
  const theirs = await submitted(api, { class_type: 'PCSlow', inputs: { image: ['1', 0], steps: 3 } })
  return { fake, api, ours, theirs, ourHold, theirHold }
}

let submissions = 0
async function submitted(api: ComfyApi, middle: { class_type: string; inputs: Record<string, unknown> }) {
  const promptId = `00000000-0000-4000-8000-${String(++submissions).padStart(12, '0')}`
  const graph = {
    1: { class_type: 'EmptyImage', inputs: { width: 8, height: 8, batch_size: 1, color: submissions } },
    2: middle,
    3: { class_type: 'SaveImage', inputs: { images: ['2', 0], filename_prefix: `n${submissions}` } },
  }
  const taken = await api.submit({ graph, clientId: 'c', promptId }, { signal: null, timeoutMs: 10_000 })
  return { promptId: taken.promptId, mark: promptId }
}

/** Ours ends by itself, and the other begins, in the moment between the look and the interrupt. */
async function cancelTooLate({ fake, api, ours, theirs, ourHold, theirHold }: Awaited<ReturnType<typeof twoJobs>>) {
  const warnings: [string, Record<string, unknown> | undefined][] = []
  const log = { ...silentLog, warn: (...told: (typeof warnings)[number]) => void warnings.push(told) }
  const late: ComfyApi = {
    ...api,
    async interrupt(promptId) {
      ourHold.release()
      await theirHold.reached
      await api.interrupt(promptId)
      theirHold.release()
    },
  }
  const isGone = await cancelPrompt({ api: late, clock: systemClock, log, ...ours, signal: null })
  await fake.queue().ended(theirs.promptId)
  return { isGone, warnings, theirEnd: JSON.stringify(fake.queue().history(theirs.promptId)) }
}

it('an interrupt that came too late on a server that takes no id says whose job it stopped', async () => {
  const jobs = await twoJobs('2024-03')
  const { isGone, warnings, theirEnd } = await cancelTooLate(jobs)
  expect(isGone).toBe(true)
  expect(theirEnd).toContain('execution_interrupted')
  expect(warnings).toEqual([
    [
      'an interrupt came too late and stopped the job of another',
      { promptId: jobs.ours.promptId, stopped: jobs.theirs.promptId },
    ],
  ])
})

it('an interrupt that came too late on a server that takes ids stops nobody and tells of nobody', async () => {
  const { isGone, warnings, theirEnd } = await cancelTooLate(await twoJobs('0.38.1'))
  expect([isGone, warnings]).toEqual([true, []])
  expect(theirEnd).toContain('"completed":true')
})

it('an interrupt that stopped our own job lets the next one be, and tells of nobody', async () => {
  const { fake, api, ours, theirs, ourHold, theirHold } = await twoJobs('2024-03')
  const asked: string[] = []
  const seen: ComfyApi = {
    ...api,
    queue: (signal) => (asked.push('queue'), api.queue(signal)),
    async interrupt(promptId) {
      asked.push('interrupt')
      await api.interrupt(promptId)
      ourHold.release()
      // by the next look ours is over
      await theirHold.reached
    },
  }
  const log = { ...silentLog, warn: (message: string) => void asked.push(message) }
  expect(await cancelPrompt({ api: seen, clock: systemClock, log, ...ours, signal: null })).toBe(true)
  expect(asked).toEqual(['queue', 'interrupt', 'queue'])
  theirHold.release()
  await fake.queue().ended(theirs.promptId)
  expect(JSON.stringify(fake.queue().history(theirs.promptId))).toContain('"completed":true')
})
