export type PointerKind = 'pen' | 'touch' | 'mouse'

/** Which pointers draw: a hand that rests beside its pen must not. */
export interface TouchPolicy {
  /** A pointer came down: whether it draws, and whose strokes it ends because they were the hand's. */
  down(pointer: { id: number; kind: PointerKind; atMs: number }): { draws: boolean; cancels: readonly number[] }
  /** A pen hovers, moves or leaves: it is still about. */
  penSeen(atMs: number): void
  up(id: number, atMs: number): void
  /** These draw now. */
  drawing(): readonly number[]
}

/** A pen that was seen this lately is still in the hand. Longer, and a child that takes the finger next waits in vain. */
export const penLatelyMs = 2500
/** What came down this shortly before the pen was the hand that leads it; an older finger is another child's. */
export const handBeforePenMs = 700

export function createTouchPolicy(): TouchPolicy {
  const pens = new Set<number>()
  const others = new Map<number, { kind: PointerKind; sinceMs: number }>()
  let penAtMs = -Infinity

  function penDown(id: number, atMs: number) {
    pens.add(id)
    penAtMs = atMs
    const cancels = [...others]
      .filter(([, { kind, sinceMs }]) => kind === 'touch' && atMs - sinceMs <= handBeforePenMs)
      .map(([other]) => other)
    for (const other of cancels) others.delete(other)
    return { draws: true, cancels }
  }

  return {
    down({ id, kind, atMs }) {
      if (kind === 'pen') return penDown(id, atMs)
      const penIsAbout = pens.size > 0 || atMs - penAtMs < penLatelyMs
      if (kind === 'touch' && penIsAbout) return { draws: false, cancels: [] }
      others.set(id, { kind, sinceMs: atMs })
      return { draws: true, cancels: [] }
    },
    penSeen(atMs) {
      penAtMs = atMs
    },
    up(id, atMs) {
      if (pens.delete(id)) penAtMs = atMs
      others.delete(id)
    },
    drawing: () => [...pens, ...others.keys()],
  }
}
