import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import type { WebSocket } from 'ws'
import { systemClock } from '../lib/clock'
import { silentLog } from '../lib/log'
import { createOpenConnections } from './open-connections'
import { createRateLimit } from './rate-limit'
import { openSocket } from './testing/wire'
import { serveUpgrades, type UpgradeDeps } from './upgrades'

interface Peer {
  isStillAdmitted?(): boolean
}

let close = (): void => undefined
afterEach(() => close())

const lists = { td: ['10.0.0.1'], tablet: ['10.0.0.1'], broker: ['10.0.0.1'], canvas: ['10.0.0.1'] }

/** Doors that keep who came in; everybody is let in as a listed address. */
async function openDoors() {
  const peers: Peer[] = []
  const accept = (socket: WebSocket, peer: Peer) => {
    peers.push(peer)
    socket.close()
  }
  const door = { accept, frameLimitBytes: 1000 }
  let legacyClients: typeof lists = lists
  const deps: UpgradeDeps = {
    judge: () => ({ allow: true, role: null, by: 'legacy', key: 'legacy:127.0.0.1', tokenId: null }),
    admitted: () => ({ legacyClients }),
    limit: createRateLimit({ clock: systemClock }),
    connections: createOpenConnections(),
    hub: { connect: () => ({ clientId: 'nobody', receive: () => undefined, close: () => undefined }) },
    td: door,
    tablet: door as unknown as UpgradeDeps['tablet'], // its door takes sockets by `accept` alone
    canvas: door,
    sessions: { find: () => null } as unknown as UpgradeDeps['sessions'], // nobody is paired here
    programTokens: () => [],
    apiTokens: { find: () => null },
    isTdToken: () => false,
    clock: systemClock,
    log: silentLog,
  }
  const server = createServer()
  const stop = serveUpgrades(server, deps)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  close = () => {
    stop()
    server.close()
  }
  const { port } = server.address() as AddressInfo
  return { port, peers, list: (next: Partial<typeof lists>) => (legacyClients = { ...lists, ...next }) }
}

it.each([
  ['td', '/td', {}],
  ['tablet', '/', { origin: 'http://127.0.0.1' }],
  ['canvas', '/canvas/ws?room=A', {}],
] as const)('a listed address of %s is admitted for as long as it is on that list', async (protocol, path, headers) => {
  const doors = await openDoors()
  doors.list({ [protocol]: ['::ffff:127.0.0.1'] })
  await openSocket(doors.port, path, { ...headers })
  expect(doors.peers[0]?.isStillAdmitted?.()).toBe(true)
  doors.list({})
  expect(doors.peers[0]?.isStillAdmitted?.()).toBe(false)
})
