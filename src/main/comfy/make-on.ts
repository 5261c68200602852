import { errorFactsOf, AppError, type ErrorCode } from '../../contract/errors'
import { isVideo } from '../../contract/media'
import type { GeneratedFile, GenerateHooks } from '../backends/backend'
import type { Images, MediaFacts } from '../images/images'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import type { Style } from '../styles/styles'
import {
  forgotten,
  interruptedThere,
  leftOut,
  nodeProblem,
  noFile,
  requestProblem,
  stalled,
  tooLate,
  unreachable,
} from './comfy-errors'
import { ComfyRequestError } from './comfy-http'
import { createGraphProgress } from './graph-progress'
import type { JobOrder } from './job-order'
import { madeWith } from './made-with'
import type { ComfyEvent, HistoryEntry } from './messages'
import type { LedgerEntry, PromptLedger } from './prompt-ledger'
import { newPromptId, runPrompt, runTimes, type RunEnd, type RunTimes } from './prompt-run'
import { fetchCapture, fetchOthers } from './result-files'
import type { ServerLink } from './server-link'
import type { BoundWorkflow } from './workflow/bind'

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

/** How long a server may take to open the event stream. */
const socketMs = 5000
/** A style's first run on a server loads its models. */
const firstRunMs = 300_000
const stallMs = 60_000

/** One submission, or the rest of an earlier one, with everything around it. Rejects for good, or with the signal's reason. */
export async function makeOn(work: MakeOn): Promise<Attempt> {
  const { link, hooks } = work
  const release = link.occupy()
  try {
    return await attempt(work)
  } catch (error) {
    hooks.signal.throwIfAborted()
    return judged(work, error)
  } finally {
    release()
  }
}

async function attempt(work: MakeOn): Promise<Attempt> {
  const { link, order, resume, seed, ledger, hooks } = work
  const promptId = resume?.promptId ?? newPromptId()
  const mark = resume?.mark ?? promptId
  try {
    await streaming(link, hooks.signal)
  } catch (error) {
    hooks.signal.throwIfAborted()
    if (!resume) throw error
    const away = unreachable(link.name, error)
    link.setAside(away)
    return { state: 'away', error: away }
  }
  const bound = await boundFor(work, mark)
  if (!resume) {
    const { jobId, style } = order
    const { settings, clientId } = link
    await ledger.begin({ jobId, style: style.name, seed, promptId, serverUrl: settings.url, clientId })
  }
  const times = { ...timesFor(link, order.style), unreachableMs: work.unreachableMs }
  let knownAs = promptId
  try {
    const end = await runPrompt(
      { api: link.api, socket: link.socket, clock: work.clock, log: work.log },
      {
        promptId,
        mark,
        submit: resume ? null : { graph: bound.graph, clientId: link.clientId, outputNode: bound.outputNode },
        times,
        signal: hooks.signal,
        onEvent: teller(bound, link.name, hooks),
        onRenamed(id) {
          knownAs = id
          ledger.rename(mark, id)
        },
      },
    )
    const outcome = await concluded(work, { end, bound, times })
    if (outcome.state === 'made' || outcome.state === 'away') return outcome
    if (end.state === 'late' || end.state === 'left-out') abandon()
    ledger.end(mark, end.state)
    return outcome
  } catch (error) {
    // the console closes: the prompt goes on there, and is taken up again at the next start
    if (isClosing(hooks.signal)) throw error
    abandon()
    ledger.end(mark, hooks.signal.aborted ? 'cancelled' : errorFactsOf(error).code)
    throw error
  }

  function abandon(): void {
    link.abandon({ promptId: knownAs, mark })
  }

  /** What a resumed prompt was given is not known any more: only its progress is counted by this graph. */
  async function boundFor({ link, hooks }: MakeOn, prefix: string): Promise<BoundWorkflow> {
    if (resume || !order.wantsPicture) return order.bind({ image: 'original', prefix: prefixOf(prefix), seed })
    const picture = await order.picture()
    const name = `photocall-${prefix}.jpg`
    const image = await link.api.upload({ ...picture, name }, hooks.signal)
    return order.bind({ image, prefix: prefixOf(prefix), seed })
  }
}

/** Unique, because the server gives a deleted file's name out again (ComfyUI folder_paths.py, get_save_image_path). */
const prefixOf = (mark: string): string => `photocall/${mark}`

async function streaming(link: ServerLink, signal: AbortSignal): Promise<void> {
  try {
    await link.socket.ready(socketMs, signal)
  } catch (error) {
    throw new ComfyRequestError(null, '', error instanceof Error ? error.message : String(error), { cause: error })
  }
}

/** The work has a limit, and waiting in the server's line one of its own. */
export function timesFor(
  link: Pick<ServerLink, 'isWarm'>,
  style: Pick<Style, 'name' | 'timeoutMs' | 'queueTimeoutMs'>,
): RunTimes {
  const isWarm = link.isWarm(style.name)
  const runMs = isWarm ? style.timeoutMs : Math.max(firstRunMs, style.timeoutMs)
  return { ...runTimes, runMs, queueMs: style.queueTimeoutMs, stallMs: isWarm ? Math.min(stallMs, runMs) : runMs }
}

function teller(
  { graph, outputNode }: BoundWorkflow,
  server: string,
  hooks: GenerateHooks,
): (event: ComfyEvent) => void {
  const progress = createGraphProgress(graph, outputNode)
  hooks.onProgress({ ...progress.now(), server })
  return (event) => {
    if (event.type === 'preview') {
      // a copy: the bytes lie in the frame's buffer
      return hooks.onPreview({ bytes: new Uint8Array(event.bytes), mediaType: event.mediaType })
    }
    const told = progress.see(event)
    if (told) hooks.onProgress({ ...told, server })
  }
}

async function concluded(
  work: MakeOn,
  { end, bound, times }: { end: RunEnd; bound: BoundWorkflow; times: RunTimes },
): Promise<Attempt> {
  const { link, order } = work
  const sent = { style: order.style.name, graph: bound.graph }
  switch (end.state) {
    case 'done':
      return taken(work, end.entry, bound)
    case 'interrupted':
      throw interruptedThere(link.name)
    case 'left-out':
      return { state: 'unfit', error: leftOut(end.nodeErrors, link.name, sent) }
    case 'lost':
      return { state: 'gone', error: forgotten(link.name) }
    case 'failed': {
      const error = nodeProblem(end.failure, link.name)
      if (error.code === 'out_of_memory') link.setAside(error)
      return { state: 'unfit', error }
    }
    case 'unreachable': {
      const error = unreachable(link.name, end.error)
      link.setAside(error)
      return { state: 'away', error }
    }
    case 'late':
      return late(work, end.what, times)
  }
}

function late({ link }: MakeOn, what: 'run' | 'queue' | 'stall', times: RunTimes): Attempt {
  if (what === 'stall') {
    const error = stalled(link.name)
    link.setAside(error, { hangs: true })
    return { state: 'gone', error }
  }
  const error = tooLate(link.name, Math.round((what === 'run' ? times.runMs : times.queueMs) / 1000))
  if (what === 'run') link.setAside(error)
  return { state: 'unfit', error }
}

/** The files, verified: a download may be cut, and a model may give nothing. */
async function taken(work: MakeOn, entry: HistoryEntry, bound: BoundWorkflow): Promise<Attempt> {
  const { link, order, seed, workDir, hooks, images, log } = work
  const from = { link, entry, outputNode: bound.outputNode, workDir, signal: hooks.signal }
  let path: string | null
  try {
    path = await fetchCapture(from)
  } catch (error) {
    return stillThere(work, error)
  }
  if (path === null) return { state: 'nothing', error: noFile(link.name) }
  link.warmed(order.style.name)
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

/** What was thrown on the way: a server that does not answer is gone, one that refuses is unfit. */
function judged({ link, order }: MakeOn, thrown: unknown): Attempt {
  const error = requestProblem(thrown, link.name, { style: order.style.name, graph: order.graph })
  if (!(thrown instanceof ComfyRequestError)) throw thrown
  const isGone = thrown.status === null || thrown.status >= 500
  const isShut = thrown.status === 401 || thrown.status === 403
  if (isGone || isShut) link.setAside(error)
  return { state: isGone ? 'gone' : 'unfit', error }
}

const isClosing = ({ aborted, reason }: AbortSignal): boolean =>
  aborted && reason instanceof AppError && reason.code === 'closing'
