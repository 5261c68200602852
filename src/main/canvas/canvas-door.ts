import type { WebSocket } from 'ws'
import { canvasBeatMs, type CanvasJobFacts, type CanvasRoomFacts } from '../../contract/canvas-protocol'
import type { CanvasClient, CanvasPeer } from './canvas-client'
import { attachCanvasSocket, type CanvasSocketDeps } from './canvas-socket'

/** Where a WebSocket of a canvas client comes in. */
export interface CanvasDoor {
  accept(socket: WebSocket, peer: CanvasPeer): void
}

/** What pages are told of the booth, apart from what the room itself knows. */
export type BoothFacts = Pick<CanvasRoomFacts, 'joinUrl' | 'blocked' | 'consent' | 'language'>

/** Rooms, their sockets, and what clients that said hello are told: their room, and the jobs that they asked for. */
export interface Canvas extends CanvasDoor {
  /** Something that pages show has changed. */
  changed(): void
  /** How a job goes on; nothing happens where no client asked for it. */
  jobChanged(jobId: string): void
  close(): void
}

/** Changes within this time are told at once. */
const gatherMs = 100
const jobGatherMs = 250
/** Jobs whose client is remembered: who comes back hears how its picture went on. */
const jobsRemembered = 500

export function createCanvas(
  deps: Omit<CanvasSocketDeps, 'onHello' | 'onGone' | 'use'> & {
    boothFacts(client: CanvasClient): BoothFacts
    /** Null where it is no job any more. */
    jobFacts(jobId: string): CanvasJobFacts | null
    /** "Use this drawing": answers the job's id. Throws AppError where none is made. */
    use(client: CanvasClient, asked: Parameters<CanvasSocketDeps['use']>[1]): Promise<string>
  },
): Canvas {
  const { rooms, clock } = deps
  const greeted = new Set<CanvasClient>()
  /** By job: the client's key. */
  const askers = new Map<string, string>()
  const changedJobs = new Set<string>()
  const told = new WeakMap<CanvasClient, string>()
  let stopGather: (() => void) | null = null
  let stopJobs: (() => void) | null = null
  let stopBeat: (() => void) | null = null

  function tellRoom(client: CanvasClient, isBeat: boolean): void {
    const room = rooms.find(client.room)
    if (!room) return
    const members = room.members()
    const facts = {
      room: room.name,
      clients: members.length,
      receivers: members.filter((member) => member.isReceiver()).length,
      hasPicture: room.revision() > 0,
      ...deps.boothFacts(client),
    }
    const known = JSON.stringify(facts)
    if (!isBeat && told.get(client) === known) return
    told.set(client, known)
    client.tell({ type: 'room', payload: { ...facts, nowMs: clock.nowMs() } })
  }

  function changed(): void {
    if (greeted.size === 0) return
    stopGather ??= clock.after(gatherMs, () => {
      stopGather = null
      for (const client of greeted) tellRoom(client, false)
    })
  }

  function beat(): void {
    for (const client of greeted) tellRoom(client, true)
    stopBeat = greeted.size > 0 ? clock.after(canvasBeatMs, beat) : null
  }

  function tellJob(client: CanvasClient, jobId: string): void {
    const facts = deps.jobFacts(jobId)
    if (facts) client.tell({ type: 'job', payload: facts })
  }

  function tellJobs(): void {
    stopJobs = null
    for (const jobId of changedJobs) {
      for (const client of greeted) if (client.key === askers.get(jobId)) tellJob(client, jobId)
    }
    changedJobs.clear()
  }

  function jobChanged(jobId: string): void {
    if (!askers.has(jobId)) return
    changedJobs.add(jobId)
    stopJobs ??= clock.after(jobGatherMs, tellJobs)
  }

  function onHello(client: CanvasClient): void {
    for (const other of greeted) if (other !== client && other.key === client.key) other.replace()
    greeted.add(client)
    stopBeat ??= clock.after(canvasBeatMs, beat)
    tellRoom(client, true)
    for (const [jobId, key] of askers) if (key === client.key) tellJob(client, jobId)
    changed()
  }

  async function use(client: CanvasClient, asked: Parameters<CanvasSocketDeps['use']>[1]): Promise<void> {
    const jobId = await deps.use(client, asked)
    askers.set(jobId, client.key)
    // a Map keeps the order of insertion: the first are the oldest
    for (const oldest of askers.keys()) if (askers.size > jobsRemembered) askers.delete(oldest)
    tellJob(client, jobId)
  }

  rooms.onChange(changed)

  return {
    accept: (socket, peer) =>
      attachCanvasSocket(socket, peer, { ...deps, onHello, use, onGone: (client) => void greeted.delete(client) }),
    changed,
    jobChanged,
    close() {
      for (const stop of [stopGather, stopJobs, stopBeat]) stop?.()
      greeted.clear()
      rooms.closeAll()
    },
  }
}
