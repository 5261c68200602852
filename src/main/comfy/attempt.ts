import type { GeneratedFile, GenerateHooks } from '../backends/backend'
import type { Images } from '../images/images'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import type { JobOrder } from './job-order'
import type { LedgerEntry, PromptLedger } from './prompt-ledger'
import type { ServerLink } from './server-link'

/**
 * How one attempt on one server ended. gone: the server lost it or did not take it, anyone may go on. away: the server
 * does not answer and may still have it; its ledger entry stays open. unfit: this server cannot make it, another may.
 * nothing: it made what is no picture.
 */
export type Attempt =
  { state: 'made'; files: GeneratedFile[] } | { state: 'nothing' | 'gone' | 'away' | 'unfit'; error: unknown }

export interface MakeOn {
  link: ServerLink
  order: JobOrder
  /** A prompt of an earlier life that may still be there. */
  resume: LedgerEntry | null
  seed: number
  /** How long the server may be away before somebody else is asked. */
  unreachableMs: number
  workDir: string
  hooks: GenerateHooks
  ledger: PromptLedger
  images: Images
  clock: Clock
  log: Log
}
