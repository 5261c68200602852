import { rename, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { toTouchDesigner, type ToTouchDesigner } from '../../../contract/td-protocol'

export type Capture = Extract<ToTouchDesigner, { type: 'capture' }>

/** A WebSocket as TouchDesigner's is: text and pictures, one address, no headers, no reconnect of its own. */
export interface PlainClient {
  socket: WebSocket
  /** Everything that came, in order; each was checked against the protocol, and a bad one fails `heard`. */
  received: ToTouchDesigner[]
  /** Binary frames to TouchDesigner. */
  binaries: Buffer[]
  /** The first message of the type, from now or from before, that was not asked for yet. */
  heard<T extends ToTouchDesigner['type']>(type: T): Promise<Extract<ToTouchDesigner, { type: T }>>
  say(message: object): void
  sayBytes(bytes: Uint8Array): void
  /** Resolves with the close code. */
  closed: Promise<number>
  leave(): Promise<void>
}

/** Opens at `path` ('/' is what older projects use); rejects with the HTTP status where it is refused. */
export async function connectPlain(
  port: number,
  path = '/',
  headers: Record<string, string> = {},
): Promise<PlainClient> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers, perMessageDeflate: false })
  const received: ToTouchDesigner[] = []
  const binaries: Buffer[] = []
  const pending = new Set<() => void>()
  const asked = new Set<ToTouchDesigner>()
  let fault: Error | null = null

  socket.on('message', (data, isBinary) => {
    if (isBinary) binaries.push(data as Buffer)
    else take((data as Buffer).toString('utf8'))
    for (const look of [...pending]) look()
  })
  const closed = new Promise<number>((resolve) => socket.once('close', (code) => resolve(code)))

  function take(text: string): void {
    const parsed = toTouchDesigner.safeParse(JSON.parse(text))
    if (parsed.success) received.push(parsed.data)
    else fault = new Error(`the console said what the protocol does not know: ${text}`)
  }

  function heard<T extends ToTouchDesigner['type']>(type: T): Promise<Extract<ToTouchDesigner, { type: T }>> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = received.find((message) => message.type === type && !asked.has(message))
        if (!fault && !found) return
        pending.delete(look)
        if (fault) return reject(fault)
        asked.add(found!)
        resolve(found as Extract<ToTouchDesigner, { type: T }>)
      }
      pending.add(look)
      look()
    })
  }

  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('unexpected-response', (_request, response) => reject(new Error(String(response.statusCode))))
    socket.once('error', reject)
  })
  return {
    socket,
    received,
    binaries,
    heard,
    say: (message) => socket.send(JSON.stringify(message)),
    sayBytes: (bytes) => socket.send(bytes),
    closed,
    async leave() {
      socket.close()
      await closed
    },
  }
}

export interface Painting {
  bytes: Buffer
  fileName: string
}

/**
 * What a project of today does, and nothing else: at `capture` it makes a picture and writes it into its folder with the
 * jobId in the name. It says no hello, answers no other word, and overwrites its one pending job.
 */
export function actAsSeedProject(
  client: PlainClient,
  folder: string,
  paint: (jobId: string) => Promise<Painting>,
): void {
  client.socket.on('message', (data, isBinary) => {
    if (isBinary) return
    const message = JSON.parse((data as Buffer).toString('utf8')) as { type?: unknown; jobId?: unknown }
    if (message.type !== 'capture' || typeof message.jobId !== 'string') return
    void paint(message.jobId).then(({ bytes, fileName }) => writeFile(join(folder, fileName), bytes))
  })
}

/** As a careful program saves: it appears whole, dated as its machine's clock says. */
export async function saveWhole(folder: string, { bytes, fileName }: Painting, clockOffMs = 0): Promise<string> {
  const path = join(folder, fileName)
  await writeFile(`${path}.tmp`, bytes)
  const at = new Date(Date.now() + clockOffMs)
  if (clockOffMs !== 0) await utimes(`${path}.tmp`, at, at)
  await rename(`${path}.tmp`, path)
  return path
}
