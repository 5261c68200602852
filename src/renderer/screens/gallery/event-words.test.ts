import { expect, test } from 'vitest'
import { boothEvent } from '../../../contract/event'
import { eventWords } from './event-words'

const events = ['first', 'fair', 'wedding', 'empty'].map((id, place) => boothEvent.parse({ id, createdAtMs: place }))
const counts = { first: 7, wedding: 214, gone: 3 }
const ids = (activeEvent: string) => eventWords(events, activeEvent, counts).map(({ id }) => id)

test('the event in use stands first, even before its first picture', () => {
  expect(ids('first')).toEqual(['first', 'wedding', 'gone'])
  expect(ids('empty')).toEqual(['empty', 'wedding', 'first', 'gone'])
})

test('a removed event keeps its pictures in sight', () => {
  expect(eventWords(events, 'first', counts).at(-1)).toEqual({ id: 'gone', event: null, count: 3 })
})
