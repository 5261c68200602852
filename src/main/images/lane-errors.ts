import { AppError, type ErrorFacts } from '../../contract/errors'
import type { Operation } from './messages'

type Kind = Operation['kind']

/** What the child told, as it threw it. */
export function toAppError({ code, message, hint, params }: ErrorFacts) {
  return new AppError(code, message, hint, params ? { params } : {})
}

export function timedOut(kind: Kind, timeoutMs: number) {
  const seconds = Math.round(timeoutMs / 1000)
  return new AppError(
    'picture_timeout',
    `The picture took longer than ${seconds} s to ${kind}.`,
    'Try again; if it happens again, use a smaller picture.',
    { params: { seconds } },
  )
}

export function tooLarge(kind: Kind, limitBytes: number) {
  return new AppError(
    'picture_too_large',
    `The picture needed more than ${Math.round(limitBytes / 2 ** 20)} MB of memory to ${kind}.`,
    'Use a smaller picture.',
  )
}

export function notStarted(kind: Kind, cause: unknown) {
  const what = `The image process could not be started to ${kind} a picture.`
  return new AppError('internal', what, 'Close other programs, then try again; else install the console anew.', {
    cause,
  })
}

export function died(kind: Kind, code: number | null) {
  const what = `The image process ended (${code === null ? 'killed' : `exit code ${code}`}) during ${kind}.`
  return kind === 'render'
    ? new AppError('generation_failed', what, 'Try again; the next picture gets a new process.')
    : new AppError('picture_unreadable', what, 'Try again, or use another picture.')
}
