import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { serverMessage, type AppState, type PatchEntry, type ServerMessage } from '../contract/app-state'
import { settings } from '../contract/settings'
import { AppError } from '../contract/errors'
import { exampleState } from '../contract/testing/state-example'
import { createManualClock } from './lib/clock'
import { silentLog } from './lib/log'
import { createHub, differences, entriesOf, type Viewer } from './state'

/** With what guests must not see. */
const emptyState = () =>
  exampleState({
    app: { ...exampleState().app, consoleUrl: 'http://127.0.0.1:8080/console' },
    settings: settings.parse({ share: { dir: '/secret/place' } }),
    share: { ...exampleState().share, dir: '/secret/place', freeBytes: null },
    backends: [],
  })

function harness() {
  const clock = createManualClock()
  let state = emptyState()
  const asked: unknown[] = []
  let looks = 0
  const hub = createHub({
    clock,
    log: silentLog,
    state() {
      looks++
      return state
    },
    dispatch: () => (caller, name, input) => {
      asked.push({ caller, name, input })
      if (name === 'count') {
        state = { ...state, captureTotal: state.captureTotal + 1 }
        hub.changed()
      }
      if (name === 'broken') return Promise.reject(new AppError('not_found', 'Nothing there.', 'Look elsewhere.'))
      return Promise.resolve({ fine: true })
    },
  })
  function connect(role: 'console' | 'kiosk', facts: Pick<Viewer, 'isWindow'> = {}) {
    const got: ServerMessage[] = []
    const peer = { unsent: 0 }
    const send = (message: ServerMessage) => void got.push(message)
    const connection = hub.connect({ role, ...facts, send, unsentBytes: () => peer.unsent })
    return { got, connection, peer }
  }
  return {
    clock,
    hub,
    connect,
    asked,
    looks: () => looks,
    set: (change: Partial<AppState>) => (state = { ...state, ...change }),
  }
}

describe('a viewer', () => {
  test('asks for no state after closing, whatever still changes', () => {
    const { hub, clock } = harness()
    hub.close()
    hub.changed()
    expect(clock.pending()).toBe(0)
  })

  test('gets the whole state at once, then only what changed, numbered without gaps', () => {
    const { clock, hub, connect, set } = harness()
    const { got } = connect('console')
    set({ captureTotal: 3 })
    hub.changed()
    set({ captureTotal: 4 })
    hub.changed()
    clock.advance(100)
    hub.changed()
    clock.advance(100)
    expect(got.map(({ type }) => type)).toEqual(['snapshot', 'patch'])
    expect(got[1]).toMatchObject({ seq: 2, entries: [{ path: ['captureTotal'], value: 4 }] })
    for (const message of got) serverMessage.parse(message)
  })

  test('that was behind when the last thing changed gets its snapshot although nothing changes again', () => {
    const { clock, hub, connect, set } = harness()
    const { got, peer } = connect('console')
    peer.unsent = 1_000_001
    set({ captureTotal: 1 })
    hub.changed()
    clock.advance(100)
    expect(got.at(-1)).toMatchObject({ state: { captureTotal: 0 } })
    peer.unsent = 0
    clock.advance(1100)
    expect(got.at(-1)).toMatchObject({ type: 'snapshot', state: { captureTotal: 1 } })
    expect(clock.pending()).toBe(0)
  })

  test('that is 1 MB behind gets no patches, and a snapshot when it has caught up', () => {
    const { clock, hub, connect, set } = harness()
    const { got, peer } = connect('console')
    peer.unsent = 1_000_001
    set({ captureTotal: 3 })
    hub.changed()
    clock.advance(100)
    expect(got).toHaveLength(1)
    peer.unsent = 0
    hub.changed()
    clock.advance(100)
    expect(got[1]).toMatchObject({ type: 'snapshot', state: { captureTotal: 3 } })
  })

  test('asks for a new snapshot after a gap', () => {
    const { connect } = harness()
    const { got, connection } = connect('console')
    connection.receive({ type: 'resync' })
    expect(got.map(({ type }) => type)).toEqual(['snapshot', 'snapshot'])
  })

  test('gets its replies by id, errors with code, message and hint', async () => {
    const { connect, asked } = harness()
    const { got, connection } = connect('console')
    connection.receive({ type: 'command', id: 7, name: 'fine', input: { a: 1 } })
    connection.receive({ type: 'command', id: 8, name: 'broken' })
    await new Promise((resolve) => setImmediate(resolve))
    expect(asked[0]).toMatchObject({ name: 'fine', caller: { role: 'console', clientId: connection.clientId } })
    expect(got.slice(1)).toEqual([
      { type: 'reply', id: 7, ok: true, output: { fine: true } },
      {
        type: 'reply',
        id: 8,
        ok: false,
        error: { code: 'not_found', message: 'Nothing there.', hint: 'Look elsewhere.' },
      },
    ])
  })

  test('finds in its state what its command led to when the reply comes, and hears it once', async () => {
    const { clock, connect } = harness()
    const { got, connection } = connect('kiosk')
    connection.receive({ type: 'command', id: 1, name: 'count' })
    await replies(got, 1)
    expect(got.slice(1)).toEqual([
      expect.objectContaining({ type: 'patch', seq: 2, entries: [{ path: ['captureTotal'], value: 1 }] }),
      expect.objectContaining({ type: 'reply', id: 1, ok: true }),
    ])
    clock.advance(100)
    expect(got).toHaveLength(3)
  })

  test('that asks again and again leaves what the others hear gathered', async () => {
    const { clock, connect } = harness()
    const busy = connect('console')
    const other = connect('console')
    for (let id = 1; id <= 50; id++) busy.connection.receive({ type: 'command', id, name: 'count' })
    await replies(busy.got, 50)
    expect(other.got).toHaveLength(1)
    clock.advance(100)
    expect(other.got.slice(1)).toMatchObject([{ type: 'patch', entries: [{ value: 50 }] }])
  })

  test('costs nothing where its command changed nothing, nor for what it has heard already', async () => {
    const { hub, connect, looks } = harness()
    const { got, connection } = connect('console')
    connection.receive({ type: 'command', id: 1, name: 'fine' })
    await replies(got, 1)
    expect(looks()).toBe(1)
    hub.changed()
    for (const id of [2, 3, 4]) connection.receive({ type: 'command', id, name: 'fine' })
    await replies(got, 4)
    expect(looks()).toBe(2)
  })

  test('that is behind gets its reply all the same', async () => {
    const { connect } = harness()
    const { got, connection, peer } = connect('console')
    peer.unsent = 1_000_001
    connection.receive({ type: 'command', id: 1, name: 'count' })
    await replies(got, 1)
    expect(got.map(({ type }) => type)).toEqual(['snapshot', 'reply'])
  })

  test('is known as a window of the app by its transport, whatever it says', async () => {
    const { asked, connect } = harness()
    const [browser, window] = [connect('kiosk'), connect('kiosk', { isWindow: true })]
    for (const { connection } of [browser, window])
      connection.receive({ type: 'command', id: 1, name: 'fine', input: { isWindow: true } })
    await replies(window.got, 1)
    expect(asked).toMatchObject([{ caller: { isWindow: false } }, { caller: { isWindow: true } }])
  })

  test('may send anything at all: it is answered, never dropped, and nothing throws', () => {
    const { connect } = harness()
    const { got, connection } = connect('kiosk')
    fc.assert(
      fc.property(fc.anything(), (message) => {
        const before = got.length
        connection.receive(message)
        expect(got.length).toBeGreaterThan(before)
      }),
    )
  })

  test('that is a kiosk sees no folders, no causes and no addresses', () => {
    const { connect } = harness()
    const text = JSON.stringify(connect('kiosk').got)
    expect(text).not.toContain('secret')
    expect(text).not.toContain('127.0.0.1')
    expect(text).not.toContain('/data')
  })
})

const replies = (got: readonly ServerMessage[], count: number) =>
  vi.waitFor(() => expect(got.filter(({ type }) => type === 'reply')).toHaveLength(count))

test('differences turn any state into any other', () => {
  const entries = fc.dictionary(fc.constantFrom('a', 'b', 'jobs/1', 'jobs/2'), fc.integer().map(String))
  fc.assert(
    fc.property(entries, entries, (before, after) => {
      const changes = differences(new Map(Object.entries(before)), new Map(Object.entries(after)))
      expect(applied(before, changes)).toEqual(after)
    }),
  )
})

function applied(before: Record<string, string>, changes: PatchEntry[]): Record<string, string> {
  const result = { ...before }
  for (const { path, value } of changes) {
    if (value === undefined) delete result[path.join('/')]
    else result[path.join('/')] = JSON.stringify(value)
  }
  return result
}

test('a job is one entry, so that its progress moves nothing else', () => {
  expect([...entriesOf(emptyState()).keys()].some((key) => key.startsWith('jobs'))).toBe(false)
})
