import type { BoothEvent } from '../../../contract/event'
import { newestFirst } from '../../events/event-list'

export interface EventWord {
  id: string
  /** Null for one that is no longer on the list. */
  event: BoothEvent | null
  count: number
}

/** The events worth a word: the one in use first, then those that have pictures, newest first; removed ones last. */
export function eventWords(
  events: readonly BoothEvent[],
  activeEvent: string,
  counts: Readonly<Record<string, number>>,
): EventWord[] {
  const known = newestFirst(events).map((event) => ({ id: event.id, event, count: counts[event.id] ?? 0 }))
  const gone = Object.entries(counts)
    .filter(([id]) => !events.some((event) => event.id === id))
    .map(([id, count]) => ({ id, event: null, count }))
  const isActive = ({ id }: EventWord) => id === activeEvent
  return [...known.filter(isActive), ...[...known, ...gone].filter((word) => !isActive(word) && word.count > 0)]
}
