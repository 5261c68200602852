import fc from 'fast-check'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { captureFilter } from '../../contract/capture'
import { migrations } from '../jobs/schema'
import { migrate, openDatabase } from '../lib/sqlite'
import { createCaptureIndex, type CaptureIndex, type CaptureRow } from './capture-index'

const everything = captureFilter.parse({})

function openIndex(): CaptureIndex {
  return openWithDatabase().index
}

function openWithDatabase() {
  const path = join(mkdtempSync(join(tmpdir(), 'photocall-captures-')), 'journal.sqlite')
  const database = openDatabase(path)
  migrate(database, path, migrations)
  return { database, index: createCaptureIndex({ database }) }
}

function rowOf(place: number, change: Partial<CaptureRow> = {}): CaptureRow {
  return {
    id: `00000000-0000-4000-8000-${String(place).padStart(12, '0')}`,
    jobId: null,
    eventId: 'first',
    root: '/share',
    name: `PhotoCall-${place}.jpg`,
    style: place % 2 ? 'comic' : 'neon',
    seed: 1,
    takenAtMs: 1000 + place,
    savedAtMs: 2000 + place,
    widthPx: 4,
    heightPx: 3,
    sizeBytes: 5,
    mediaType: 'image/jpeg',
    durationMs: null,
    favourite: 0,
    publication: 'published',
    ...change,
  }
}

test('pages come newest first, without gaps or repeats', () => {
  const index = openIndex()
  for (let place = 0; place < 25; place++) index.add(rowOf(place))
  const seen = [0, 10, 20].flatMap((offset) => index.page(everything, offset, 10).captures.map(({ name }) => name))
  expect(seen).toEqual(Array.from({ length: 25 }, (_, place) => `PhotoCall-${24 - place}.jpg`))
  expect(index.page(everything, 0, 10).total).toBe(25)
})

test('the filters are words, styles and marks; rejected pictures leave the gallery and come back', () => {
  const index = openIndex()
  for (let place = 0; place < 4; place++) index.add(rowOf(place))
  const ids = [rowOf(0).id, rowOf(1).id]
  index.setFavourite(ids, true)
  index.setRejected([rowOf(0).id], true)
  const namesOf = (filter: object) => index.page(captureFilter.parse(filter), 0, 10).captures.map(({ name }) => name)
  expect(namesOf({})).toEqual(['PhotoCall-3.jpg', 'PhotoCall-2.jpg', 'PhotoCall-1.jpg'])
  expect(namesOf({ favouritesOnly: true })).toEqual(['PhotoCall-1.jpg'])
  expect(namesOf({ rejectedOnly: true })).toEqual(['PhotoCall-0.jpg'])
  expect(namesOf({ style: 'comic' })).toEqual(['PhotoCall-3.jpg', 'PhotoCall-1.jpg'])
  expect(namesOf({ text: 'call-2' })).toEqual(['PhotoCall-2.jpg'])
  index.setRejected([rowOf(0).id], false)
  expect(namesOf({})).toHaveLength(4)
})

test('whatever words are searched for, nothing breaks, and % and _ mean themselves', () => {
  const index = openIndex()
  index.add(rowOf(1, { name: '100%_done.jpg' }))
  index.add(rowOf(2, { name: '100 done.jpg' }))
  expect(index.page({ ...everything, text: '%_' }, 0, 10).total).toBe(1)
  fc.assert(
    fc.property(fc.string({ maxLength: 100 }), (text) => {
      expect(index.page({ ...everything, text }, 0, 10).total).toBeLessThanOrEqual(2)
    }),
  )
})

test('a file that is found again is renewed, and keeps its marks', () => {
  const index = openIndex()
  index.add(rowOf(1))
  index.setFavourite([rowOf(1).id], true)
  index.add(rowOf(1, { sizeBytes: 99 }))
  expect(index.find(rowOf(1).id)).toMatchObject({ sizeBytes: 99, favourite: 1 })
})

test('what is erased stays so, whatever is done to many at once', () => {
  const index = openIndex()
  const gone = rowOf(1, { publication: 'erased' })
  index.addAll([gone, rowOf(2)])
  const ids = [gone.id, rowOf(2).id]
  index.setFavourite(ids, true)
  index.setRejected(ids, false)
  expect(index.find(gone.id)).toMatchObject({ publication: 'erased', favourite: 0 })
  expect(index.find(rowOf(2).id)).toMatchObject({ publication: 'published', favourite: 1 })
})

test('what is gone from the share keeps nothing back; that none is there is told', () => {
  const index = openIndex()
  index.add(rowOf(1))
  index.setFavourite([rowOf(2).id, rowOf(1).id], true)
  expect(index.find(rowOf(1).id)?.favourite).toBe(1)
  expect(() => index.setFavourite([rowOf(2).id], true)).toThrow(expect.objectContaining({ code: 'not_found' }))
})

test('the same name under another folder is another picture', () => {
  const index = openIndex()
  index.add(rowOf(1))
  index.add(rowOf(2, { root: '/other', name: 'PhotoCall-1.jpg' }))
  expect(index.total()).toBe(2)
  expect(index.pathOf(rowOf(2, { root: '/other', name: 'a/b.jpg' }))).toBe(join('/other', 'a', 'b.jpg'))
})

test('a folder that stands elsewhere now keeps its pictures and their marks', () => {
  const index = openIndex()
  index.add(rowOf(1, { root: 'E:\\Fotos' }))
  index.add(rowOf(2, { root: 'E:\\Fotos' }))
  index.add(rowOf(3, { root: '/another' }))
  index.setFavourite([rowOf(1).id], true)
  // found anew before anybody knew that it moved
  index.add(rowOf(4, { root: 'F:\\Fotos', name: rowOf(1).name }))
  index.reroot('E:\\Fotos', 'F:\\Fotos')
  expect(index.roots().sort()).toEqual(['/another', 'F:\\Fotos'])
  expect(index.findByName('F:\\Fotos', rowOf(1).name)).toMatchObject({ id: rowOf(1).id, favourite: 1 })
  expect(index.total()).toBe(3)
})

test('a copy found under the name of a job does not keep the picture of that job out', () => {
  const index = openIndex()
  const own = rowOf(1)
  index.add({ ...own, name: 'copy.jpg' })
  index.setFavourite([own.id], true)
  index.add(own)
  expect(index.find(own.id)?.name).toBe(own.name)
  expect(index.findByName('/share', 'copy.jpg')?.favourite).toBe(1)
  expect(index.total()).toBe(2)
})

test('a damaged row is left out, and a damaged job beside a picture hides nothing but its own facts', () => {
  const { database, index } = openWithDatabase()
  const jobId = rowOf(7).id
  database.run(
    `INSERT INTO jobs (id, number, state, source, backend, style, event, prompt, seed, countdownSec, pressedAtMs,
       zoneOffsetMin, original, result, attempts, priority)
     VALUES (:jobId, 1152921504606846976, 'saved', 'upload', 'builtin', 'neon', '', '', 1, 0, 1, 0, '{', '{"sha', 0, 0)`,
    { jobId },
  )
  for (const place of [1, 2, 3, 4]) index.add(rowOf(place, place === 4 ? { jobId } : {}))
  database.run(`UPDATE captures SET publication = 'lost' WHERE id = :id`, { id: rowOf(2).id })
  database.run('UPDATE captures SET takenAtMs = -4611686018427387904, sizeBytes = 1152921504606846976 WHERE id = :id', {
    id: rowOf(3).id,
  })
  const { captures } = index.page(everything, 0, 10)
  expect(captures.map(({ name, jobNumber }) => [name, jobNumber])).toEqual([
    ['PhotoCall-4.jpg', null],
    ['PhotoCall-1.jpg', null],
  ])
  expect(index.find(rowOf(2).id)).toBeNull()
})
