import type { AddressInfo } from 'node:net'
import { createServer as createPlainServer, type Server } from 'node:net'
import { AppError } from '../../contract/errors'

const candidates = 20

function listenOnce(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host, exclusive: true }, () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port) // listens on TCP, so it is no pipe's name
    })
  })
}

/** Found by trying, since nothing else knows what the system reserves; null where all of the next twenty are taken. */
async function nextFreePort(after: number, host: string): Promise<number | null> {
  for (let port = after + 1; port <= Math.min(65_535, after + candidates); port++) {
    const probe = createPlainServer()
    try {
      return await listenOnce(probe, port, host)
    } catch (error) {
      if (!isTaken(error)) throw error
    } finally {
      probe.close()
    }
  }
  return null
}

/** EACCES: below 1024 without rights, or in a range that Windows keeps for itself. */
function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES')
}

/** Opens the port (0: any free one) and resolves with it; throws `port_taken` with the next free one in its params. */
export async function listen(server: Server, port: number, host: string): Promise<number> {
  try {
    return await listenOnce(server, port, host)
  } catch (error) {
    if (!isTaken(error)) throw error
    throw portTaken(port, await nextFreePort(port, host), error)
  }
}

function portTaken(port: number, free: number | null, cause: unknown): AppError {
  const instead = free === null ? 'to a free port' : `to ${free}, which is free`
  return new AppError(
    'port_taken',
    `Port ${port} cannot be opened: another program uses it, or the system keeps it.`,
    `Close the other program, or set server.port in the settings (or --port) ${instead}.`,
    { cause, params: free === null ? { port } : { port, freePort: free } },
  )
}
