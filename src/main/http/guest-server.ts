import type { IncomingMessage } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { TlsFiles } from '../../contract/guests'
import type { Log } from '../lib/log'
import { readCertificate } from './certificate'
import { createGuestApp } from './guest-app'
import { isLoopbackAddress, lanAddresses, plainAddress } from './hosts'
import { createLimitedServer, createShutdown, serverTimeouts } from './http-listener'
import { listen } from './listen'

/** The guests' listener. Under which name it is called is not judged: tunnels have names that nobody here knows. */
export interface GuestServer {
  port: number
  scheme: 'http' | 'https'
  /** This machine's IPv4 addresses as phones see it; empty unless `lan`. */
  lanAddresses(): string[]
  /** Ends within a second. */
  close(): Promise<void>
}

/** Throws `port_taken`, and `certificate_unusable` for one that cannot be used. */
export async function createGuestServer(
  deps: Parameters<typeof createGuestApp>[0] & {
    /** 0 takes any free port. */
    port: number
    /** Open to the network; else to tunnels and proxies of this machine alone. */
    lan: boolean
    tls: TlsFiles | null
    log: Log
  },
): Promise<GuestServer> {
  const { tls, lan, log } = deps
  const certificate = tls && readCertificate(tls)
  const app = createGuestApp(deps)
  const respond = getRequestListener(
    (request, env) => app.fetch(request, { address: addressOf(env.incoming as IncomingMessage) }), // HTTP/1 alone
    {
      overrideGlobalObjects: false,
      errorHandler(error) {
        log.debug("a guest's request could not be read", { error: String(error) })
        return new Response(null, { status: 400 })
      },
    },
  )
  const server = createLimitedServer(
    serverTimeouts,
    certificate,
    (incoming, outgoing) => void respond(incoming, outgoing),
  )
  server.on('upgrade', (_request, socket) => {
    // Node has taken its own listeners away: of a failure, and of the time on which nothing moves
    socket.on('error', (error) => log.debug("a guest's upgrade broke off", { error: error.message }))
    socket.end(noSocketHere, () => socket.destroy())
  })
  const close = createShutdown(server, () => undefined)
  const port = await listen(server, deps.port, lan ? '0.0.0.0' : '127.0.0.1')
  server.on('error', (error) => log.error("the guests' listener failed", { error: error.message }))
  return {
    port,
    scheme: tls ? 'https' : 'http',
    lanAddresses: () => (lan ? lanAddresses().filter((address) => !address.includes(':')) : []),
    close,
  }
}

const noSocketHere = 'HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'

/** Of who asks, for the limits: what a tunnel or proxy on this machine says of it, and only such a one is believed. */
function addressOf(request: IncomingMessage): string {
  const peer = plainAddress(request.socket.remoteAddress ?? '')
  const told = request.headers['x-forwarded-for']
  const last = (Array.isArray(told) ? told.join(',') : (told ?? '')).split(',').at(-1)?.trim() ?? ''
  return isLoopbackAddress(peer) && /^[0-9a-fA-F.:]{3,45}$/.test(last) ? `via ${last}` : peer
}
