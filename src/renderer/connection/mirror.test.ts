import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AppState, PatchEntry } from '../../contract/app-state'
import { createMirror, patched } from './mirror'
import { exampleCapture, exampleId, exampleJob, exampleState } from '../../contract/testing/state-example'

const snapshotOf = (state: AppState, seq: number) =>
  ({ type: 'snapshot', seq, nowMs: 5000, clientId: 'c1', role: 'console', state }) as const

/** A change as the server makes it: what it does to the state, and the entry that tells of it. */
interface Change {
  apply: (state: AppState) => AppState
  entry: PatchEntry
}

const id = fc.integer({ min: 1, max: 6 })
const putJob = fc.tuple(id, fc.double({ min: 0, max: 1, noNaN: true })).map(([number, progress]): Change => {
  const job = exampleJob(number, { progress })
  return {
    apply: (state) => ({ ...state, jobs: { ...state.jobs, [job.id]: job } }),
    entry: { path: ['jobs', job.id], value: job },
  }
})
const dropJob = id.map((number): Change => {
  const gone = exampleId(number)
  return {
    apply: (state) => ({
      ...state,
      jobs: Object.fromEntries(Object.entries(state.jobs).filter(([key]) => key !== gone)),
    }),
    entry: { path: ['jobs', gone] },
  }
})
const putCapture = id.map((number): Change => {
  const capture = exampleCapture(number)
  return {
    apply: (state) => ({ ...state, captures: { ...state.captures, [capture.id]: capture } }),
    entry: { path: ['captures', capture.id], value: capture },
  }
})
const setTotal = fc.nat().map((captureTotal): Change => ({
  apply: (state) => ({ ...state, captureTotal }),
  entry: { path: ['captureTotal'], value: captureTotal },
}))
const pause = fc.boolean().map((paused): Change => {
  const queue = { ...exampleState().queue, paused }
  return { apply: (state) => ({ ...state, queue }), entry: { path: ['queue'], value: queue } }
})
const change = fc.oneof(putJob, dropJob, putCapture, setTotal, pause)

describe('mirror', () => {
  test('equals the server’s state after any sequence of patches', () => {
    fc.assert(
      fc.property(fc.array(fc.array(change, { minLength: 1, maxLength: 4 }), { maxLength: 20 }), (patches) => {
        const mirror = createMirror()
        let server = exampleState()
        mirror.receive(snapshotOf(server, 7))
        patches.forEach((changes, index) => {
          server = changes.reduce((state, { apply }) => apply(state), server)
          const entries = changes.map(({ entry }) => entry)
          const message = JSON.parse(JSON.stringify({ type: 'patch', seq: 8 + index, nowMs: 5000, entries })) as never
          expect(mirror.receive(message)).toBe(true)
        })
        expect(mirror.store.getState().state).toEqual(server)
      }),
    )
  })

  test('refuses a patch after a gap and keeps what it knows until a snapshot comes', () => {
    const mirror = createMirror()
    mirror.receive(snapshotOf(exampleState(), 1))
    const late = { type: 'patch', seq: 3, nowMs: 1, entries: [{ path: ['captureTotal'], value: 9 }] } as const
    expect(mirror.receive({ ...late, entries: [...late.entries] } as never)).toBe(false)
    expect(mirror.store.getState().state?.captureTotal).toBe(0)
    expect(mirror.receive(snapshotOf(exampleState({ captureTotal: 9 }), 3))).toBe(true)
    expect(mirror.store.getState().state?.captureTotal).toBe(9)
  })

  test('refuses entries that have not the shape of their place', () => {
    const state = exampleState()
    expect(patched(state, [{ path: ['captureTotal'], value: 'many' }])).toBeNull()
    expect(patched(state, [{ path: ['nonsense'], value: 1 }])).toBeNull()
    expect(patched(state, [{ path: ['__proto__'], value: {} }])).toBeNull()
    expect(patched(state, [{ path: ['queue', 'paused'], value: true }])).toBeNull()
    expect(patched(state, [{ path: ['jobs', exampleId(1)], value: { id: 'x' } }])).toBeNull()
  })

  test('leaves untouched parts the same objects, so that nothing else renders', () => {
    const state = exampleState({ jobs: { [exampleId(1)]: exampleJob(1), [exampleId(2)]: exampleJob(2) } })
    const next = patched(state, [{ path: ['jobs', exampleId(1)], value: exampleJob(1, { progress: 0.5 }) }])
    expect(next?.jobs[exampleId(2)]).toBe(state.jobs[exampleId(2)])
    expect(next?.settings).toBe(state.settings)
  })

  test('says lost when the link breaks, and up again with the next snapshot only', () => {
    const mirror = createMirror()
    const link = () => mirror.store.getState().link
    mirror.setLink(true)
    expect(link()).toBe('connecting')
    mirror.receive(snapshotOf(exampleState(), 1))
    expect(link()).toBe('up')
    mirror.setLink(false)
    expect(link()).toBe('lost')
    mirror.setLink(true)
    expect(link()).toBe('lost')
    mirror.receive(snapshotOf(exampleState(), 40))
    expect(link()).toBe('up')
  })
})
