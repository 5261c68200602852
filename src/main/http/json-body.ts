import { AppError } from '../../contract/errors'
import type { Clock } from '../lib/clock'
import { receiveText } from './receive-body'

const limits = {
  limitBytes: 256_000,
  idleMs: 10_000,
  tooLarge: () =>
    new AppError('invalid_input', 'The command is larger than 256 kB.', 'Upload pictures as files instead.'),
}

/** The JSON of a request's body, undefined for an empty one; throws `invalid_input`. */
export async function receiveJson(request: Request, clock: Clock): Promise<unknown> {
  return parseJson(await receiveText(jsonOnly(request), { ...limits, clock }))
}

/** A form of a foreign page can post text, but no browser lets it post `application/json` without asking us first. */
function jsonOnly(request: Request): Request {
  if (/^application\/json\s*(;|$)/i.test(request.headers.get('content-type') ?? '')) return request
  throw new AppError('invalid_input', 'A command is posted as application/json.', 'Set the content-type header.')
}

function parseJson(text: string): unknown {
  try {
    return text.trim() === '' ? undefined : (JSON.parse(text) as unknown)
  } catch (error) {
    throw new AppError('invalid_input', 'The body is no JSON.', 'Send one JSON object.', { cause: error })
  }
}
