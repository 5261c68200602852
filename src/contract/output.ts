import { z } from 'zod'

/** A file that a job's workflow gave besides the capture. */
export const outputView = z.object({
  /** From 2, in the workflow's order: the capture is the first. */
  place: z.number().int().min(2),
  /** `<place>.<extension>`. */
  name: z.string(),
  sizeBytes: z.number().int().nonnegative(),
  url: z.string(),
})
export type OutputView = z.infer<typeof outputView>
