import { expect, test } from 'vitest'
import { createStage } from './stage'

const [one, two] = ['3f2b8c1e-5d4a-4e6f-8a90-1b2c3d4e5f60', '7a1c2d3e-4f50-4617-9283-94a5b6c7d8e9'] as const

function harness(goesOn = true) {
  const kept = new Map<string, string>()
  const memory = {
    get: (key: string) => kept.get(key) ?? null,
    set: (key: string, value: string) => void kept.set(key, value),
  }
  const open = (alive = goesOn) => createStage({ memory, nowMs: () => 5, goesOn: () => alive })
  return { open, stage: open() }
}

test('one job has the stage; the next one gets it when that one is done', () => {
  const { stage } = harness()
  let freed = 0
  stage.onFree(() => (freed += 1))
  expect([stage.take(one), stage.take(one), stage.take(two)]).toEqual([true, true, false])
  stage.free(two)
  expect(stage.owner()).toBe(one)
  stage.free(one)
  expect([freed, stage.take(two)]).toEqual([1, true])
})

test('what was sent outlives the console, and the job goes on with it', () => {
  const { open, stage } = harness()
  stage.take(one)
  stage.sending(one, 'stage:a')
  const next = open()
  expect([next.state(), next.owner(), next.sentTo(one)]).toEqual(['working', one, { machineId: 'stage:a', atMs: 5 }])
  next.free(one)
  expect(open().state()).toBe('free')
})

test('a job that ended while its capture was out keeps the stage occupied, over a restart too', () => {
  const { open, stage } = harness()
  stage.take(one)
  stage.sending(one, 'stage:a')
  stage.giveUp(one)
  expect([stage.state(), stage.take(two)]).toEqual(['occupied', false])
  const next = open(false)
  expect(next.state()).toBe('occupied')
  next.clear()
  expect([next.state(), next.take(two)]).toEqual(['free', true])
})

test('giving up a job that nothing was sent for frees the stage at once', () => {
  const { stage } = harness()
  stage.take(one)
  stage.giveUp(one)
  expect(stage.state()).toBe('free')
})

test('a retry of the very job that was given up may use the stage, as another machine may', () => {
  const { stage } = harness()
  stage.take(one)
  stage.sending(one, 'stage:a')
  stage.giveUp(one)
  expect([stage.take(one), stage.state(), stage.sentTo(one)]).toEqual([true, 'counting', null])
  stage.sending(one, 'stage:a')
  stage.giveUp(one)
  stage.moveTo('stage:a')
  expect(stage.state()).toBe('occupied')
  stage.moveTo('stage:b')
  expect(stage.state()).toBe('free')
})

test('a memory that is damaged counts as none', () => {
  for (const text of ['{', '[]', '{"jobId":"../x"}']) {
    const stage = createStage({ memory: { get: () => text, set: () => undefined }, nowMs: () => 1, goesOn: () => true })
    expect(stage.state()).toBe('free')
  }
})
