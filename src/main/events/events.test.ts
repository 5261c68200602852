import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { activeEventOf } from '../../contract/settings'
import { createJournal, type NewJob } from '../jobs/journal'
import { migrations } from '../jobs/schema'
import { createManualClock } from '../lib/clock'
import { migrate, openDatabase } from '../lib/sqlite'
import { openBoothSettings } from '../open-settings'
import { createEvents } from './events'

function openBooth() {
  const dir = mkdtempSync(join(tmpdir(), 'photocall-events-'))
  const clock = createManualClock()
  const database = openDatabase(join(dir, 'journal.sqlite'))
  migrate(database, join(dir, 'journal.sqlite'), migrations)
  const path = join(dir, 'settings.json')
  const { settings } = openBoothSettings({
    path,
    overlay: {},
    clock,
    platform: { picturesDir: '/share', language: 'en' },
  })
  const journal = createJournal({ database, clock })
  return { clock, settings, journal, events: createEvents({ settings, database, clock }) }
}

function jobIn(eventId: string): NewJob {
  return {
    id: '8f14e45f-ceea-4672-a4ab-5a3a2f1d7c11',
    state: 'counting',
    source: 'webcam',
    backend: 'builtin',
    style: 'pop-art',
    eventId,
    event: 'Boda',
    output: { folder: 'Boda', pattern: null, overlay: null },
    consentAtMs: null,
    prompt: '',
    seed: 1,
    countdownSec: 3,
    zoneOffsetMin: 0,
  }
}

test('a new event has a folder named like it, and changes nothing about the active one', async () => {
  const { events, settings } = openBooth()
  const made = await events.create({ name: 'Boda: Ana/Luis', retention: { days: 30 } })
  expect(made).toMatchObject({ folder: 'Boda_ Ana_Luis', retention: { days: 30, eraseFromShare: false } })
  expect(settings.get().activeEvent).toBe('first')
  expect((await events.create({ name: 'boda: ana/luis' })).folder).toBe('boda_ ana_luis (2)')
})

test('duplicating sets up the next: everything but id, name, folder and date', async () => {
  const { events, clock } = openBooth()
  const consent = { en: 'We keep your picture.', es: 'Guardamos tu foto.' }
  const parts = { styles: ['neon'], style: 'neon', language: 'es', pattern: '{jobId}', consent } as const
  const model = await events.create({ name: 'Boda', ...parts, styles: ['neon'], retention: { days: 7 } })
  clock.advance(5000)
  const next = await events.duplicate(model.id, { name: 'Gala' })
  expect(next).toEqual({ ...model, id: next.id, name: 'Gala', folder: 'Gala', createdAtMs: clock.nowMs() })
  expect(next.id).not.toBe(model.id)
})

test('a folder of another event, a broken pattern and an unknown event are refused, and nothing is changed', async () => {
  const { events, settings } = openBooth()
  await events.create({ name: 'Boda' })
  const before = settings.get()
  await expect(events.create({ name: 'Gala', folder: 'BODA' })).rejects.toMatchObject({ code: 'settings_invalid' })
  await expect(events.change('first', { pattern: '{nope' })).rejects.toMatchObject({ code: 'name_invalid' })
  await expect(events.change('nobody', { name: 'x' })).rejects.toMatchObject({ code: 'event_unknown' })
  await expect(events.choose('nobody')).rejects.toMatchObject({ code: 'event_unknown' })
  expect(settings.get()).toEqual(before)
})

test('the active event stays; one with pictures goes only when that is confirmed, and its jobs stay in the journal', async () => {
  const { events, settings, journal } = openBooth()
  const boda = await events.create({ name: 'Boda' })
  const empty = await events.create({ name: 'Gala' })
  await events.choose(boda.id)
  const { id: jobId } = journal.add(jobIn(boda.id))
  await expect(events.remove(boda.id, true)).rejects.toMatchObject({ code: 'event_active' })
  await events.choose('first')
  await expect(events.remove(boda.id, false)).rejects.toMatchObject({ code: 'event_in_use', params: { jobs: 1 } })
  await events.remove(boda.id, true)
  await events.remove(empty.id, false)
  expect(settings.get().events.map(({ id }) => id)).toEqual(['first'])
  expect(journal.get(jobId)).toMatchObject({ eventId: boda.id, output: { folder: 'Boda' } })
})

test('choosing is a change like any other: undo goes back to the event before', async () => {
  const { events, settings } = openBooth()
  const boda = await events.create({ name: 'Boda' })
  await events.choose(boda.id)
  expect(activeEventOf(settings.get()).name).toBe('Boda')
  await settings.undo(null)
  expect(settings.get().activeEvent).toBe('first')
})

test('what the journal knows of an event: how much, since when, and what is in hand', async () => {
  const { events, journal, clock } = openBooth()
  journal.add(jobIn('first'))
  expect(events.facts()).toEqual([
    { id: 'first', captures: 0, jobs: 1, unfinished: 1, firstPressAtMs: clock.nowMs(), lastPressAtMs: clock.nowMs() },
  ])
})

test('a consent text may be given in one language; parts that are not named stay', async () => {
  const { events } = openBooth()
  await events.change('first', { consent: { es: 'Acepto' }, retention: { days: 3 } })
  const changed = await events.change('first', { consent: { en: 'I agree' }, retention: { eraseFromShare: true } })
  expect(changed).toMatchObject({
    consent: { en: 'I agree', es: 'Acepto' },
    retention: { days: 3, eraseFromShare: true },
  })
})
