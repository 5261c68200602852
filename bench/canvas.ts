import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { WebSocket } from 'ws'
import { addresses } from '../src/contract/addresses'
import type { Bench, BenchRow } from './bench'
import { cameraPicture } from './pictures'
import { opened, residentMb, started } from './processes'
import { seldomCollect } from './seldom-collect'

const rooms = 30
const clientsPerRoom = 4
const framesPerSec = 12
const secondsPerTurn = 8
const turns = 3
const floorName = 'bare ws relay in a process of its own'

/** Where rooms are, in a process of its own, with everybody in them. */
interface Side {
  drawers: WebSocket[]
  /** Called for every frame that a receiver gets. */
  onFrame(seen: (frame: Buffer) => void): void
  rssMb(): number
  close(): void
}

interface Turn {
  delaysMs: number[]
  seconds: number
}

export const canvasBench: Bench = {
  name: 'canvas',
  run: async (say): Promise<BenchRow[]> => {
    seldomCollect()
    const dir = mkdtempSync(join(tmpdir(), 'photocall-bench-'))
    const picture = `data:image/jpeg;base64,${(await cameraPicture(400, 400)).toString('base64')}`
    const booth = await openSide('null-server.cjs', [join(dir, 'data'), join(dir, 'share')], () => boothUrl(dir))
    const relay = await openSide('relay-server.cjs', [], (line) => `ws://127.0.0.1:${line}/room`)
    say(`frames of ${(picture.length / 1000).toFixed(0)} kB, ${rooms} rooms of ${clientsPerRoom}`)
    await draw(booth, picture)
    await draw(relay, picture)
    const rssBefore = booth.rssMb()
    const ours: Turn[] = []
    const bare: Turn[] = []
    for (let turn = 0; turn < turns; turn++) {
      bare.push(await draw(relay, picture))
      ours.push(await draw(booth, picture))
    }
    const rssAfter = booth.rssMb()
    for (const side of [booth, relay]) side.close()
    rmSync(dir, { recursive: true, force: true })
    const rate = { kind: 'at least times the floor', limit: 0.9 } as const
    const delay = { kind: 'at most above the floor', limit: 5 } as const
    const memory = { kind: 'at most times the floor', limit: 1.25 } as const
    return [
      row('drawing rooms, live pictures received', '1/s', rateOf(ours), rateOf(bare), rate),
      row('drawing rooms, p99 from drawing to seeing', 'ms', p99Of(ours), p99Of(bare), delay),
      { ...row('memory after that', 'MB', rssAfter, rssBefore, memory), floorName: 'before it' },
    ]
  },
}

function row(measure: string, unit: string, ours: number, floor: number, aim: BenchRow['aim']): BenchRow {
  return { measure, unit, ours, floor, floorName, aim }
}

const rateOf = (all: readonly Turn[]) =>
  all.reduce((sum, { delaysMs }) => sum + delaysMs.length, 0) / all.reduce((sum, { seconds }) => sum + seconds, 0)

function p99Of(all: readonly Turn[]): number {
  const sorted = all.flatMap(({ delaysMs }) => delaysMs).sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length * 0.99)] ?? NaN
}

/** One draws in each room, and all in turn; each frame tells when it was drawn. */
async function draw({ drawers, onFrame }: Side, picture: string): Promise<Turn> {
  const delaysMs: number[] = []
  onFrame((frame) => delaysMs.push(performance.now() - Number(frame.toString('latin1', 13, 29))))
  const beganAtMs = performance.now()
  const frames = secondsPerTurn * framesPerSec * rooms
  for (let number = 0; number < frames; number++) {
    await until(beganAtMs + (number * 1000) / (framesPerSec * rooms))
    const atMs = performance.now().toFixed(4).padStart(16)
    drawers[number % rooms]?.send(`{"drawnAtMs":${atMs},"type":"draw","payload":"${picture}"}`)
  }
  await until(performance.now() + 500)
  onFrame(() => undefined)
  return { delaysMs, seconds: secondsPerTurn }
}

const until = (atMs: number) =>
  atMs <= performance.now()
    ? Promise.resolve()
    : new Promise((resolve) => setTimeout(resolve, atMs - performance.now()))

function boothUrl(dir: string): string {
  const { port } = JSON.parse(readFileSync(join(dir, 'data', 'cli-token'), 'utf8')) as { port: number }
  return `ws://127.0.0.1:${port}${addresses.canvasSocket}`
}

async function openSide(program: string, args: readonly string[], urlOf: (line: string) => string): Promise<Side> {
  const { child, line } = await started(program, args)
  const url = urlOf(line)
  const drawers: WebSocket[] = []
  const all: WebSocket[] = []
  let seen: (frame: Buffer) => void = () => undefined
  for (let room = 0; room < rooms; room++) {
    for (let place = 0; place < clientsPerRoom; place++) {
      const socket = await opened(`${url}?room=R${room}`)
      all.push(socket)
      if (place === 0) drawers.push(socket)
      else socket.on('message', (data) => (data as Buffer).length > 1000 && seen(data as Buffer))
    }
  }
  return {
    drawers,
    onFrame: (next) => void (seen = next),
    rssMb: () => residentMb(child.pid ?? 0),
    close() {
      for (const socket of all) socket.terminate()
      child.kill()
    },
  }
}
