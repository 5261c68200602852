import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ServerMessage } from '../../contract/app-state'
import { createManualClock } from '../lib/clock'
import type { Viewer } from '../state'
import { openPageLink } from './page-link'

const patch: ServerMessage = { type: 'patch', seq: 1, nowMs: 0, entries: [{ path: ['queue'], value: 'x' }] }
const size = JSON.stringify(patch).length

function linked() {
  const clock = createManualClock()
  const sent: string[] = []
  const received: unknown[] = []
  const seen = { stalled: 0, closed: 0 }
  const viewers: Viewer[] = []
  const hub = {
    connect(connected: Viewer) {
      viewers.push(connected)
      connected.send(patch) // as the snapshot comes: before `connect` returns
      return { clientId: 'c', receive: (message: unknown) => received.push(message), close: () => (seen.closed += 1) }
    },
  }
  const link = openPageLink({
    hub,
    role: 'kiosk',
    send: (text) => sent.push(text),
    onStalled: () => (seen.stalled += 1),
    clock,
  })
  return { clock, sent, received, seen, link, viewer: viewers[0]! }
}

describe('openPageLink', () => {
  it('connects as a window, with its role, and sends what comes while it connects', () => {
    const { sent, viewer } = linked()
    expect(viewer).toMatchObject({ role: 'kiosk', isWindow: true })
    expect(sent.map((text) => JSON.parse(text) as unknown)).toEqual([patch])
  })

  it('knows how much the page has not yet taken', () => {
    const { viewer, link } = linked()
    viewer.send(patch)
    expect(viewer.unsentBytes()).toBe(2 * size)
    link.taken(size)
    expect(viewer.unsentBytes()).toBe(size)
  })

  it('tells when a page takes nothing for 15 seconds, and still nothing at a second look', () => {
    const { clock, viewer, seen } = linked()
    for (const [waitMs, stalled] of [
      [15_000, 0],
      [1, 0],
      [2000, 0],
      [1, 1],
      [1, 1],
    ] as const) {
      clock.advance(waitMs)
      viewer.send(patch)
      expect(seen.stalled).toBe(stalled)
    }
  })

  it('gives a page time after the machine slept', () => {
    const { clock, viewer, link, seen } = linked()
    clock.advance(3_600_000)
    viewer.send(patch)
    link.taken(size)
    clock.advance(5000)
    viewer.send(patch)
    expect(seen.stalled).toBe(0)
  })

  it('takes a slow page that still takes something as alive', () => {
    const { clock, viewer, link, seen } = linked()
    for (let second = 0; second < 60; second += 1) {
      clock.advance(1000)
      viewer.send(patch)
      link.taken(1)
    }
    expect(seen.stalled).toBe(0)
  })

  it('takes a long silence of the core as nothing', () => {
    const { clock, viewer, link, seen } = linked()
    link.taken(size)
    clock.advance(3_600_000)
    viewer.send(patch)
    expect(seen.stalled).toBe(0)
  })

  it('survives any report and any message of a page', () => {
    fc.assert(
      fc.property(fc.array(fc.anything()), (values) => {
        const { link, viewer, received } = linked()
        for (const value of values) {
          link.taken(value)
          link.receive(value)
        }
        expect(received).toHaveLength(values.length)
        expect(viewer.unsentBytes()).toBeGreaterThanOrEqual(0)
        expect(viewer.unsentBytes()).toBeLessThanOrEqual(size)
      }),
    )
  })

  it('sends nothing after it was closed', () => {
    const { link, viewer, sent, seen } = linked()
    link.close()
    viewer.send(patch)
    expect(sent).toHaveLength(1)
    expect(seen.closed).toBe(1)
  })
})
