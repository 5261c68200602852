import type { z } from 'zod'
import { AppError } from '../../contract/errors'
import { eventChange, type BoothEvent, type EventChange } from '../../contract/event'
import type { Settings } from '../../contract/settings'

/** The settings with one event changed; throws `settings_invalid` naming the field, `event_unknown` for a strange id. */
export function withEventChange(settings: Settings, id: string, change: unknown): Settings {
  const parsed = eventChange.safeParse(change)
  if (!parsed.success) throw wrongField(parsed.error)
  return withEvent(settings, id, (event) => changedEvent(event, parsed.data))
}

/** The settings with one event replaced. Throws `event_unknown`. */
export function withEvent(settings: Settings, id: string, change: (event: BoothEvent) => BoothEvent): Settings {
  eventOf(settings, id)
  return { ...settings, events: settings.events.map((event) => (event.id === id ? change(event) : event)) }
}

/** Throws `event_unknown`. */
export function eventOf({ events }: Settings, id: string): BoothEvent {
  const event = events.find((one) => one.id === id)
  if (event) return event
  throw new AppError('event_unknown', `There is no event ${id}.`, 'Reload the list of events.', {
    params: { event: id },
  })
}

/** Pure: parts that hold parts of their own are merged, everything else is replaced. */
export function changedEvent(event: BoothEvent, change: EventChange): BoothEvent {
  const { consent = {}, retention = {}, overlay = {}, ...plain } = change
  return {
    ...event,
    ...given(plain),
    consent: { ...event.consent, ...given(consent) },
    retention: { ...event.retention, ...given(retention) },
    overlay: event.overlay && { ...event.overlay, ...given(overlay) },
  }
}

/** Parts set to `undefined` change nothing; the cast holds because only those are left out. */
function given<T extends object>(parts: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
}

function wrongField(error: z.ZodError): AppError {
  const [issue] = error.issues
  const field = ['event', ...(issue?.path ?? [])].join('.')
  const reason = `${field}: ${issue?.message ?? 'not valid'}`
  return new AppError('settings_invalid', `This cannot be set: ${reason}.`, 'Correct the value; nothing was changed.', {
    params: { field, reason },
  })
}
