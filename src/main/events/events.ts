import { randomBytes } from 'node:crypto'
import { AppError } from '../../contract/errors'
import {
  boothEvent,
  type BoothEvent,
  type ChangedEvent,
  type EventChange,
  type EventFacts,
  type EventOverlay,
} from '../../contract/event'
import type { Settings } from '../../contract/settings'
import type { Clock } from '../lib/clock'
import type { Database } from '../lib/sqlite'
import { changedEvent, eventOf, withEvent } from '../settings/event-change'
import type { SettingsStore } from '../settings/settings-store'
import { folderFor } from './event-names'

/** The list of events, as an operator works with it. Everything is a change of the settings and can be undone as one. */
export interface Events {
  facts(): EventFacts[]
  /** Throws `event_unknown`. */
  get(id: string): BoothEvent
  create(change: EventChange & { name: string }): Promise<BoothEvent>
  change(id: string, change: EventChange): Promise<ChangedEvent>
  duplicate(id: string, as: { name: string; folder?: string | undefined }): Promise<BoothEvent>
  choose(id: string): Promise<void>
  /** Throws `event_active`, or `event_in_use` with the number of its jobs unless confirmed. Touches no picture. */
  remove(id: string, confirmed: boolean): Promise<{ revision: string }>
  /** Null takes the overlay off. */
  setOverlay(id: string, overlay: EventOverlay | null): Promise<ChangedEvent>
}

export function createEvents(deps: { settings: SettingsStore; database: Database; clock: Clock }): Events {
  const { settings, database, clock } = deps

  async function add(make: (now: Settings) => BoothEvent): Promise<BoothEvent> {
    let made: BoothEvent | null = null
    const after = await settings.update((now) => {
      made = make(now)
      return { ...now, events: [...now.events, made] }
    })
    return eventOf(after, made!.id)
  }

  async function changeOne(id: string, change: (event: BoothEvent) => BoothEvent): Promise<ChangedEvent> {
    const after = await settings.update((now) => withEvent(now, id, change))
    return { ...eventOf(after, id), revision: after.revision }
  }

  const fresh = (now: Settings, name: string, folder: string | undefined) => ({
    id: freshId(now),
    name,
    folder: folder ?? folderFor(name, now.events),
    createdAtMs: clock.nowMs(),
  })

  function jobsOf(id: string): number {
    const row = database.get('SELECT count(*) AS n FROM jobs WHERE eventId = :id', { id })
    return Number(row?.['n'] ?? 0)
  }

  return {
    facts: () => settings.get().events.map(({ id }) => factsOf(database, id)),
    get: (id) => eventOf(settings.get(), id),
    create: ({ name, folder, ...change }) =>
      add((now) => changedEvent(boothEvent.parse({ ...styleOf(now), ...fresh(now, name, folder) }), change)),
    change: (id, change) => changeOne(id, (event) => changedEvent(event, change)),
    duplicate: (id, { name, folder }) => add((now) => ({ ...eventOf(now, id), ...fresh(now, name, folder) })),
    async choose(id) {
      await settings.update((now) => ({ ...now, activeEvent: eventOf(now, id).id }))
    },
    async remove(id, confirmed) {
      const { revision } = await settings.update((now) => {
        const event = eventOf(now, id)
        if (now.activeEvent === id) throw activeNow(event)
        const jobs = jobsOf(id)
        if (jobs > 0 && !confirmed) throw inUse(event, jobs)
        return { ...now, events: now.events.filter((one) => one !== event) }
      })
      return { revision }
    },
    setOverlay: (id, overlay) => changeOne(id, (event) => ({ ...event, overlay })),
  }
}

/** A new event begins with the style that is in use. */
function styleOf(now: Settings): { style: string } {
  return { style: eventOf(now, now.activeEvent).style }
}

/** Never an id that had pictures once: it is drawn, not made of the name. */
function freshId(now: Settings): string {
  const id = randomBytes(5).toString('hex')
  return now.events.some((event) => event.id === id) ? freshId(now) : id
}

const factsSql = `
  SELECT count(*) AS jobs, min(pressedAtMs) AS firstPressAtMs, max(pressedAtMs) AS lastPressAtMs,
    coalesce(sum(state IN ('counting', 'capturing', 'queued', 'generating', 'saving')), 0) AS unfinished,
    (SELECT count(*) FROM captures WHERE eventId = :id AND publication <> 'erased') AS captures
  FROM jobs WHERE eventId = :id`

function factsOf(database: Database, id: string): EventFacts {
  const row = database.get(factsSql, { id }) ?? {}
  const count = (name: string) => Number(row[name] ?? 0)
  const time = (name: string) => (typeof row[name] === 'number' ? row[name] : null)
  return {
    id,
    captures: count('captures'),
    jobs: count('jobs'),
    unfinished: count('unfinished'),
    firstPressAtMs: time('firstPressAtMs'),
    lastPressAtMs: time('lastPressAtMs'),
  }
}

function activeNow({ name }: BoothEvent): AppError {
  return new AppError('event_active', `"${name}" is the active event.`, 'Choose another event first.', {
    params: { event: name },
  })
}

function inUse({ name }: BoothEvent, jobs: number): AppError {
  const hint = 'Confirm to take it off the list; its pictures stay where they are.'
  return new AppError('event_in_use', `"${name}" has ${jobs} pictures.`, hint, { params: { event: name, jobs } })
}
