import fc from 'fast-check'
import { expect, test } from 'vitest'
import { boothEvent, faultOfEvents, type BoothEvent } from '../../contract/event'
import { settings as settingsShape, type Settings } from '../../contract/settings'
import { checkEventNames, exampleInEvent, folderFor } from './event-names'

const eventOf = (parts: object): BoothEvent => boothEvent.parse(parts)

function settingsWith(...events: object[]): Settings {
  return settingsShape.parse({ events: [{}, ...events] })
}

test('a folder that a system reserves is refused with the name of its event', () => {
  const refused = () => checkEventNames(settingsWith({ id: 'b', name: 'Boda', folder: 'con' }), '/share')
  expect(refused).toThrow(expect.objectContaining({ code: 'name_invalid', params: { event: 'Boda' } }))
})

test('the share, the folder and the longest name together may not pass 240 characters', () => {
  const settings = settingsWith({ id: 'b', name: 'Boda', folder: 'f'.repeat(90) })
  expect(() => checkEventNames(settings, '/share')).not.toThrow()
  expect(() => checkEventNames(settings, `/${'s'.repeat(120)}`)).toThrow(
    expect.objectContaining({ code: 'name_invalid' }),
  )
})

test('an event with a pattern of its own is checked and shown with that', () => {
  const own = eventOf({ id: 'b', folder: 'Boda', pattern: '{stlye/x' })
  expect(() => checkEventNames(settingsShape.parse({ events: [{}, own] }), '/share')).toThrow()
  const fine = eventOf({ id: 'b', folder: 'Boda/Tarde', pattern: '{counter:04}-{jobId}' })
  expect(exampleInEvent(fine, 'PhotoCall-{jobId}', '/share', 0)).toMatch(/^Boda\/Tarde\/0042-[0-9a-f-]{36}\.jpg$/)
})

test.each(['a\\b', '../up', '/root', 'a//b', 'a/', '.hidden', 'a{date}', 'x\u0000y', 'a/b/c/d', ' a', 'a.', 'C:'])(
  'the folder %j never gets into the settings',
  (folder) => expect(boothEvent.safeParse({ id: 'b', folder }).success).toBe(false),
)

test.each([
  ['Boda', 'boda'],
  ['Boda', 'Boda/Tarde'],
  ['', ''],
  ['caf\u00e9', 'cafe\u0301'],
])('the folders %j and %j of two events cannot stand side by side', (one, other) => {
  const events = [eventOf({ id: 'a', folder: one }), eventOf({ id: 'b', folder: other })]
  expect(faultOfEvents(events, 'a')).toContain('one within the other')
})

test('the share’s root may belong to one event while others have folders in it', () => {
  expect(faultOfEvents([eventOf({}), eventOf({ id: 'b', folder: 'Boda' })], 'first')).toBeNull()
})

test('whatever an event is called, its folder is possible everywhere and no other event’s', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1, maxLength: 80, unit: 'grapheme' }), { maxLength: 6 }), (names) => {
      const events: BoothEvent[] = [eventOf({})]
      for (const [place, name] of names.entries()) {
        events.push(eventOf({ id: `e${place}`, name, folder: folderFor(name, events) }))
      }
      expect(faultOfEvents(events, 'first')).toBeNull()
      checkEventNames(settingsShape.parse({ events }), '/share')
    }),
  )
})
