import type { IncomingMessage } from 'node:http'
import { uploadLimitBytes } from '../../contract/addresses'
import type { Clock } from '../lib/clock'

/** All of the largest upload that is ever taken, with a form around it. */
const readPastBytes = uploadLimitBytes + 2_000_000
/** Twenty megabytes over a poor wireless network. */
const readPastMs = 15_000

/** Whether a request announces a body: only then can it be answered before it is whole. */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

/**
 * A refusal while its sender still sends. The whole answer goes out at once and says `Connection: close`; the connection
 * ends when what was being sent has been read past, within limits. Closed earlier it would be reset under the sender,
 * and many look for an answer only when they have sent everything.
 */
export async function answerEarly(response: Response, incoming: IncomingMessage, clock: Clock): Promise<Response> {
  if (response.status < 400 || incoming.complete || incoming.destroyed) return response
  const answer = new Uint8Array(await response.arrayBuffer())
  const headers = new Headers(response.headers)
  headers.set('connection', 'close')
  headers.set('content-length', String(answer.byteLength))
  const body = new ReadableStream({
    async start(controller) {
      controller.enqueue(answer)
      await readPast(incoming, clock)
      controller.close()
    },
  })
  return new Response(body, { status: response.status, headers })
}

function readPast(incoming: IncomingMessage, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    let leftBytes = readPastBytes
    const stopTimer = clock.after(readPastMs, stop)
    const count = (chunk: Buffer) => {
      leftBytes -= chunk.length
      if (leftBytes < 0) stop()
    }
    function stop(): void {
      stopTimer()
      incoming.off('data', count).pause()
      resolve()
    }
    // whoever began to read the body would go on to keep it
    incoming.removeAllListeners('data').on('data', count)
    for (const event of ['end', 'close', 'error']) incoming.once(event, stop)
    incoming.resume()
  })
}
