import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { WebSocket } from 'ws'

export interface WireReply {
  status: number
  headers: IncomingHttpHeaders
  body: Buffer
}

export interface WireRequest {
  port: number
  path: string
  method?: string
  headers?: Record<string, string | string[]>
  body?: string | Buffer
}

/** A request as bytes on a socket: any Host and Origin, which `fetch` would not send. */
export function send({ port, path, method = 'GET', headers = {}, body }: WireRequest): Promise<WireReply> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      )
    })
    request.on('error', reject)
    request.end(body)
  })
}

/** Resolves with an open socket, or with the status by which the upgrade was refused. */
export function openSocket(
  port: number,
  path: string,
  headers: Record<string, string> = {},
): Promise<WebSocket | number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers, perMessageDeflate: true })
    socket.once('open', () => resolve(socket))
    socket.once('unexpected-response', (request, response) => {
      resolve(response.statusCode ?? 0)
      request.destroy()
    })
    socket.on('error', (error) => (socket.readyState === WebSocket.CLOSING ? resolve(0) : reject(error)))
  })
}

/** Looks every few milliseconds until it is so; the test's own time limit ends it. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 5))
}
