import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { GenerateHooks } from '../backends/backend'
import type { Images } from '../images/images'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import type { Style } from '../styles/styles'
import { createJobOrder } from './job-order'
import { makeOn } from './make-on'
import { noLedger } from './prompt-ledger'
import type { ServerLink } from './server-link'

export interface OnceOrder {
  link: ServerLink
  style: Style
  /** Absolute path of the picture that stands for a guest's. */
  samplePath: string
  /** How long the server may be away before it is given up. */
  unreachableMs: number
  hooks: GenerateHooks
}

/**
 * Makes one picture on one server beside the queue: nothing is journaled, and the files are gone once `use` is done with
 * them. Throws what went wrong, or the signal's reason.
 */
export async function makeOnce<T>(
  deps: { images: Images; clock: Clock; log: Log },
  { link, style, samplePath, unreachableMs, hooks }: OnceOrder,
  use: (picturePath: string, workDir: string) => Promise<T>,
): Promise<T> {
  const workDir = await mkdtemp(join(tmpdir(), 'photocall-once-'))
  try {
    const asked = {
      jobId: 'once',
      source: 'upload' as const,
      style,
      prompt: '',
      hasFrame: false,
      seed: 1,
      inputs: {},
      workDir,
    }
    const request = { ...asked, originalPath: samplePath }
    const order = createJobOrder(request, deps.images)
    const around = { resume: null, seed: 1, ledger: noLedger }
    const attempt = await makeOn({ ...deps, ...around, link, order, unreachableMs, workDir, hooks })
    if (attempt.state !== 'made') throw attempt.error
    return await use(attempt.files[0]!.path, workDir)
  } finally {
    await rm(workDir, { recursive: true, force: true })
  }
}
