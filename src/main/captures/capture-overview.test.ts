import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { captureFilter } from '../../contract/capture'
import { migrations } from '../jobs/schema'
import { migrate, openDatabase, type Database } from '../lib/sqlite'
import { createCaptureIndex, type CaptureIndex, type CaptureRow } from './capture-index'

const hourMs = 3_600_000
const noon = Date.UTC(2026, 4, 2, 12)

let database: Database
let index: CaptureIndex

beforeEach(() => {
  const path = join(mkdtempSync(join(tmpdir(), 'overview-')), 'journal.sqlite')
  database = openDatabase(path)
  migrate(database, path, migrations)
  index = createCaptureIndex({ database })
})

afterEach(() => database.close())

function add(number: number, parts: Partial<CaptureRow> = {}): string {
  const id = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
  const file = { widthPx: 1, heightPx: 1, sizeBytes: 1, mediaType: 'image/jpeg', durationMs: null }
  const facts = { ...file, seed: 1, savedAtMs: noon }
  index.add({
    ...facts,
    id,
    jobId: null,
    eventId: 'first',
    root: '/share',
    name: `${number}.jpg`,
    style: 'comic',
    takenAtMs: noon,
    favourite: 0,
    publication: 'published',
    ...parts,
  })
  return id
}

const everything = captureFilter.parse({})

test('hours are counted newest first, and sum up to what the pages hold', () => {
  for (const [number, minutes] of [0, 59, 60, 61, 150].entries()) add(number, { takenAtMs: noon + minutes * 60_000 })
  const { hours } = index.overview(everything, 0)
  expect(hours).toEqual([
    { startMs: noon + 2 * hourMs, count: 1 },
    { startMs: noon + hourMs, count: 2 },
    { startMs: noon, count: 2 },
  ])
  expect(hours.reduce((sum, { count }) => sum + count, 0)).toBe(index.page(everything, 0, 1).total)
})

test('hours begin where the local clock strikes, also half an hour off', () => {
  add(1, { takenAtMs: noon + 10 * 60_000 })
  expect(index.overview(everything, 330).hours).toEqual([{ startMs: noon - hourMs / 2, count: 1 }])
})

test('hours follow the filter, counts tell what each filter alone would show', () => {
  index.setFavourite([add(1)], true)
  add(2, { style: 'neon' })
  add(3, { style: null })
  index.setRejected([add(4, { style: 'neon' })], true)
  const { hours, counts } = index.overview({ ...everything, style: 'neon' }, 0)
  expect(hours.map(({ count }) => count)).toEqual([1])
  expect(counts).toEqual({ all: 3, favourites: 1, rejected: 1, styles: { comic: 1, neon: 1 }, events: { first: 3 } })
})

test('an empty gallery has no hours', () => {
  expect(index.overview(everything, 0)).toEqual({
    hours: [],
    counts: { all: 0, favourites: 0, rejected: 0, styles: {}, events: {} },
  })
})
