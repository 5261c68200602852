import type { TFunction } from 'i18next'
import { consentShown, type BoothEvent } from '../../contract/event'
import type { Language } from '../../contract/settings'

/** The next evening's on top: newest first, as they were made. */
export function newestFirst(events: readonly BoothEvent[]): BoothEvent[] {
  return [...events].reverse().sort((a, b) => b.createdAtMs - a.createdAtMs)
}

/** An event that has no name yet is called so. */
export function nameOfEvent(t: TFunction, { name }: Pick<BoothEvent, 'name'>): string {
  return name === '' ? t('events.unnamed') : name
}

/** What guests read and press: the event's own language, else the console's. */
export function guestsLanguage(event: Pick<BoothEvent, 'language'>, console: Language): Language {
  return event.language ?? console
}

/** The text that guests are asked to agree to, in their language or else the other one; null where nobody is asked. */
export function consentTextOf({ consent }: Pick<BoothEvent, 'consent'>, language: Language): string | null {
  return consentShown({ consent }, language)?.text ?? null
}
