import type { Attempt, MakeOn } from './attempt'
import {
  forgotten,
  interruptedThere,
  leftOut,
  nodeProblem,
  requestProblem,
  stalled,
  tooLate,
  unreachable,
} from './comfy-errors'
import { ComfyRequestError } from './comfy-http'
import { takeResult } from './result-proof'
import type { RunEnd } from './run-end'
import type { Lateness, RunTimes } from './run-watch'
import type { BoundWorkflow } from './workflow/bind'

/** What the end of a run means for the job and for the server. Throws where no other server would do better. */
export async function concluded(
  work: MakeOn,
  { end, bound, times }: { end: RunEnd; bound: BoundWorkflow; times: RunTimes },
): Promise<Attempt> {
  const { link, order } = work
  const sent = { style: order.style.name, graph: bound.graph }
  switch (end.state) {
    case 'done':
      return takeResult(work, end.entry, bound)
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
      return late(work, end, times)
  }
}

function late({ link }: MakeOn, { what, hangsAt }: Lateness, times: RunTimes): Attempt {
  if (hangsAt !== null) link.setAside(stalled(link.name), { hangsAt })
  if (what === 'stall') return { state: 'gone', error: stalled(link.name) }
  const error = tooLate(link.name, Math.round((what === 'run' ? times.runMs : times.queueMs) / 1000))
  if (what === 'run' && hangsAt === null) link.setAside(error)
  return { state: 'unfit', error }
}

/** What was thrown on the way: a server that does not answer is gone, one that refuses is unfit. */
export function judged({ link, order }: MakeOn, thrown: unknown): Attempt {
  const error = requestProblem(thrown, link.name, { style: order.style.name, graph: order.graph })
  if (!(thrown instanceof ComfyRequestError)) throw thrown
  const isGone = thrown.status === null || thrown.status >= 500
  const isShut = thrown.status === 401 || thrown.status === 403
  if (isGone || isShut) link.setAside(error)
  return { state: isGone ? 'gone' : 'unfit', error }
}
