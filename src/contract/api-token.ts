import { z } from 'zod'
import { instantMs } from './job'

/** `jobs`: the job broker's addresses alone. `program`: everything that a program may, but making tokens and admitting browsers. */
export const tokenScope = z.enum(['jobs', 'program'])
export type TokenScope = z.infer<typeof tokenScope>

/** What the operator calls a client; no two tokens have the same. */
export const tokenName = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^[^\p{Cc}]+$/u)

/** A named token as it is listed: never its letters. */
export const apiToken = z.object({
  id: z.uuid(),
  name: tokenName,
  scope: tokenScope,
  createdAtMs: instantMs,
  /** Null until it was used. Remembered over a restart to within some minutes. */
  lastUsedAtMs: instantMs.nullable(),
})
export type ApiToken = z.infer<typeof apiToken>
