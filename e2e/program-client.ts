import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { addresses } from '../src/contract/addresses'
import { serverMessage, type AppState } from '../src/contract/app-state'
import { errorFacts } from '../src/contract/errors'
import { commands, type CommandInput, type CommandName, type CommandOutput } from '../src/contract/commands'

const tokenShape = z.object({ port: z.number(), token: z.string() })
const accepted = z.object({ jobId: z.string() })

/** The booth answered, and said no. */
export class RefusedError extends Error {
  constructor(
    path: string,
    readonly status: number,
    readonly code: string,
  ) {
    super(`${path} was answered with ${status} (${code})`)
  }
}

/** Another program of the same user: it reaches the booth by the token in the data folder. */
export function createProgramClient(dataDir: string) {
  const { port, token } = tokenShape.parse(JSON.parse(readFileSync(join(dataDir, 'cli-token'), 'utf8')))
  const base = `http://127.0.0.1:${port}`
  const authorization = `Bearer ${token}`

  async function post(path: string, contentType: string, body: BodyInit): Promise<unknown> {
    const headers = { authorization, 'content-type': contentType }
    const response = await fetch(base + path, { method: 'POST', headers, body, signal: AbortSignal.timeout(120_000) })
    if (!response.ok) throw new RefusedError(path, response.status, errorFacts.parse(await response.json()).code)
    return response.json()
  }

  return {
    /** Resolves with the job's id once the booth has taken the picture over. */
    async upload(jpeg: Uint8Array<ArrayBuffer>, style: string): Promise<string> {
      const reply = await post(`${addresses.uploads}?style=${style}`, 'image/jpeg', new Blob([jpeg]))
      return accepted.parse(reply).jobId
    },
    /** What every viewer is shown, as it is now. */
    async state(): Promise<AppState> {
      const socket = new WebSocket(`ws://127.0.0.1:${port}${addresses.socket}`, { headers: { authorization } })
      const [data] = (await once(socket, 'message')) as [Buffer]
      socket.close()
      const message = serverMessage.parse(JSON.parse(data.toString()))
      if (message.type !== 'snapshot') throw new Error(`The first message was a ${message.type}.`)
      return message.state
    },
    async command<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>> {
      const reply = await post(addresses.command(name), 'application/json', JSON.stringify(input))
      return commands[name].output.parse(reply) as CommandOutput<N> // parsed by this very name's shape
    },
  }
}

export type ProgramClient = ReturnType<typeof createProgramClient>
