import type { BoothEvent, ChangedEvent } from '../contract/event'
import type { Handlers } from './dispatch'
import type { BoothEvents } from './open-events'

type EventCommand =
  Extract<keyof Handlers, `events.${string}`> | 'settings.export' | 'settings.preview' | 'settings.apply'

const done = {}

/** The commands of events and of settings as a file, for the table in commands.ts. */
export function createEventHandlers({ events, transfer }: BoothEvents): Pick<Handlers, EventCommand> {
  return {
    'events.list': () => ({ events: events.facts() }),
    'events.create': (input): Promise<BoothEvent> => events.create(input),
    'events.change': ({ id, change }): Promise<ChangedEvent> => events.change(id, change),
    'events.duplicate': ({ id, name, folder }) => events.duplicate(id, { name, folder }),
    'events.choose': ({ id }) => events.choose(id).then(() => done),
    'events.remove': ({ id, confirmed }) => events.remove(id, confirmed),
    'events.removeOverlay': ({ id }) => events.setOverlay(id, null),
    'settings.export': () => transfer.export(),
    'settings.preview': ({ file }) => transfer.preview(file),
    'settings.apply': ({ file, fingerprint }) => transfer.apply(file, fingerprint),
  }
}
