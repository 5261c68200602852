import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { watch, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { addresses, shotTicketHeader, shutterMissHeader } from '../src/contract/addresses'
import { serverMessage, type ServerMessage } from '../src/contract/app-state'
import { captureView } from '../src/contract/capture'
import { pressOutput } from '../src/contract/commands'

/** A console outside of the booth's process: presses, and stands in for the camera with one JPEG. */
export interface BoothClient {
  /** From the press to the finished file under its final name, in milliseconds. */
  press(): Promise<{ elapsedMs: number; path: string }>
  /** Resolves when the booth has told that a file of this name is in the gallery. */
  seen(name: string): Promise<void>
  close(): Promise<void>
  /** Of the booth's main process. */
  pid: number
}

/** Starts the booth whose backend does nothing, without anybody who looks at it. */
export async function startServer({ dataDir, shareDir }: { dataDir: string; shareDir: string }) {
  const child = spawn(process.execPath, [join(__dirname, 'null-server.cjs'), dataDir, shareDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const pairUrl = new URL(await firstLine(child))
  async function stop(): Promise<void> {
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    await ended
  }
  return { pairUrl, pid: child.pid ?? 0, stop }
}

/** Starts the booth whose backend does nothing, pairs with it and becomes its camera. */
export async function openBooth(options: { dataDir: string; shareDir: string; jpeg: Buffer }): Promise<BoothClient> {
  const { shareDir, jpeg } = options
  const { pairUrl, pid, stop } = await startServer(options)
  const cookie = await pair(pairUrl)
  const socket = new WebSocket(new URL(addresses.socket, pairUrl), { headers: { cookie } })
  const replies = new Map<number, (message: ServerMessage & { type: 'reply' }) => void>()
  let lastId = 0

  const awaited = new Map<string, () => void>()
  const found = (value: unknown) => {
    const capture = captureView.safeParse(value)
    if (capture.success) awaited.get(capture.data.name)?.()
  }
  const command = async (name: string, input: unknown) => {
    const id = ++lastId
    const reply = new Promise<ServerMessage & { type: 'reply' }>((resolve) => replies.set(id, resolve))
    socket.send(JSON.stringify({ type: 'command', id, name, input }))
    const message = await reply
    if (!message.ok) throw new Error(`${name}: ${message.error.message}`)
    return message.output
  }
  socket.on('message', (data: Buffer) => {
    const message = serverMessage.parse(JSON.parse(data.toString()))
    if (message.type === 'reply') replies.get(message.id)?.(message)
    if (message.type === 'patch') for (const { value } of message.entries) found(value)
    if (message.type === 'shoot') void shoot(pairUrl, cookie, message, jpeg)
  })
  await once(socket, 'open')
  const camera = { status: 'ready', label: 'Bench', widthPx: 1920, heightPx: 1080, devices: [{ label: 'Bench' }] }
  await command('camera.report', camera)

  return {
    pid,
    async press() {
      const beganAtMs = performance.now()
      const { jobId } = pressOutput.parse(await command('capture.press', { countdownSec: 0 }))
      const path = await fileOf(shareDir, jobId)
      return { elapsedMs: performance.now() - beganAtMs, path }
    },
    seen: (name) => new Promise((resolve) => awaited.set(name, resolve)),
    async close() {
      socket.close()
      await stop()
    },
  }
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('The booth has no output.')
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return line.toString().trim()
}

async function pair(url: URL): Promise<string> {
  const body = new URLSearchParams({ code: url.searchParams.get('code') ?? '' })
  const { headers, status } = await fetch(new URL('/pair', url), { method: 'POST', body, redirect: 'manual' })
  const cookie = headers.get('set-cookie')?.split(';')[0]
  if (!cookie) throw new Error(`Pairing was answered with ${status}.`)
  return cookie
}

async function shoot(base: URL, cookie: string, asked: { jobId: string; ticket: string }, jpeg: Buffer) {
  const { jobId, ticket } = asked
  const headers = { cookie, 'content-type': 'image/jpeg', [shotTicketHeader]: ticket, [shutterMissHeader]: '0' }
  const body = new Uint8Array(jpeg)
  const { status } = await fetch(new URL(addresses.shot(jobId), base), { method: 'PUT', headers, body })
  if (status !== 204) throw new Error(`The picture was answered with ${status}.`)
}

/** Looks again whenever the folder changes, so that nothing but the file's own time counts. */
function fileOf(shareDir: string, jobId: string): Promise<string> {
  return new Promise((resolve) => {
    const watcher = watch(shareDir, look)
    function look() {
      const name = readdirSync(shareDir).find((one) => one.includes(jobId) && one.endsWith('.jpg'))
      if (name === undefined) return
      watcher.close()
      resolve(join(shareDir, name))
    }
    look()
  })
}
