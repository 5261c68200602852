import { EventEmitter } from 'node:events'
import { expect, test, vi } from 'vitest'
import { createManualClock } from '../lib/clock'
import { silentLog } from '../lib/log'
import { createClosing } from './closing'
import { closeWithSession } from './session-end'

function harness() {
  const clock = createManualClock()
  const events: string[] = []
  let finish = (): void => undefined
  const closed = new Promise<void>((resolve) => (finish = resolve))
  const closing = createClosing({
    workInFlight: () => 3,
    ask: () => Promise.reject(new Error('nobody is asked')),
    finishWork: () => Promise.resolve(),
    closeCore() {
      events.push('close')
      return closed
    },
    exit: (code) => void events.push(`exit ${code}`),
    clock,
    log: silentLog,
  })
  const windows = [new EventEmitter(), new EventEmitter()]
  windows.forEach((window) => closeWithSession(window, closing))
  /** Whether a window said no. */
  function ask(place: number): boolean {
    const event = { preventDefault: vi.fn() }
    windows[place]?.emit('query-session-end', event)
    return event.preventDefault.mock.calls.length > 0
  }
  return { clock, closing, events, ask, finish, end: () => windows.forEach((window) => window.emit('session-end')) }
}

test('Windows is told to wait until the booth has closed in order, and then there is nobody left to ask', async () => {
  const { closing, events, ask, finish } = harness()
  expect([ask(0), ask(1)]).toEqual([true, true])
  expect(events).toEqual(['close'])
  finish()
  await vi.waitFor(() => expect(closing.isOver()).toBe(true))
  expect(events).toEqual(['close', 'exit 0'])
  expect(ask(0)).toBe(false)
})

test('a session that ends all the same while the booth closes does not cut the save in hand', async () => {
  const { clock, events, ask, end, finish } = harness()
  ask(0)
  clock.advance(3000)
  end()
  expect(events).toEqual(['close'])
  finish()
  await vi.waitFor(() => expect(events).toEqual(['close', 'exit 0']))
})

test('where nobody asks first, the end of the session closes the booth', () => {
  const { events, end } = harness()
  end()
  expect(events).toEqual(['close'])
})
