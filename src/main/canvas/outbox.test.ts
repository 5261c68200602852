import fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import { createOutbox, type OutFrame } from './outbox'

type Kind = 'live' | 'final' | 'word'

/** A network that takes a frame whenever it is told to. */
function slowWire() {
  const left: { bytes: Buffer; done: () => void }[] = []
  const arrived: string[] = []
  return {
    arrived,
    wire: {
      send: ({ bytes }: { bytes: Buffer }, done: () => void) => void left.push({ bytes, done }),
      unsentBytes: () => left.reduce((sum, { bytes }) => sum + bytes.length, 0),
    },
    takeOne() {
      const next = left.shift()
      if (!next) return false
      arrived.push(next.bytes.toString().trim())
      next.done()
      return true
    },
  }
}

const frameOf = (kind: Kind, number: number, sizeBytes: number): OutFrame => ({
  bytes: Buffer.from(`${kind} ${number}`.padEnd(sizeBytes)),
  isBinary: kind === 'final',
  when: kind === 'live' ? 'skip' : 'keep',
  isFinal: kind === 'final',
})

const step = fc.oneof(
  fc.record({ push: fc.constantFrom<Kind>('live', 'final', 'word'), sizeBytes: fc.integer({ min: 10, max: 400_000 }) }),
  fc.constant({ take: true as const }),
)

it('however slow the receiver: nothing that stays is lost, order holds, and the newest live picture arrives', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const { wire, arrived, takeOne } = slowWire()
      const outbox = createOutbox({ wire, limitBytes: 1e9, onOverfull: () => expect.unreachable() })
      const pushed: string[] = []
      for (const [number, one] of steps.entries()) {
        if ('take' in one) {
          takeOne()
          continue
        }
        outbox.push(frameOf(one.push, number, one.sizeBytes))
        pushed.push(`${one.push} ${number}`)
      }
      while (takeOne());
      const isKept = (frame: string) => !frame.startsWith('live')
      expect(arrived.filter(isKept)).toEqual(pushed.filter(isKept))
      expect(arrived).toEqual(pushed.filter((frame) => arrived.includes(frame)))
      const last = pushed.filter((frame) => !frame.startsWith('word')).at(-1)
      if (last !== undefined) expect(arrived).toContain(last)
      expect(outbox.waitingBytes()).toBe(0)
    }),
  )
})

it('a fast receiver gets every live picture', () => {
  const { wire, arrived, takeOne } = slowWire()
  const outbox = createOutbox({ wire, limitBytes: 1e6, onOverfull: () => expect.unreachable() })
  for (let number = 0; number < 50; number++) {
    outbox.push(frameOf('live', number, 60_000))
    takeOne()
  }
  expect(arrived).toHaveLength(50)
})

it('a receiver that takes nothing is given up once, and holds no more than the limit before', () => {
  const { wire } = slowWire()
  const onOverfull = vi.fn()
  const outbox = createOutbox({ wire, limitBytes: 5_000_000, onOverfull })
  for (let number = 0; onOverfull.mock.calls.length === 0 && number < 100; number++) {
    expect(outbox.waitingBytes()).toBeLessThanOrEqual(5_000_000)
    outbox.push(frameOf('final', number, 1_000_000))
  }
  expect(onOverfull).toHaveBeenCalledOnce()
  const live = createOutbox({ wire, limitBytes: 5_000_000, onOverfull: () => expect.unreachable() })
  for (let number = 0; number < 1000; number++) live.push(frameOf('live', number, 1_000_000))
})
