import { join } from 'node:path'
import { DatabaseSync } from '@photostructure/sqlite'
import { z } from 'zod'
import { errorFacts } from '../src/contract/errors'
import { jobState, originalFacts, resultFacts } from '../src/contract/job'

const json = <T extends z.ZodType>(shape: T) =>
  z
    .string()
    .nullable()
    .transform((text): unknown => (text === null ? null : JSON.parse(text)))
    .pipe(shape.nullable())

const row = z.object({
  id: z.string(),
  state: jobState,
  original: json(originalFacts),
  result: json(resultFacts),
  error: json(errorFacts),
})
export type JournaledJob = z.infer<typeof row>

/** What the journal of a closed booth holds, read without its code. */
export function journaledJobs(dataDir: string): JournaledJob[] {
  const database = new DatabaseSync(join(dataDir, 'journal.sqlite'))
  try {
    return database
      .prepare('SELECT id, state, original, result, error FROM jobs ORDER BY number')
      .all()
      .map((found) => row.parse(found))
  } finally {
    database.close()
  }
}
