import { z } from 'zod'
import type { Role } from './app-state'

/** One thing that can be asked for: its input and output shapes, and which roles may ask. */
export interface CommandShape {
  readonly input: z.ZodType
  readonly output: z.ZodType
  readonly who: readonly Role[]
  /** It lets others in, or shows who may: nothing for a program that came by a named token. */
  readonly admits?: true
}

/** Who may ask. */
export const operator = ['console', 'program'] as const satisfies readonly Role[]
export const anyone = ['console', 'kiosk', 'tablet', 'program'] as const satisfies readonly Role[]
export const windows = ['console', 'kiosk'] as const satisfies readonly Role[]

/** Without input; without output. */
export const nothing = z.strictObject({}).default({})
export const done = z.object({})
