import { z } from 'zod'
import { captureFilter } from './capture'
import { errorFacts } from './errors'
import { jobId } from './job'

/** Which pictures a ZIP is to have: all that match, or these. */
export const zipChoice = z.union([
  z.strictObject({ filter: captureFilter }),
  z.strictObject({ ids: z.array(jobId).min(1).max(1000) }),
])
export type ZipChoice = z.infer<typeof zipChoice>

/** `total` is how many were chosen; the ZIP lies at `addresses.zip(id)`. */
export const zipOffer = z.object({ id: z.uuid(), total: z.number().int().positive() })
export type ZipOffer = z.infer<typeof zipOffer>

/** `waiting`: nobody has fetched it yet. `left`: whoever fetched it went away before its end. */
export const zipProgress = z.object({
  state: z.enum(['waiting', 'packing', 'done', 'left', 'failed']),
  written: z.number().int(),
  /** Could not be read now; the table in the ZIP names them. */
  missing: z.number().int(),
  error: errorFacts.nullable(),
})
export type ZipProgress = z.infer<typeof zipProgress>
