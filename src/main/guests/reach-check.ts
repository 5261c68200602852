import { get as httpGet, type IncomingMessage } from 'node:http'
import { get as httpsGet } from 'node:https'
import { AppError, errorFactsOf, type ErrorFacts } from '../../contract/errors'

const patienceMs = 6000
const answerLimitBytes = 200

/**
 * Null where `<url>/g/hello` answers as this booth, else why it does not. `isOwn`: an address of this machine, whose
 * certificate is made out to another name.
 */
export async function reasonUnreached(url: string, instance: string, isOwn: boolean): Promise<ErrorFacts | null> {
  try {
    const { status, body } = await ask(`${url}/g/hello`, isOwn)
    if (status === 200 && body === instance) return null
    return errorFactsOf(
      new AppError(
        'guests_elsewhere',
        `${url} answers, but not as the guests' pages of this booth (${status}).`,
        'Lead the tunnel or proxy to the port of the guests’ pages, and to nothing else.',
        { params: { url, status } },
      ),
    )
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    return errorFactsOf(
      new AppError(
        'guests_unreachable',
        `${url} does not answer (${reason}).`,
        'Look at the firewall, the tunnel and the name of the address.',
        { params: { url, reason } },
      ),
    )
  }
}

function ask(url: string, isOwn: boolean): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const read = (reply: IncomingMessage) => {
      const parts: Buffer[] = []
      reply.on('data', (part: Buffer) => {
        parts.push(part)
        if (Buffer.concat(parts).length > answerLimitBytes) reply.destroy()
      })
      reply.on('error', reject)
      reply.on('close', () => resolve({ status: reply.statusCode ?? 0, body: Buffer.concat(parts).toString('utf8') }))
    }
    const options = { timeout: patienceMs, rejectUnauthorized: !isOwn, headers: { connection: 'close' }, agent: false }
    const request = url.startsWith('https:') ? httpsGet(url, options, read) : httpGet(url, options, read)
    request.on('timeout', () => request.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })))
    request.on('error', reject)
  })
}
