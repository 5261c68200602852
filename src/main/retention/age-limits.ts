import { z } from 'zod'
import { boothEvent, type BoothEvent } from '../../contract/event'

/** Which event's pictures go when: of a removed event as was set at last, for its guests were promised that. */
export type AgeLimit = Pick<BoothEvent, 'id' | 'retention'>

const memoryKey = 'retention.limits'
const agedEvents = z.array(boothEvent.pick({ id: true, retention: true })).catch([])

/** Remembers each event that has an age limit beyond its removal; `limits` is of all, here or removed. */
export function createAgeLimits(deps: {
  events: () => readonly BoothEvent[]
  memory: { get(key: string): string | null; set(key: string, text: string): void }
  onEventsChange(listen: () => void): void
}) {
  const { events, memory } = deps

  function limits(): AgeLimit[] {
    const here = events().map(({ id, retention }) => ({ id, retention }))
    const removed = remembered().filter(({ id }) => !here.some((event) => event.id === id))
    return [...here, ...removed]
  }

  function remembered(): AgeLimit[] {
    const text = memory.get(memoryKey)
    return text === null ? [] : agedEvents.parse(JSON.parse(text))
  }

  function remember(): void {
    const text = JSON.stringify(limits().filter(({ retention }) => retention.days !== null))
    if (text !== (memory.get(memoryKey) ?? '[]')) memory.set(memoryKey, text)
  }

  remember()
  deps.onEventsChange(remember)
  return { limits }
}
