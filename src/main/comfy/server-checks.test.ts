import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { systemClock } from '../lib/clock'
import { createComfyApi } from './comfy-api'
import { createComfyHttp } from './comfy-http'
import { findServers, usualPorts } from './server-checks'
import { startFakeComfyServer } from './testing/fake-comfy-server'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** For as long as a slow machine takes: how long is the product's choice, and not looked at here. */
const ask = (baseUrl: string) =>
  createComfyApi(createComfyHttp({ baseUrl, headers: () => ({}), clock: systemClock })).stats(30_000)

/** Something else that listens where ComfyUI might. */
async function otherProgram(): Promise<number> {
  const server = createServer((_request, response) => response.end('<h1>It works!</h1>'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => server.close())
  return (server.address() as AddressInfo).port
}

it('finds what answers as ComfyUI does, and nothing else that listens', async () => {
  const fake = await startFakeComfyServer()
  closers.push(() => fake.close())
  const gone = await startFakeComfyServer()
  await gone.kill()
  const ports = [await otherProgram(), Number(new URL(gone.url).port), Number(new URL(fake.url).port)]
  expect(await findServers({ ask, known: [], ports })).toEqual([fake.url])
})

it.each(['http://127.0.0.1:8188', 'http://localhost:8188/', 'http://[::1]:8188'])(
  'does not offer a server that is set up as %s',
  async (known) => {
    const asked: string[] = []
    const urls = await findServers({ ask: async (url) => void asked.push(url), known: [known], ports: usualPorts })
    expect(urls).toEqual(['http://127.0.0.1:8000', 'http://127.0.0.1:8999', 'http://127.0.0.1:8111'])
    expect(asked).toEqual(urls)
  },
)

it('offers a server beside one behind a path of the same port', async () => {
  const known = ['http://127.0.0.1:8188/studio']
  expect(await findServers({ ask: async () => undefined, known, ports: [8188] })).toEqual(['http://127.0.0.1:8188'])
})
