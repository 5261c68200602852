import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import type { Database, SqlValue } from '../lib/sqlite'
import type { UnreadableRow } from './job-row'
import { newJobOfTests } from './testing/new-job'
import { createTestBooth, type TestBooth } from './testing/test-booth'

async function until(condition: () => boolean): Promise<void> {
  await vi.waitFor(() => expect(condition()).toBe(true), { interval: 2 })
}

const json = fc.oneof(
  fc.constantFrom('', '{', 'null', '[]', '{}', '"x"', '{"file":7}', '{"__proto__":{}}'),
  fc.json(),
  fc.string({ unit: 'binary', maxLength: 40 }),
)
const wholeNumber = fc.oneof(fc.integer(), fc.constantFrom(0, -1, Number.MAX_SAFE_INTEGER, 2 ** 60, -(2 ** 62)))
const text = fc.oneof(fc.string({ maxLength: 30 }), fc.constantFrom('exploded', 'SAVED', '', '\u0000', '💥'))

/** What a STRICT table takes, whoever wrote it there. */
const damage: fc.Arbitrary<{ column: string; value: SqlValue }> = fc.oneof(
  fc.record({ column: fc.constantFrom('original', 'result', 'error'), value: fc.oneof(json, fc.constant(null)) }),
  fc.record({ column: fc.constantFrom('output', 'inputs', 'request'), value: json }),
  fc.record({ column: fc.constantFrom('state', 'source', 'backend', 'style', 'eventId', 'prompt'), value: text }),
  fc.record({ column: fc.constantFrom('number', 'seed', 'pressedAtMs', 'attempts', 'priority'), value: wholeNumber }),
  fc.record({ column: fc.constantFrom('takenAtMs', 'zoneOffsetMin'), value: wholeNumber }),
  fc.record({ column: fc.constantFrom('countdownSec'), value: fc.double({ noNaN: true, noDefaultInfinity: true }) }),
)

function damageRow(database: Database, jobId: string, { column, value }: { column: string; value: SqlValue }) {
  database.run(`UPDATE jobs SET ${column} = :value WHERE id = :jobId`, { value, jobId })
}

/** Three jobs: one saved, one in line, one that will be damaged. */
async function bootWithJobs(): Promise<{ booth: TestBooth; ids: string[] }> {
  const booth = createTestBooth()
  await booth.queue.open()
  const ids: string[] = []
  for (let count = 0; count < 3; count++) ids.push((await booth.queue.upload({ path: await booth.incoming() })).jobId)
  await until(() => booth.generations.length === 1)
  return { booth, ids }
}

test('whatever a row holds, the booth starts, the others go on, and what cannot be read is named', async () => {
  const { booth, ids } = await bootWithJobs()
  const [sound, damaged, other] = ids as [string, string, string]
  const row = booth.database.get('SELECT * FROM jobs WHERE id = :damaged', { damaged })!
  const { requester: _derived, requestWords: _alike, ...before } = row
  booth.kill()
  await fc.assert(
    fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 3 }), async (damages) => {
      const after = createTestBooth({ dir: booth.folder.dir })
      for (const [column, value] of Object.entries(before)) damageRow(after.database, damaged, { column, value })
      for (const one of damages) damageRow(after.database, damaged, one)
      const named: UnreadableRow[] = []
      after.journal.onUnreadable((row) => named.push(row))
      await after.queue.open()
      const listed = after.queue.list({ states: null, beforeNumber: null, limit: 100 }).jobs.map(({ id }) => id)
      expect(listed).toEqual(expect.arrayContaining([sound, other]))
      const isRead = after.journal.find(damaged) !== null
      expect(named.map(({ id }) => id)).toEqual(isRead ? [] : [damaged])
      // a new picture is taken all the same
      const { jobId } = await after.queue.upload({ path: await after.incoming() })
      expect(after.journal.get(jobId).state).toMatch(/queued|generating/)
      after.database.run('DELETE FROM jobs WHERE id = :jobId', { jobId })
      await after.queue.close()
      after.kill()
    }),
    { numRuns: 60 },
  )
})

test('a job whose steps cannot be read is named, and one that was told is not told again', async () => {
  const { booth, ids } = await bootWithJobs()
  const damaged = ids[2]!
  booth.database.run(`UPDATE transitions SET state = 'flying' WHERE jobId = :damaged`, { damaged })
  booth.kill()
  const after = createTestBooth({ dir: booth.folder.dir })
  const named: UnreadableRow[] = []
  after.journal.onUnreadable((row) => named.push(row))
  await after.queue.open()
  expect(after.journal.find(damaged)).toBeNull()
  expect(named).toMatchObject([{ id: damaged, number: 3, reason: expect.stringContaining('timeline') as unknown }])
  expect(() => after.journal.get(damaged)).toThrow(expect.objectContaining({ code: 'not_found' }) as Error)
})

test('who asks after the rows were read is told of them too', async () => {
  const { booth, ids } = await bootWithJobs()
  damageRow(booth.database, ids[1]!, { column: 'original', value: '{' })
  booth.journal.list({ states: null, beforeNumber: null, limit: 10 })
  const named: UnreadableRow[] = []
  booth.journal.onUnreadable((row) => named.push(row))
  expect(named).toMatchObject([{ id: ids[1], number: 2 }])
})

test('a page is as long as was asked for though a row of it cannot be read: a shorter one is the last', () => {
  const booth = createTestBooth()
  for (let number = 1; number <= 7; number++) booth.journal.add(newJobOfTests())
  booth.database.run("UPDATE jobs SET source = 'nobody' WHERE number IN (2, 5, 6)")
  const page = (beforeNumber: number | null, limit = 2) =>
    booth.journal.list({ states: null, beforeNumber, limit }).map(({ number }) => number)
  expect([page(null), page(4), page(2), page(1)]).toEqual([[7, 4], [3, 1], [1], []])
  expect(page(null, 100)).toEqual([7, 4, 3, 1])
  booth.kill()
})
