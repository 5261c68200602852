import { z } from 'zod'
import { instantMs, jobId, originalFacts, prompt, seed } from './job'
import { backendName, styleName } from './style'

const value = z.union([z.string().max(20_000), z.number(), z.boolean()])

/** How a backend made a picture, beyond the job's style and seed. */
export const madeWith = z.object({
  /** The one that was used: a style may fix its own, and a second try takes another. */
  seed,
  /** What was put into the workflow or recipe, by name. */
  values: z.record(z.string(), value),
  /** SHA-256 of the style's workflow before anything was put in; null where there is none. */
  workflowHash: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
  /** Model files that the workflow names, as `folder/file`. */
  models: z.array(z.string().max(400)).max(100),
  /** `name` may be its address: it stays in the journal. */
  server: z.object({ name: z.string().max(200), version: z.string().max(100) }).nullable(),
})
export type MadeWith = z.infer<typeof madeWith>

/** What it takes to make a picture again, and to tell how it came to be; kept with the job. */
export const replayRecord = madeWith.extend({
  version: z.literal(1),
  jobId,
  style: styleName,
  backend: backendName,
  prompt,
  original: originalFacts.nullable(),
  takenAtMs: instantMs,
  zoneOffsetMin: z.number().int(),
  /** Milliseconds in line and in the backend, of the run that made it. */
  waitedMs: z.number().nonnegative(),
  generatedMs: z.number().nonnegative(),
})
export type ReplayRecord = z.infer<typeof replayRecord>
