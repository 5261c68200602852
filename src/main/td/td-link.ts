import type { WebSocket } from 'ws'
import type { TdPreviewWish, ToTouchDesigner } from '../../contract/td-protocol'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import type { LivePreview } from './live-preview'
import { factsIn } from './machine-facts'
import type { Machine, Machines } from './machines'
import { attachTdSocket, tdFrameLimitBytes, tdHeartbeatMs, type TdPeer } from './td-socket'
import type { TdWork } from './td-work'

/** Where a WebSocket of TouchDesigner comes in. */
export interface TdDoor {
  accept(socket: WebSocket, peer: TdPeer): void
  frameLimitBytes: number
}

/** What a machine is told of the booth, apart from what the link itself knows. */
export type BoothWords = Pick<Extract<ToTouchDesigner, { type: 'hello-ack' }>, 'folder' | 'imageType' | 'quality'>

/** Joins sockets, machines, the work in hand and the live picture. */
export interface TdLink extends TdDoor {
  /** Settings changed: whoever said hello hears what is new for it. */
  refresh(): void
}

export function createTdLink(deps: {
  machines: Machines
  work: TdWork
  live: LivePreview
  clock: Clock
  log: Log
  isToken(token: string): boolean
  wordsFor(machine: Machine): BoothWords
  previewWish: () => TdPreviewWish
}): TdLink {
  const { machines, work, live, clock, log } = deps
  /** What each machine was told last, so that only what is new is said. */
  const told = new Map<string, { ack: string; preview: string }>()

  /** Only the active machine, and only while somebody looks, costs its GPU anything. */
  function wishFor(machine: Machine): TdPreviewWish {
    const wish = deps.previewWish()
    const isSeen = live.viewers() > 0 && machines.standingOf(machine) === 'active'
    return isSeen ? wish : { ...wish, fps: 0 }
  }

  function greet(machine: Machine): void {
    told.delete(machine.id)
    refreshOne(machine)
  }

  function refreshOne(machine: Machine): void {
    if (!machine.saidHello) return
    const preview = wishFor(machine)
    const words = { standing: machines.standingOf(machine), ...deps.wordsFor(machine), heartbeatMs: tdHeartbeatMs }
    const now = { ack: JSON.stringify(words), preview: JSON.stringify(preview) }
    const before = told.get(machine.id)
    told.set(machine.id, now)
    if (before?.ack !== now.ack) machine.send({ type: 'hello-ack', protocol: 1, ...words, preview })
    else if (before.preview !== now.preview) machine.send({ type: 'preview', ...preview })
  }

  function refresh(): void {
    for (const { id } of machines.views()) {
      const machine = machines.find(id)
      if (machine && machines.isConnected(machine) && told.has(id)) refreshOne(machine)
    }
  }

  live.onChange(refresh)
  machines.onChange(refresh)
  machines.onGone(({ id }) => told.delete(id))

  return {
    frameLimitBytes: tdFrameLimitBytes,
    refresh,
    accept: (socket, peer) =>
      attachTdSocket(socket, peer, {
        ...{ machines, clock, log, isToken: deps.isToken },
        onHello: greet,
        onMessage(machine, message) {
          const facts = factsIn(message, machines.factsOf(machine))
          if (facts) machines.note(machine, facts)
          work.message(machine, message)
        },
        onFrame(machine, frame) {
          const { header, picture } = frame
          if (header.kind !== 'preview') return work.frame(machine, frame)
          if (machines.standingOf(machine) === 'active') live.push({ bytes: picture, mediaType: header.mediaType })
        },
      }),
  }
}
