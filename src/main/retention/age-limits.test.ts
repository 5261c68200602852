import { expect, test } from 'vitest'
import { boothEvent, type BoothEvent } from '../../contract/event'
import { createAgeLimits } from './age-limits'

/** A booth whose memory outlives its process; each `open` is a start. */
function openBooth(...first: BoothEvent[]) {
  const kept = new Map<string, string>()
  const memory = {
    get: (key: string) => kept.get(key) ?? null,
    set: (key: string, text: string) => void kept.set(key, text),
  }
  let events = first
  let changed = () => {}
  return {
    set(...next: BoothEvent[]) {
      events = next
      changed()
    },
    open: () => createAgeLimits({ events: () => events, memory, onEventsChange: (listen) => void (changed = listen) }),
  }
}

const gala = boothEvent.parse({ id: 'gala', retention: { days: 30 } })
const fair = boothEvent.parse({ id: 'fair' })
const daysOf = (limits: { id: string; retention: { days: number | null } }[]) =>
  Object.fromEntries(limits.map(({ id, retention }) => [id, retention.days]))

test('what an event promised its guests holds after it was removed, also after a start', () => {
  const booth = openBooth(gala, fair)
  const { limits } = booth.open()
  booth.set(fair)
  expect(daysOf(limits())).toEqual({ gala: 30, fair: null })
  expect(daysOf(booth.open().limits())).toEqual({ gala: 30, fair: null })
})

test('of an event that is here its own limit counts, also when it was taken back', () => {
  const booth = openBooth(gala)
  const { limits } = booth.open()
  booth.set(fair)
  booth.set({ ...gala, retention: { days: 7, eraseFromShare: false } }, fair)
  expect(daysOf(limits())).toEqual({ gala: 7, fair: null })
  booth.set({ ...gala, retention: { days: null, eraseFromShare: false } }, fair)
  booth.set(fair)
  expect(daysOf(limits())).toEqual({ fair: null })
})
