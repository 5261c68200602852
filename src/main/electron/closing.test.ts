import { describe, expect, it } from 'vitest'
import { createManualClock } from '../lib/clock'
import { silentLog } from '../lib/log'
import { createClosing, type ClosingAnswer } from './closing'

function gate<T>() {
  let open: (value: T) => void = () => undefined
  const passed = new Promise<T>((resolve) => {
    open = resolve
  })
  return { passed, open }
}

function closingWith({ jobs = 0, answers = [] as (ClosingAnswer | Error)[], closeFails = false } = {}) {
  const done: string[] = []
  const work = gate<void>()
  const closed = gate<void>()
  const clock = createManualClock()
  const closing = createClosing({
    workInFlight: () => jobs,
    ask: (count) => {
      done.push(`ask ${count}`)
      const answer = answers.shift() ?? 'stay'
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
    },
    finishWork: () => {
      done.push('finish')
      return work.passed
    },
    closeCore: async () => {
      done.push('close')
      await closed.passed
      if (closeFails) throw new Error('the disk is gone')
    },
    exit: (code) => done.push(`exit ${code}`),
    clock,
    log: silentLog,
  })
  return { closing, done, work, closed, clock }
}

describe('closing', () => {
  it('asks nothing when no work is in flight', async () => {
    const { closing, done, closed } = closingWith()
    closed.open()
    await closing.request()
    expect(done).toEqual(['close', 'exit 0'])
    expect(closing.isOver()).toBe(true)
  })

  it('stays when the operator wants to stay, and asks again the next time', async () => {
    const { closing, done } = closingWith({ jobs: 3, answers: ['stay', 'stay'] })
    await closing.request()
    await closing.request()
    expect(done).toEqual(['ask 3', 'ask 3'])
  })

  it('stays when it could not ask, and asks again the next time', async () => {
    const { closing, done, closed } = closingWith({ jobs: 1, answers: [new Error('no display'), 'stop'] })
    await closing.request()
    expect(done).toEqual(['ask 1'])
    closed.open()
    await closing.request()
    expect(done).toEqual(['ask 1', 'ask 1', 'close', 'exit 0'])
  })

  it('stops now when told to', async () => {
    const { closing, done, closed } = closingWith({ jobs: 1, answers: ['stop'] })
    closed.open()
    await closing.request()
    expect(done).toEqual(['ask 1', 'close', 'exit 0'])
  })

  it('finishes the work first, and can still be told to stop while it does', async () => {
    const { closing, done, closed } = closingWith({ jobs: 2, answers: ['finish', 'stop'] })
    void closing.request()
    await Promise.resolve()
    await Promise.resolve()
    closed.open()
    await closing.request()
    expect(done).toEqual(['ask 2', 'finish', 'ask 2', 'close', 'exit 0'])
  })

  it('closes when the finished work is done', async () => {
    const { closing, done, work, closed } = closingWith({ jobs: 2, answers: ['finish'] })
    closed.open()
    work.open()
    await closing.request()
    expect(done).toEqual(['ask 2', 'finish', 'close', 'exit 0'])
  })

  it('closes at once on a signal, even while it asks', async () => {
    const { closing, done, closed } = closingWith({ jobs: 2, answers: ['finish'] })
    const asked = closing.request()
    closed.open()
    await closing.now('SIGTERM')
    await asked
    expect(done).toEqual(['ask 2', 'close', 'exit 0'])
  })

  it('exits at once on a second signal', async () => {
    const { closing, done, clock } = closingWith()
    void closing.now('SIGTERM')
    clock.advance(600)
    await closing.now('SIGTERM')
    expect(done).toEqual(['close', 'exit 1'])
  })

  it('takes the first signal for no second one where the operator has already closed it', async () => {
    const { closing, done, closed, clock } = closingWith()
    const asked = closing.request()
    await closing.now('SIGTERM')
    expect(done).toEqual(['close'])
    clock.advance(600)
    await closing.now('SIGTERM')
    expect(done).toEqual(['close', 'exit 1'])
    closed.open()
    await asked
  })

  it('takes the same signal from two senders as one', async () => {
    const { closing, done, closed } = closingWith()
    const first = closing.now('SIGINT')
    await closing.now('SIGINT')
    expect(done).toEqual(['close'])
    closed.open()
    await first
    expect(done).toEqual(['close', 'exit 0'])
  })

  it('exits with an error code when the core does not close cleanly', async () => {
    const { closing, done, closed } = closingWith({ closeFails: true })
    closed.open()
    await closing.now('SIGTERM')
    expect(done).toEqual(['close', 'exit 1'])
  })
})
