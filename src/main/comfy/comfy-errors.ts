import { AppError } from '../../contract/errors'
import { ComfyRequestError } from './comfy-http'
import type { NodeErrors, NodeFailure } from './messages'
import type { Graph } from './workflow/graph'
import { refusalOf } from './workflow/refusal'

/** What was sent, where a request was about a style's graph. */
export interface SentGraph {
  style: string
  graph: Graph
}

/** Tells what a request met, for people; anything that is no failed request passes as it is. */
export function requestProblem(thrown: unknown, server: string, sent: SentGraph | null): unknown {
  if (!(thrown instanceof ComfyRequestError)) return thrown
  const { status, body } = thrown
  if (status === null) return unreachable(server, thrown)
  if (status === 401 || status === 403) {
    const hint = 'Check its address and the headers that it wants.'
    return told('server_refused', `${server} refuses us (${status}).`, hint, { server, status }, body)
  }
  if (status === 413) {
    const hint = 'Lower "maxSidePx" of the style, or raise --max-upload-size of ComfyUI.'
    return told(
      'server_refused',
      `The picture is too large for ${server}.`,
      hint,
      { server, status, kind: 'large' },
      body,
    )
  }
  const refused = sent && status === 400 ? refusalOf(body, sent) : null
  if (refused) return refused
  const what = status < 300 ? 'gave an answer that is of no use' : `answered ${status}`
  return told('server_failed', `${server} ${what}.`, lookThere, { server }, body)
}

const lookThere = 'Try again, or look into the window of ComfyUI there.'

export function unreachable(server: string, cause: unknown): AppError {
  return new AppError('server_unreachable', `${server} does not answer.`, 'Is ComfyUI running there?', {
    cause,
    params: { server },
    details: cause instanceof Error ? cause.message : String(cause),
  })
}

/** A graph that was taken without its output. */
export function leftOut(nodeErrors: NodeErrors, server: string, sent: SentGraph): AppError {
  const body = JSON.stringify({ node_errors: nodeErrors })
  return refusalOf(body, sent) ?? told('server_failed', `${server} left the output out.`, lookThere, { server }, body)
}

/** What a node threw; null where the server does not say. */
export function nodeProblem(failure: NodeFailure | null, server: string): AppError {
  if (!failure) return told('server_failed', `${server} failed without saying why.`, lookThere, { server }, '')
  const { node_id, node_type, exception_type, exception_message } = failure
  const words = exception_message.trim()
  const details = `node ${node_id ?? '?'} (${node_type ?? '?'}): ${exception_type}: ${words}`
  if (isOutOfMemory(exception_type)) {
    const hint = 'Use a smaller picture or a lighter style, or close other programs there.'
    return told('out_of_memory', `${server} ran out of memory.`, hint, { server }, details)
  }
  const message = `${server} failed in ${node_type ?? 'a node'}: ${words.slice(0, 200)}`
  return told('server_failed', message, lookThere, { server }, details)
}

/** By the exception's class: its words differ by version, card and system (PyTorch; ComfyUI model_management.py). */
const isOutOfMemory = (exceptionType: string): boolean => /OutOfMemory|MemoryError/.test(exceptionType)

export const interruptedThere = (server: string): AppError =>
  told('generation_interrupted', `The work on ${server} was stopped there.`, 'Try again.', { server }, '')

export const stalled = (server: string): AppError =>
  told('server_stalled', `${server} hangs: it has work and does none.`, 'Restart ComfyUI there.', { server }, '')

export const forgotten = (server: string): AppError =>
  told('server_failed', `${server} was restarted again and again during the work.`, lookThere, { server }, '')

export function tooLate(server: string, seconds: number): AppError {
  const message = `The picture was not finished within ${seconds} s on ${server}.`
  return told('generation_timeout', message, 'Try again, or choose a faster style.', { seconds, server }, '')
}

export const noFile = (server: string): AppError =>
  told(
    'result_empty',
    `${server} finished without a picture.`,
    'Look at the output node of the workflow.',
    { server },
    '',
  )

function told(
  code: AppError['code'],
  message: string,
  hint: string,
  params: Record<string, string | number>,
  details: string,
): AppError {
  return new AppError(code, message, hint, { params, ...(details !== '' && { details }) })
}
