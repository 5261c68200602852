import type { Action } from '../drawing/paper'
import type { PictureLabel } from './png-label'

/** What this person did that may not be in everybody's picture yet, in order, so that it can be done again. */
export interface Unconfirmed {
  did(action: Action): void
  /** What a picture holds that is being made now. */
  all(): ReadonlySet<Action>
  /** These are in the own picture `n`. */
  included(actions: ReadonlySet<Action>, n: number): void
  /** The newest picture was sent, and all before it. */
  sent(atMs: number): void
  /** The connection is gone: what was sent on it may be lost. */
  doubt(): void
  /** What was sent before has arrived. */
  arrived(sentBeforeMs: number): void
  /** The actions that another's picture lacks, to be done again on it. */
  missingIn(label: PictureLabel | null, nowMs: number): readonly Action[]
  isEmpty(): boolean
  /** There were too many: until the next one is sent, the own picture stands as a whole. */
  isWhole(): boolean
  /** To be kept over a reload. */
  kept(): KeptActions
}

export interface KeptActions {
  entries: readonly Entry[]
  isWhole: boolean
}

interface Entry {
  action: Action
  /** The own final picture that has it first, as all later ones do; null: none yet. */
  inPicture: number | null
  sentAtMs: number | null
}

/** Pages tell nothing of what they have seen before other programs' pictures: what was sent this lately crossed with them. */
export const crossingMs = 2000
/** More would not be drawn again in a moment. */
export const unconfirmedLimit = 500

export function createUnconfirmed(me: string, kept: KeptActions | null): Unconfirmed {
  let entries: readonly Entry[] = kept?.entries.map((entry) => ({ ...entry, sentAtMs: null })) ?? []
  let isWhole = kept?.isWhole ?? false

  return {
    did(action) {
      entries = [...entries, { action, inPicture: null, sentAtMs: null }]
      if (entries.length <= unconfirmedLimit) return
      entries = []
      isWhole = true
    },
    all: () => new Set(entries.map(({ action }) => action)),
    included(actions, n) {
      entries = entries.map((entry) =>
        entry.inPicture === null && actions.has(entry.action) ? { ...entry, inPicture: n } : entry,
      )
    },
    sent(atMs) {
      entries = entries.map((entry) =>
        entry.inPicture !== null && entry.sentAtMs === null ? { ...entry, sentAtMs: atMs } : entry,
      )
      isWhole = false
    },
    doubt() {
      entries = entries.map((entry) => ({ ...entry, sentAtMs: null }))
    },
    arrived(sentBeforeMs) {
      entries = entries.filter(({ sentAtMs }) => sentAtMs === null || sentAtMs > sentBeforeMs)
    },
    missingIn(label, nowMs) {
      const isMissing = ({ inPicture, sentAtMs }: Entry) =>
        inPicture === null || (label ? inPicture > (label.seen[me] ?? 0) : (sentAtMs ?? nowMs) > nowMs - crossingMs)
      const missing = entries.filter(isMissing)
      // those that are in it stay for a while: another picture may cross this one, without them
      entries = entries.map((entry) => ({ ...entry, sentAtMs: isMissing(entry) ? null : (entry.sentAtMs ?? nowMs) }))
      return withoutUndone(missing.map(({ action }) => action))
    },
    isEmpty: () => entries.length === 0,
    isWhole: () => isWhole,
    kept: () => ({ entries, isWhole }),
  }
}

/** What was drawn and undone again is not drawn again at all. */
function withoutUndone(actions: readonly Action[]): Action[] {
  const left: Action[] = []
  for (const action of actions) {
    const isDrawn = ({ id, type }: Action) => id === action.id && type !== 'undo'
    const drawn = action.type === 'undo' ? left.map(isDrawn).lastIndexOf(true) : -1
    if (drawn === -1) left.push(action)
    else left.splice(drawn, 1)
  }
  return left
}
