import type { RawFrame } from './frame'

/** A connection as the outbox needs it. */
export interface Wire {
  /** Calls `sent` once the frame has left for the network. */
  send(frame: RawFrame, sent: () => void): void
  /** Bytes that were sent and have not left yet. */
  unsentBytes(): number
}

export interface OutFrame extends RawFrame {
  /** skip: only the newest counts, and only until a picture that stays. keep: never left out. */
  when: 'skip' | 'keep'
  /** A picture that stays: what was live before it is not worth sending any more. */
  isFinal: boolean
}

/** What waits for one receiver: at most one live picture, and everything that must not be lost, in the order in which it came. */
export interface Outbox {
  push(frame: OutFrame): void
  /** Waiting here and on its way. */
  waitingBytes(): number
}

/** So much may be on its way at once: a picture or two, so that a fast receiver never waits for us. */
const aheadBytes = 512_000

export function createOutbox(deps: {
  wire: Wire
  /** Beyond this the receiver is given up. */
  limitBytes: number
  onOverfull: () => void
}): Outbox {
  const { wire, limitBytes, onOverfull } = deps
  let waiting: OutFrame[] = []

  const waitingBytes = (): number => waiting.reduce((sum, { bytes }) => sum + bytes.length, wire.unsentBytes())

  function pump(): void {
    while (waiting.length > 0 && wire.unsentBytes() < aheadBytes) wire.send(waiting.shift()!, pump)
  }

  function push(frame: OutFrame): void {
    if (waiting.length === 0 && wire.unsentBytes() < aheadBytes) return wire.send(frame, pump)
    if (frame.when === 'skip' || frame.isFinal) waiting = waiting.filter(({ when }) => when === 'keep')
    waiting.push(frame)
    if (waitingBytes() <= limitBytes) return pump()
    waiting = []
    onOverfull()
  }

  return { push, waitingBytes }
}
