import { z } from 'zod'
import { done, nothing, operator, type CommandShape } from './command-shape'
import { guestsCheck } from './guests'
import { jobId } from './job'

/** Of the guests' pages. */
export const guestCommands = {
  /** Asks every address whether it leads to the guests' pages, and tells what else may keep phones off. */
  'guests.check': { input: nothing, output: guestsCheck, who: operator },
  /** The guests' screen shows this job's code large: until another is shown, or none, the client that asked has gone, or 90 s have passed. */
  'guests.showCode': { input: z.strictObject({ jobId: jobId.nullable() }), output: done, who: operator },
  /** It stays for 90 s more, where it is still the one that this client shows. */
  'guests.keepCode': { input: z.strictObject({ jobId }), output: done, who: operator },
  /** By a program's request: whatever is shown; by a page: what that page shows. */
  'guests.hideCode': { input: nothing, output: done, who: operator },
  /** Of the guests' network; kept as a secret, empty removes it. */
  'guests.setWifiPassword': { input: z.strictObject({ password: z.string().max(63) }), output: done, who: ['console'] },
} as const satisfies Record<string, CommandShape>
