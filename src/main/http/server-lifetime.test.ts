import { createServer as createPlainServer, connect, type AddressInfo, type Server as PlainServer } from 'node:net'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { AppError } from '../../contract/errors'
import { newProgramToken, publishCliToken, readCliToken } from './cli-token'
import { serverTimeouts } from './http-listener'
import { asProgram, createCoreDouble, startServer, type CoreDouble } from './testing/core-double'
import { openSocket, send } from './testing/wire'

let core: CoreDouble

beforeAll(async () => {
  core = await createCoreDouble()
})
afterAll(() => core.removeFiles())

describe('the port', () => {
  let taken: PlainServer | null = null
  afterEach(() => void taken?.close())

  it('that is taken is named with its setting, and the next free one is offered', async () => {
    const first = await startServer(core)
    const error: unknown = await startServer(core, { port: first.port }).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(AppError)
    if (!(error instanceof AppError)) return
    expect([error.code, error.params?.['port']]).toEqual(['port_taken', first.port])
    expect(error.hint).toContain('server.port')
    expect(error.hint).toContain('--port')
    const free = Number(error.params?.['freePort'])
    taken = createPlainServer()
    await new Promise<void>((resolve) => taken?.listen(free, '127.0.0.1', resolve))
    expect((taken.address() as AddressInfo).port).toBe(free)
    await first.server.close()
  })

  it('is open to the network on request, with addresses to tell', async () => {
    const open = await startServer(core, { lan: true })
    for (const url of open.server.urls.elsewhere()) {
      expect(url).toMatch(new RegExp(`^http://[\\d.]+:${open.port}$`))
      expect((await send({ port: open.port, path: '/console', headers: { host: new URL(url).host } })).status).toBe(401)
    }
    await open.server.close()
  })
})

describe('closing', () => {
  it('ends open sockets, half requests and idle connections within a second', async () => {
    const closing = await startServer(core)
    const socket = await openSocket(closing.port, '/console/ws', asProgram)
    const idle = connect(closing.port, '127.0.0.1')
    const half = connect(closing.port, '127.0.0.1')
    half.write(
      `POST /uploads HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${asProgram.authorization}\r\nContent-Length: 9\r\n\r\nx`,
    )
    const ended = [idle, half].map((each) => new Promise((resolve) => each.on('error', resolve).on('close', resolve)))
    await Promise.all(
      [idle, half].map(
        (each) => new Promise<void>((resolve) => (each.connecting ? each.once('connect', resolve) : resolve())),
      ),
    )
    const said = new Promise((resolve) => socket instanceof WebSocket && socket.on('close', resolve))
    await closing.server.close()
    await Promise.all(ended)
    expect(await said).toBe(1001)
  })
})

describe('senders who say little', () => {
  it('lose their connection, in the headers and in the body', async () => {
    const quick = await startServer(core, {
      timeouts: { ...serverTimeouts, headersMs: 100, requestMs: 200, checkMs: 20 },
    })
    const starts = [
      'GET /health HTTP/1.1\r\nHost: localhost\r\nX-Slow: ',
      `POST /uploads HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${asProgram.authorization}\r\nContent-Length: 99\r\n\r\nx`,
    ]
    const ends = starts.map((start) => {
      const socket = connect(quick.port, '127.0.0.1')
      socket.on('error', () => undefined).resume()
      socket.write(start)
      return new Promise((resolve) => socket.on('close', resolve))
    })
    await Promise.all(ends)
    await quick.server.close()
  })
})

describe('the token of a data folder', () => {
  it('is readable for its user alone, says the port, and goes away with its owner', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'token-'))
    const token = newProgramToken()
    expect(await readCliToken(dir)).toBeNull()
    const published = await publishCliToken(dir, { port: 8080, token })
    expect(await readCliToken(dir)).toEqual({ port: 8080, token })
    if (process.platform !== 'win32') expect((await stat(join(dir, 'cli-token'))).mode & 0o777).toBe(0o600)
    await published.remove()
    await expect(readFile(join(dir, 'cli-token'))).rejects.toThrow('ENOENT')
    await writeFile(join(dir, 'cli-token'), 'garbage')
    expect(await readCliToken(dir)).toBeNull()
    await rm(dir, { recursive: true })
  })
})
