import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { WebSocketServer, type WebSocket } from 'ws'
import type { RecordedJob } from './recorded-job'
import type { RecordedLine } from './recording'

/** A server that plays one job of a recording of the real one to whoever submits a graph, under that client's ids. */
export interface RecordedServer {
  url: string
  close(): Promise<void>
}

/** `replyLast`: a proxy keeps the reply to the submission back until all else has been told. */
export async function startRecordedServer(job: RecordedJob, { replyLast }: { replyLast: boolean }) {
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  const server = createServer((request, response) => void answer(request, response))
  const arrivals: (() => void)[] = []
  let socket: WebSocket | null = null
  let ids: { own: string; mark: string } | null = null
  let place: 'nowhere' | 'queue' | 'history' = 'nowhere'
  let isDown = false

  server.on('upgrade', (request, stream, head) => {
    if (isDown) return void stream.destroy()
    sockets.handleUpgrade(request, stream, head, (opened) => {
      socket = opened
      opened.on('close', () => (socket = socket === opened ? null : socket))
      opened.send(JSON.stringify(job.greeting))
      for (const arrived of arrivals.splice(0)) arrived()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    if (isDown) return void request.socket.destroy()
    const { pathname: path, searchParams } = new URL(request.url ?? '/', 'http://recorded')
    const reply = (body: unknown, status = 200) => {
      const isText = typeof body === 'string'
      response.writeHead(status, { 'content-type': isText ? 'text/plain' : 'application/json' })
      response.end(isText ? body : JSON.stringify(body))
    }
    if (path === '/prompt') {
      submitted(JSON.parse(Buffer.concat(chunks).toString()) as { prompt_id: string })
      const replied = () => reply(inOwnIds(job.reply), job.status)
      if (!replyLast) replied()
      await play()
      if (replyLast) replied()
    } else if (path === '/queue') reply({ queue_running: place === 'queue' ? [queueItem()] : [], queue_pending: [] })
    else if (path.startsWith('/history')) reply(path.endsWith(`/${ids?.own}`) && place === 'history' ? history() : {})
    else if (path === '/view') reply(`bytes of ${searchParams.get('filename')}`)
    else reply({ system: {}, devices: [] })
  }

  function submitted({ prompt_id }: { prompt_id: string }): void {
    ids = { own: job.honoursIds ? prompt_id : job.promptId, mark: prompt_id }
    if (job.status === 200) place = 'queue'
  }

  const inOwnIds = <T>(value: T): T =>
    value === undefined || !ids
      ? value
      : (JSON.parse(JSON.stringify(value).replaceAll(job.promptId, ids.own)) as typeof value)
  const queueItem = () => [1, ids?.own, {}, { photocall: ids?.mark }, []]
  const history = () => inOwnIds({ [job.promptId]: job.history })

  async function play(): Promise<void> {
    for (const line of job.after) {
      await turn()
      if (line.dir === 'ws' && line !== job.greetingLine) send(line)
      else if (line.dir === 'ws-open') await connected()
      else if (line.dir === 'ws-close') socket?.terminate()
      else if (line.dir === 'note') befall(line.note)
      place = job.placeAfter(line) ?? place
    }
  }

  function connected(): Promise<void> {
    return new Promise((resolve) => (socket ? resolve() : arrivals.push(resolve)))
  }

  function befall(note: string): void {
    if (note.startsWith('server SIGKILLed')) {
      isDown = true
      socket?.terminate()
    }
    if (note.startsWith('server up again')) isDown = false
  }

  function send({ msg }: Extract<RecordedLine, { dir: 'ws' }>): void {
    const own = inOwnIds(msg)
    socket?.send(own.binary ? frameOf(own) : JSON.stringify(own))
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      socket?.terminate()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A binary frame again; of its picture only the first bytes were recorded, the rest is nothing. */
function frameOf(msg: Record<string, unknown>): Buffer {
  const { event, len, meta, head_hex } = msg as { event: number; len: number; meta?: object; head_hex: string }
  const frame = Buffer.alloc(len)
  if (event !== 4) {
    Buffer.from(head_hex, 'hex').copy(frame)
    return frame
  }
  const metadata = Buffer.from(JSON.stringify(meta))
  return Buffer.concat([u32(4), u32(metadata.length), metadata, Buffer.alloc(Math.max(1, len - 8 - metadata.length))])
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
