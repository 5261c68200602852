import { AppError } from '../../contract/errors'
import type { Clock } from '../lib/clock'

export interface BodyLimits {
  limitBytes: number
  /** Without a byte for this long the sender counts as gone: a trickle must not hold one of the few places. */
  idleMs: number
  clock: Clock
  tooLarge: () => AppError
}

/** The body piece by piece, never more than `limitBytes` in sum; throws AppError. */
export async function* receiveBody(request: Request, limits: BodyLimits): AsyncGenerator<Uint8Array> {
  // Refused by the announced length, before a byte was read.
  if (Number(request.headers.get('content-length') ?? 0) > limits.limitBytes) throw limits.tooLarge()
  if (!request.body) return
  const reader = (request.body as ReadableStream<Uint8Array>).getReader()
  let receivedBytes = 0
  let ended = false
  try {
    while (true) {
      const { done, value } = await withinIdle(reader.read().catch(brokeOff), limits)
      ended = done
      if (done) return
      receivedBytes += value.byteLength
      if (receivedBytes > limits.limitBytes) throw limits.tooLarge()
      yield value
    }
  } finally {
    // Not awaited: a body whose sender is stuck may never confirm.
    if (!ended) reader.cancel().catch(() => undefined)
  }
}

/** The sender is gone, so nobody reads this; it keeps a lost connection apart from faults of ours. */
function brokeOff(cause: unknown): never {
  throw new AppError('invalid_input', 'The request broke off before its end.', 'Send it again.', { cause })
}

async function withinIdle<T>(reading: Promise<T>, { idleMs, clock }: BodyLimits): Promise<T> {
  let stopTimer = (): void => undefined
  const silence = new Promise<never>((_, reject) => {
    stopTimer = clock.after(idleMs, () => {
      reject(
        new AppError('picture_timeout', 'The request stopped arriving.', 'Check the connection and send it again.'),
      )
    })
  })
  try {
    return await Promise.race([reading, silence])
  } finally {
    stopTimer()
  }
}

/** A small body as text; the limit keeps a JSON bomb out. */
export async function receiveText(request: Request, limits: BodyLimits): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of receiveBody(request, limits)) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
