import fc from 'fast-check'
import { expect, test } from 'vitest'
import { backupsAmong, expendable, nextBackupName } from './backup-rotation'

const hourMs = 3_600_000
const startMs = Date.UTC(2026, 0, 4, 12)

/** Names of copies taken at these times, one after the other, with nothing removed. */
function namesAt(times: readonly number[]): string[] {
  const names: string[] = []
  for (const atMs of times) names.push(nextBackupName(backupsAmong(names), atMs, null))
  return names
}

test('the newest copy is the one that was taken last, also after the clock was set back', () => {
  const names = namesAt([startMs, startMs + hourMs, startMs - 5 * hourMs])
  expect(backupsAmong(names)[0]?.name).toBe(names[2])
})

test('names of other files are no copies', () => {
  expect(backupsAmong(['journal.sqlite', 'journal-000001-2026-01-04T12-00-00.sqlite.tmp', 'notes.txt'])).toEqual([])
})

test('of ten days of hourly copies the newest 24 and one of each of 7 days are kept', () => {
  const names = namesAt(Array.from({ length: 240 }, (_, hour) => startMs + hour * hourMs))
  const backups = backupsAmong(names)
  const gone = new Set(expendable(backups).map(({ name }) => name))
  const kept = backups.filter(({ name }) => !gone.has(name))
  expect(kept.slice(0, 24)).toEqual(backups.slice(0, 24))
  expect(new Set(kept.map(({ stamp }) => stamp.slice(0, 10))).size).toBe(7)
  expect(kept.length).toBeLessThanOrEqual(24 + 7)
})

test('copies before migrations are counted on their own: the newest three', () => {
  const names = namesAt([startMs])
  for (const version of [1, 2, 3, 4]) names.push(nextBackupName(backupsAmong(names), startMs, version))
  expect(expendable(backupsAmong(names)).map(({ schemaBefore }) => schemaBefore)).toEqual([1])
})

test('however the clock jumps, the newest 24 copies are never removed and the folder does not grow', () => {
  const jump = fc.integer({ min: -400 * 24, max: 400 * 24 })
  fc.assert(
    fc.property(fc.array(jump, { minLength: 1, maxLength: 120 }), (hours) => {
      let kept: string[] = []
      for (const hour of hours) {
        kept.push(nextBackupName(backupsAmong(kept), startMs + hour * hourMs, null))
        const before = backupsAmong(kept)
        const gone = new Set(expendable(before).map(({ name }) => name))
        expect(before.slice(0, 24).some(({ name }) => gone.has(name))).toBe(false)
        kept = kept.filter((name) => !gone.has(name))
        expect(kept.length).toBeLessThanOrEqual(24 + 7)
      }
    }),
    { numRuns: 50 },
  )
})
