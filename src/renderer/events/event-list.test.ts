import { expect, test } from 'vitest'
import { boothEvent } from '../../contract/event'
import { consentTextOf, guestsLanguage, newestFirst } from './event-list'

const event = (id: string, parts: object = {}) => boothEvent.parse({ id, ...parts })

test('the newest event stands on top, and of those made at once the later one', () => {
  const events = [
    event('first'),
    event('old', { createdAtMs: 5 }),
    event('a', { createdAtMs: 9 }),
    event('b', { createdAtMs: 9 }),
  ]
  expect(newestFirst(events).map(({ id }) => id)).toEqual(['b', 'a', 'old', 'first'])
})

test('guests are spoken to in the event’s language, else in the console’s', () => {
  expect(guestsLanguage(event('a'), 'es')).toBe('es')
  expect(guestsLanguage(event('a', { language: 'en' }), 'es')).toBe('en')
})

test('a missing language of the consent shows the other one; without any text nobody is asked', () => {
  const both = event('a', { consent: { en: 'May we?', es: '¿Podemos?' } })
  expect(consentTextOf(both, 'es')).toBe('¿Podemos?')
  expect(consentTextOf(event('a', { consent: { en: 'May we?' } }), 'es')).toBe('May we?')
  expect(consentTextOf(event('a', { consent: { en: '   ' } }), 'es')).toBeNull()
})
