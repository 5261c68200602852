import { AppError } from '../contract/errors'
import { asksConsent } from '../contract/event'
import { activeEventOf, type Settings } from '../contract/settings'

/** Before a guest's press: throws `consent_missing` where the event has a text that they did not agree to. */
export function mustHaveAgreed(settings: Settings, consent: boolean | undefined): void {
  if (consent === true || !asksConsent(activeEventOf(settings))) return
  throw new AppError('consent_missing', 'The guest has not agreed to the text of this event.', 'Show it first.')
}
