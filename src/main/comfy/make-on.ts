import { AppError, errorFactsOf } from '../../contract/errors'
import type { GenerateHooks } from '../backends/backend'
import type { Style } from '../styles/styles'
import type { Attempt, MakeOn } from './attempt'
import { concluded, judged } from './attempt-end'
import { unreachable } from './comfy-errors'
import { ComfyRequestError } from './comfy-http'
import { createGraphProgress } from './graph-progress'
import type { ComfyEvent } from './messages'
import { newPromptId, runPrompt } from './prompt-run'
import { leastSilenceMs, runTimes, type RunTimes } from './run-watch'
import type { ServerLink } from './server-link'
import type { BoundWorkflow } from './workflow/bind'
import { cardModelsIn } from './workflow/models'

/** How long a server may take to open the event stream. */
const socketMs = 5000
/** A run that loads its models first. */
const firstRunMs = 300_000

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
  // its own models first: they may be others than those that its style was made with last
  const letGo = link.models.needed(cardModelsIn(bound.graph))
  const times = { ...timesFor(link, order), unreachableMs: work.unreachableMs }
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
    if (isClosing(hooks.signal)) throw error
    abandon()
    ledger.end(mark, hooks.signal.aborted ? 'cancelled' : errorFactsOf(error).code)
    throw error
  } finally {
    letGo()
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
  link: { models: Pick<ServerLink['models'], 'isWarm'> },
  order: { style: Pick<Style, 'name' | 'kind' | 'timeoutMs' | 'queueTimeoutMs'>; isTimeFixed: boolean },
): RunTimes {
  const { style, isTimeFixed } = order
  const isWarm = link.models.isWarm(style.name)
  const runMs = isWarm || isTimeFixed ? style.timeoutMs : Math.max(firstRunMs, style.timeoutMs)
  // a slow card is silent for minutes while it loads models, and between two steps of a film
  const isNeverLongSilent = isWarm && style.kind !== 'video'
  const stallMs = isNeverLongSilent ? Math.min(runMs, Math.max(leastSilenceMs, (runMs * 2) / 3)) : runMs
  return { ...runTimes, runMs, queueMs: style.queueTimeoutMs, stallMs }
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

/** The console closes: what is at work goes on there, and is taken up again at the next start. */
export const isClosing = ({ aborted, reason }: AbortSignal): boolean =>
  aborted && reason instanceof AppError && reason.code === 'closing'
