import { AppError, type ErrorCode } from '../../contract/errors'
import { isVideo } from '../../contract/media'
import type { MediaFacts } from '../images/images'
import type { Attempt, MakeOn } from './attempt'
import { noFile, unreachable } from './comfy-errors'
import { ComfyRequestError } from './comfy-http'
import type { JobOrder } from './job-order'
import { madeWith } from './made-with'
import type { HistoryEntry } from './messages'
import { fetchCapture, fetchOthers } from './result-files'
import type { BoundWorkflow } from './workflow/bind'
import { cardModelsIn } from './workflow/models'

/** The files, verified: a download may be cut, and a model may give nothing. */
export async function takeResult(work: MakeOn, entry: HistoryEntry, bound: BoundWorkflow): Promise<Attempt> {
  const { link, order, seed, workDir, hooks, images, log } = work
  const from = { link, entry, outputNode: bound.outputNode, workDir, signal: hooks.signal }
  let path: string | null
  try {
    path = await fetchCapture(from)
  } catch (error) {
    return stillThere(work, error)
  }
  if (path === null) return { state: 'nothing', error: noFile(link.name) }
  link.models.made(order.style.name, cardModelsIn(bound.graph))
  let facts: MediaFacts
  try {
    facts = await images.prove(path, await sentPicture(order))
  } catch (error) {
    hooks.signal.throwIfAborted()
    // it was paid for and is still there: it is had again, not made again
    return { state: isOfContent(error) ? 'nothing' : 'away', error }
  }
  const made = madeWith(link, order, bound, seed)
  const capture = { path, mediaType: facts.mediaType, moves: facts.durationMs !== null || isVideo(facts), made }
  const others = await fetchOthers(from, log)
  return { state: 'made', files: [capture, ...others.map((other) => ({ path: other, mediaType: unknownType }))] }
}

const contentFaults: ReadonlySet<string> = new Set<ErrorCode>([
  'result_empty',
  'picture_empty',
  'picture_unreadable',
  'picture_too_large',
  'picture_unsupported',
])

/** What is wrong with the file itself; anything else is our own trouble, such as an image process that died. */
function isOfContent(error: unknown): boolean {
  return error instanceof AppError && contentFaults.has(error.code)
}

/** The picture is made: a server that does not give it now has it still, and is asked again before another is paid. */
function stillThere({ link, hooks }: MakeOn, thrown: unknown): Attempt {
  hooks.signal.throwIfAborted()
  if (!(thrown instanceof ComfyRequestError) || (thrown.status !== null && thrown.status < 500)) throw thrown
  const error = unreachable(link.name, thrown)
  link.setAside(error)
  return { state: 'away', error }
}

/** Nobody looks at what stays with the job but by its bytes. */
const unknownType = 'application/octet-stream'

/** What the result must not be; null where the style may leave it as it is. */
async function sentPicture({ style, wantsPicture, picture }: JobOrder): Promise<string | null> {
  return style.changesPicture && wantsPicture ? (await picture()).path : null
}
