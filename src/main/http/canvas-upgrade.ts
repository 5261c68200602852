import { Socket } from 'node:net'
import { addresses } from '../../contract/addresses'
import { canvasFrameLimitBytes, roomNameOf } from '../../contract/canvas-protocol'
import type { CanvasPeer } from '../canvas/canvas-client'
import type { CanvasDoor } from '../canvas/canvas-door'
import type { Clock } from '../lib/clock'
import { createAdmission, type AdmissionDeps } from './admission'
import { plainAddress } from './hosts'
import { createKnocks } from './knocks'
import { createSockets, type AdmittedUpgrade, type UpgradeRoute } from './upgrade-route'
import type { WaitingRoom } from './waiting-room'

/** Of all rooms together: more than any hall has, and room for consoles and pictures beside them. */
const socketLimit = 300
/** Clients that say no hello are not pinged: the system finds out that they are gone. */
const keepAliveMs = 30_000

const socketPaths: readonly string[] = [addresses.canvasSocket, '/ws']

export interface CanvasUpgradeDeps extends AdmissionDeps {
  canvas: CanvasDoor
  waiting: WaitingRoom
  clock: Clock
}

/** Where people draw: `/canvas/ws`, `/ws`, and `/` where the address has a `room`, even an empty one. */
export function createCanvasRoute(deps: CanvasUpgradeDeps): UpgradeRoute {
  const sockets = createSockets(canvasFrameLimitBytes)
  const knocks = createKnocks(deps.clock)

  return {
    sockets,
    judge(upgrade) {
      if (!isCanvasAddress(upgrade.url)) return null
      const peer = peerOf(upgrade)
      if (!peer) return { status: 400, message: 'That is no name of a room.' }
      const isWaiting = peer.rights === 'hello'
      const isFull = sockets.clients.size >= socketLimit || (isWaiting && !deps.waiting.hasRoom(peer.address))
      if (isFull || !knocks.mayKnock(peer.address)) return { status: 503, message: 'Too many draw; try again later.' }
      return (socket, connection) => {
        if (connection instanceof Socket) connection.setKeepAlive(true, keepAliveMs)
        const onHello = isWaiting ? deps.waiting.enter(connection, peer.address) : () => undefined
        const isStillAdmitted = createAdmission(upgrade.request, upgrade.access, 'canvas', deps)
        deps.canvas.accept(socket, { ...peer, onHello, isStillAdmitted })
      }
    },
  }
}

function isCanvasAddress(url: URL): boolean {
  return socketPaths.includes(url.pathname) || (url.pathname === '/' && url.searchParams.has('room'))
}

/** Who knocks at a room; null where the address names something that is no room's name. */
function peerOf({ request, url, access }: AdmittedUpgrade): Omit<CanvasPeer, 'onHello' | 'isStillAdmitted'> | null {
  const asked = url.searchParams.get('room')
  const room = roomNameOf(asked)
  if (room === null) return null
  const isGuest = access.by === 'room' || access.role === 'tablet' || access.role === 'kiosk'
  const rights = access.by === 'room' ? 'given' : access.by === 'hello' ? 'hello' : 'any'
  const address = plainAddress(request.socket.remoteAddress ?? '')
  return { address, room: asked === null ? null : room, rights, isGuest }
}
