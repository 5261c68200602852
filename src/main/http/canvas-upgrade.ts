import type { IncomingMessage } from 'node:http'
import { addresses } from '../../contract/addresses'
import { roomNameOf } from '../../contract/canvas-protocol'
import type { CanvasPeer } from '../canvas/canvas-client'
import type { Clock } from '../lib/clock'
import type { Access } from './access'
import { plainAddress } from './hosts'

/** Of all rooms together: more than any hall has, and room for consoles and pictures beside them. */
export const canvasSocketLimit = 300

const socketPaths: readonly string[] = [addresses.canvasSocket, '/ws']

/** `/canvas/ws`, `/ws`, and `/` where the address has a `room`, even an empty one. */
export function isCanvasAddress(url: URL): boolean {
  return socketPaths.includes(url.pathname) || (url.pathname === '/' && url.searchParams.has('room'))
}

/** Who knocks at a room; null where the address names something that is no room's name. */
export function canvasPeerOf(
  request: IncomingMessage,
  url: URL,
  access: Extract<Access, { allow: true }>,
): Omit<CanvasPeer, 'onHello' | 'isStillAdmitted'> | null {
  const asked = url.searchParams.get('room')
  const room = roomNameOf(asked)
  if (room === null) return null
  const isGuest = access.by === 'room' || access.role === 'tablet' || access.role === 'kiosk'
  const rights = access.by === 'room' ? 'given' : access.by === 'hello' ? 'hello' : 'any'
  const address = plainAddress(request.socket.remoteAddress ?? '')
  return { address, room: asked === null ? null : room, rights, isGuest }
}

/** How often one address may connect: a hall whose network comes back does so at once, a page gone wrong for ever. */
export interface Knocks {
  mayKnock(address: string): boolean
}

const perSec = 20
const burst = 200
const rememberedAddresses = 1000

export function createKnocks(clock: Clock): Knocks {
  const left = new Map<string, { knocks: number; atMs: number }>()

  return {
    mayKnock(address) {
      const nowMs = clock.monotonicMs()
      const before = left.get(address) ?? { knocks: burst, atMs: nowMs }
      const knocks = Math.min(burst, before.knocks + ((nowMs - before.atMs) / 1000) * perSec)
      left.delete(address)
      left.set(address, { knocks: Math.max(0, knocks - 1), atMs: nowMs })
      // a Map keeps the order of insertion: the first has not knocked for longest
      for (const oldest of left.keys()) if (left.size > rememberedAddresses) left.delete(oldest)
      return knocks >= 1
    },
  }
}
