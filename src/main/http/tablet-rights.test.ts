import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { WebSocket } from 'ws'
import type { TabletPeer } from '../tablet/tablet-socket'
import { asProgram, createCoreDouble, someJob, startServer, type CoreDouble } from './testing/core-double'
import { openSocket, send } from './testing/wire'

const link = 'http://127.0.0.1:8081/g/a-guest'
let core: CoreDouble
let running: Awaited<ReturnType<typeof startServer>>
const viewers: TabletPeer[] = []

beforeAll(async () => {
  core = await createCoreDouble()
  const accept = (socket: WebSocket, peer: TabletPeer) => {
    viewers.push(peer)
    socket.close()
  }
  running = await startServer(core, { tablet: { ...core.tablet, linkOf: () => link, accept } })
})
afterAll(async () => {
  await running.server.close()
  await core.removeFiles()
})

const proxied = { ...asProgram, 'x-forwarded-for': '203.0.113.9' }
const asked = async (headers: Record<string, string>) =>
  (await send({ port: running.port, path: `/d/${someJob}`, headers })).headers.location

async function sees(headers: Record<string, string>): Promise<boolean | undefined> {
  await openSocket(running.port, '/', { ...headers, origin: `http://127.0.0.1:${running.port}` })
  return viewers.at(-1)?.seesLinks
}

describe("a guest's link", () => {
  it('is for programs of this machine, with a token and without', async () => {
    expect([await asked({}), await asked(asProgram)]).toEqual([link, link])
    expect([await sees({}), await sees(asProgram)]).toEqual([true, true])
  })

  it('is not for a program behind a proxy on this machine, and still for a console there', async () => {
    const console = { ...(await running.cookieOf('console')), via: '1.1 tunnel' }
    expect([await asked(proxied), await asked(console)]).toEqual([undefined, link])
    expect([await sees(proxied), await sees(console)]).toEqual([false, true])
  })
})
