import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { WebSocket } from 'ws'
import { createManualClock, type ManualClock } from '../lib/clock'
import { silentLog } from '../lib/log'
import { createMachines, type Machines } from '../td/machines'
import { attachTdSocket, type TdPeer } from '../td/td-socket'
import { connectPlain } from '../td/testing/plain-client'
import { createRateLimit, type RateLimit } from './rate-limit'
import { serveUpgrades, type UpgradeDeps } from './upgrades'

const rightToken = 'a-touchdesigner-token'

let server: Server
let clock: ManualClock
let machines: Machines
let limit: RateLimit
/** Tokens that were compared with the right one. */
let compared: string[]
/** Whoever comes is from beyond, and may come in by its hello alone; else a program of this machine. */
let by: 'hello' | 'loopback'
beforeEach(async () => {
  clock = createManualClock()
  compared = []
  by = 'hello'
  limit = createRateLimit({ clock })
  machines = createMachines({ clock, chosen: () => '', isBusy: () => false })
  server = createServer()
  serveUpgrades(server, {
    judge: () => ({ allow: true, role: null, by, tokenId: null }),
    td: { accept, frameLimitBytes: 1_000_000 },
    tablet: { frameLimitBytes: 1000 },
    ...{ limit, clock, log: silentLog, hub: { connect: () => undefined }, admitted: () => ({ legacyClients: {} }) },
  } as unknown as UpgradeDeps)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(() => {
  machines.close()
  server.close()
})

function accept(socket: WebSocket, peer: TdPeer): void {
  const heard = { onHello: () => undefined, onMessage: () => undefined, onFrame: () => undefined }
  attachTdSocket(socket, peer, { machines, clock, log: silentLog, isToken, ...heard })
}

function isToken(token: string): boolean {
  compared.push(token)
  return token === rightToken
}

const connect = () => connectPlain((server.address() as AddressInfo).port, '/td')
const hello = (token?: string) => ({ type: 'hello', role: 'touchdesigner', name: 'Stage 1', protocol: 1, token })

/** Why a hello with this token was refused, once its connection is closed; null where it was let in. */
async function refusalOf(token?: string): Promise<string | null> {
  const client = await connect()
  const seated = new Promise<null>((resolve) => machines.onChange(() => machines.active()?.saidHello && resolve(null)))
  client.say(hello(token))
  const code = await Promise.race([client.closed, seated])
  if (code === null) await client.leave()
  const refused = client.received.find((message) => message.type === 'refused')
  expect(code).toBe(refused ? 1008 : null)
  return refused ? `${refused.reason}: ${refused.message}` : null
}

it('after ten wrong tokens in hellos an address is told to wait, and none of its tokens is looked at meanwhile', async () => {
  for (let n = 0; n < 10; n++) expect(await refusalOf(`wrong-${n}`)).toBe('token: The token is missing or wrong.')
  expect(await refusalOf(rightToken)).toBe(
    'guesses: Too many wrong tokens came from this address. Wait 6 s, then connect with the right one.',
  )
  expect(compared).not.toContain(rightToken)
  clock.advance(6000)
  expect(await refusalOf(rightToken)).toBeNull()
})

it('wrong tokens of hellos and of requests are counted together, each address for itself', async () => {
  const here = { address: '127.0.0.1', isHere: false }
  for (let n = 0; n < 5; n++) await refusalOf(`wrong-${n}`)
  for (let n = 0; n < 5; n++) limit.guessed({ address: '203.0.113.9', isHere: false })
  expect(limit.mayGuess(here)).toBe(0)
  for (let n = 0; n < 5; n++) limit.guessed(here)
  expect(await refusalOf(rightToken)).toMatch(/^guesses: /)
})

it('who shows no token has not guessed, and who needs none is never kept out', async () => {
  for (let n = 0; n < 12; n++) expect(await refusalOf()).toMatch(/^token: /)
  for (let n = 0; n < 10; n++) await refusalOf('wrong')
  expect(await refusalOf('wrong')).toMatch(/^guesses: /)
  by = 'loopback'
  expect(await refusalOf('wrong')).toBeNull()
})

it('a connection has one try: what it says after a refusal is not read', async () => {
  const client = await connect()
  for (const token of ['wrong', 'other', rightToken]) client.say(hello(token))
  expect(await client.closed).toBe(1008)
  expect(compared).toEqual(['wrong'])
  expect(machines.active()).toBeNull()
})
