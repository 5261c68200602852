import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { request, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { WebSocket } from 'ws'
import { addresses } from '../src/contract/addresses'
import { pressOutput } from '../src/contract/commands'
import { writeFrame } from '../src/main/td/frame'
import { median, type Bench, type BenchRow } from './bench'
import { cameraPicture } from './pictures'
import { opened, residentMb, started } from './processes'
import { seldomCollect } from './seldom-collect'

const viewers = 3
const framesPerSec = 30
const framesPerTurn = 150
const turns = 2
const captures = 10
const stampBytes = 8
const floorName = 'bare ws relay in a process of its own'

/** Where frames go in, and who sees them; both sides are other processes. */
interface Side {
  source: WebSocket
  /** Opens one viewer; `seen` gets every frame. */
  watch(seen: (frame: Buffer) => void): Promise<() => void>
  pid: number
  close(): void
}

export const tdBench: Bench = {
  name: 'td',
  run: async (say): Promise<BenchRow[]> => {
    seldomCollect()
    const dir = mkdtempSync(join(tmpdir(), 'photocall-bench-'))
    const frame = await frameOf200kB()
    const [booth, relay] = [await openBooth(dir), await openRelay()]
    const ours: Turn[] = []
    const bare: Turn[] = []
    for (let turn = 0; turn < turns; turn++) {
      bare.push(await stream(relay, frame))
      ours.push(await stream(booth, frame))
    }
    const rssBefore = residentMb(booth.pid)
    const unstick = await booth.stuck()
    const besideStuck = await stream(booth, frame)
    const rssAfter = residentMb(booth.pid)
    unstick()
    const delays = await booth.captureDelays(captures, frame)
    say(
      `frames of ${(frame.length / 1000).toFixed(0)} kB; one stuck viewer: ${rssBefore.toFixed(0)} to ${rssAfter.toFixed(0)} MB`,
    )
    for (const side of [booth, relay]) side.close()
    rmSync(dir, { recursive: true, force: true })
    return [
      row('live picture, frames to three viewers', '1/s', rate(ours), rate(bare), {
        kind: 'at least times the floor',
        limit: 0.9,
      }),
      row('live picture, p99 from sending to seeing', 'ms', p99(ours), p99(bare), {
        kind: 'at most above the floor',
        limit: 5,
      }),
      {
        ...row('the same beside a stuck viewer', '1/s', rate([besideStuck]), rate(ours), {
          kind: 'at least times the floor',
          limit: 0.9,
        }),
        floorName: 'without it',
      },
      {
        ...row('memory of the console beside a stuck viewer', 'MB', rssAfter, rssBefore, { kind: 'reported' }),
        floorName: 'before it',
      },
      { ...row('capture message after zero, median', 'ms', median(delays), null, { kind: 'reported' }), floorName: '' },
    ]
  },
}

function row(measure: string, unit: string, ours: number, floor: number | null, aim: BenchRow['aim']): BenchRow {
  return { measure, unit, ours, floor, floorName, aim }
}

interface Turn {
  delaysMs: number[]
  seconds: number
}

const rate = (all: readonly Turn[]) =>
  all.reduce((sum, { delaysMs }) => sum + delaysMs.length, 0) / all.reduce((sum, { seconds }) => sum + seconds, 0)

function p99(all: readonly Turn[]): number {
  const sorted = all.flatMap(({ delaysMs }) => delaysMs).sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length * 0.99)] ?? NaN
}

/** Frames at an even pace; each tells when it was sent. */
async function stream(side: Side, frame: Buffer): Promise<Turn> {
  const delaysMs: number[] = []
  const seen = (bytes: Buffer) => delaysMs.push(performance.now() - bytes.readDoubleBE(bytes.length - stampBytes))
  const leave = await Promise.all(Array.from({ length: viewers }, () => side.watch(seen)))
  const beganAtMs = performance.now()
  for (let number = 0; number < framesPerTurn; number++) {
    await until(beganAtMs + (number * 1000) / framesPerSec)
    const stamp = Buffer.alloc(stampBytes)
    stamp.writeDoubleBE(performance.now())
    side.source.send(Buffer.concat([frame, stamp]))
  }
  await until(performance.now() + 500)
  for (const end of leave) end()
  return { delaysMs, seconds: framesPerTurn / framesPerSec }
}

const until = (atMs: number) => new Promise((resolve) => setTimeout(resolve, Math.max(0, atMs - performance.now())))

async function frameOf200kB(): Promise<Buffer> {
  const picture = await cameraPicture(1920, 1080)
  const wanted = 200_000
  // what follows a JPEG's end is nobody's picture: the frame is as heavy as a busy scene
  return picture.length >= wanted ? picture : Buffer.concat([picture, Buffer.alloc(wanted - picture.length)])
}

async function openRelay(): Promise<Side> {
  const { child, line } = await started('relay-server.cjs', [])
  const port = Number(line)
  const source = await opened(`ws://127.0.0.1:${port}/in`)
  return {
    source,
    async watch(seen) {
      const viewer = await opened(`ws://127.0.0.1:${port}/out`)
      viewer.on('message', (data) => seen(data as Buffer))
      return () => viewer.terminate()
    },
    pid: child.pid ?? 0,
    close() {
      source.terminate()
      child.kill()
    },
  }
}

interface BoothSide extends Side {
  /** A viewer that never reads; call what it gives to let it go. */
  stuck(): Promise<() => void>
  /** From zero to the capture message, milliseconds. */
  captureDelays(count: number, original: Buffer): Promise<number[]>
}

async function openBooth(dir: string): Promise<BoothSide> {
  const dataDir = join(dir, 'data')
  const { child } = await started('null-server.cjs', [dataDir, join(dir, 'share')])
  const { port, token } = JSON.parse(readFileSync(join(dataDir, 'cli-token'), 'utf8')) as {
    port: number
    token: string
  }
  const headers = { authorization: `Bearer ${token}` }
  const source = await opened(`ws://127.0.0.1:${port}${addresses.td}`)
  source.send(JSON.stringify({ type: 'hello', role: 'touchdesigner', name: 'bench', protocol: 1 }))
  const live = () => answerOf({ port, path: addresses.live, headers })

  const address = `http://127.0.0.1:${port}${addresses.command('capture.press')}`

  /** A picture that is still being kept makes a press a duplicate: then once more. */
  async function press(): Promise<void> {
    const body = JSON.stringify({ source: 'touchdesigner', countdownSec: 1 })
    const type = { 'content-type': 'application/json' }
    const answer = await fetch(address, { method: 'POST', headers: { ...headers, ...type }, body })
    const { duplicate } = pressOutput.parse(await answer.json())
    if (!duplicate) return
    await until(performance.now() + 100)
    return press()
  }

  return {
    source,
    async watch(seen) {
      const answer = await live()
      answer.on('data', multipartReader(seen))
      return () => answer.destroy()
    },
    async stuck() {
      const answer = await live()
      answer.pause()
      return () => answer.destroy()
    },
    async captureDelays(count, original) {
      const delays: number[] = []
      let zeroAtMs = 0
      let taken = (): void => undefined
      source.on('message', (data, isBinary) => {
        const message = isBinary
          ? null
          : (JSON.parse((data as Buffer).toString()) as { type: string; jobId: string; remainingMs: number })
        if (message?.type === 'countdown') zeroAtMs = performance.now() + message.remainingMs
        if (message?.type !== 'capture') return
        delays.push(performance.now() - zeroAtMs)
        source.send(writeFrame({ kind: 'original', jobId: message.jobId, mediaType: 'image/jpeg' }, original))
        taken()
      })
      for (let number = 0; number < count; number++) {
        const done = new Promise<void>((resolve) => (taken = resolve))
        await press()
        await done
      }
      return delays
    },
    pid: child.pid ?? 0,
    close() {
      source.terminate()
      child.kill()
    },
  }
}

/** Parts with a Content-Length, whatever pieces they come in. */
function multipartReader(seen: (frame: Buffer) => void): (chunk: Buffer) => void {
  let chunks: Buffer[] = []
  let size = 0
  let wanted = 0
  return (chunk) => {
    chunks.push(chunk)
    size += chunk.length
    while (size >= wanted) {
      const bytes = Buffer.concat(chunks)
      const headEnd = bytes.indexOf('\r\n\r\n')
      const length = Number(/Content-Length: (\d+)/.exec(bytes.toString('latin1', 0, Math.max(0, headEnd)))?.[1] ?? NaN)
      wanted = Number.isNaN(length) ? size + 1 : headEnd + 4 + length
      chunks = [bytes]
      if (size < wanted) return
      seen(bytes.subarray(headEnd + 4, wanted))
      chunks = [bytes.subarray(wanted)]
      size -= wanted
      wanted = 0
      if (size === 0) return
    }
  }
}

function answerOf(asked: { port: number; path: string; headers: Record<string, string> }): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', agent: false, ...asked }, resolve)
    sent.on('error', reject)
    sent.end()
  })
}
