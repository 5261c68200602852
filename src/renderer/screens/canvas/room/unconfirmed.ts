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
  /** Takes the actions that another's picture lacks, and keeps these alone. */
  missingIn(label: PictureLabel | null, nowMs: number): readonly Action[]
  hasSentAs(n: number): boolean
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
  /** The own final picture that has it first; null: none yet. */
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
      entries = withoutUndone(entries.filter(isMissing)).map(({ action }) => ({
        action,
        inPicture: null,
        sentAtMs: null,
      }))
      return entries.map(({ action }) => action)
    },
    hasSentAs: (n) => entries.some(({ inPicture }) => inPicture === n),
    isWhole: () => isWhole,
    kept: () => ({ entries, isWhole }),
  }
}

/** What was drawn and undone again is not drawn again at all. */
function withoutUndone(entries: readonly Entry[]): Entry[] {
  const left: Entry[] = []
  for (const entry of entries) {
    const { id, type } = entry.action
    const drawn =
      type === 'undo' ? left.map(({ action }) => (action.type === 'undo' ? -1 : action.id)).lastIndexOf(id) : -1
    if (drawn === -1) left.push(entry)
    else left.splice(drawn, 1)
  }
  return left
}
