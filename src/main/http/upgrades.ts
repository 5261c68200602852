import type { IncomingMessage, Server as HttpServer } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { Role } from '../../contract/app-state'
import { addresses } from '../../contract/addresses'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import type { Hub } from '../state'
import { attachConsoleSocket, frameLimitBytes } from './console-socket'
import type { Access } from './access'
import type { OpenConnections } from './open-connections'
import { plainAddress } from './hosts'
import type { Judge } from './judge'
import { refusalText, refuseUpgrade } from './refusal'
import { schemeOf } from './request-facts'
import { canvasFrameLimitBytes } from '../../contract/canvas-protocol'
import type { CanvasDoor } from '../canvas/canvas-door'
import type { TdDoor } from '../td/td-link'
import type { TdPeer } from '../td/td-socket'
import type { TabletDoor } from '../tablet/tablet-door'
import type { RateLimit } from './rate-limit'
import { seesLinks } from './tablet-rights'
import { canvasPeerOf, canvasSocketLimit, createKnocks, isCanvasAddress } from './canvas-upgrade'
import { createWaitingRoom } from './waiting-room'
import { createAdmission, roleNow, type AdmissionDeps } from './admission'

/** More tablets than any hall has. */
const tabletLimit = 100
/** More consoles than any hall has; each costs a mirror of the state. */
const viewerLimit = 100

export interface UpgradeDeps extends AdmissionDeps {
  judge: Judge
  /** Counts the wrong tokens of hellos with those of requests. */
  limit: Pick<RateLimit, 'mayGuess' | 'guessed'>
  connections: OpenConnections
  hub: Pick<Hub, 'connect'>
  /** Where TouchDesigner comes in. */
  td: TdDoor
  /** Where tablets' pages come in. */
  tablet: TabletDoor
  /** Where people draw. */
  canvas: CanvasDoor
  clock: Clock
  log: Log
}

type Admitted = Extract<Access, { allow: true }>

type Verdict =
  | { role: Role; access: Admitted }
  | { isTrusted: boolean; access: Admitted }
  | { tabletSees: boolean; access: Admitted }
  | { canvas: NonNullable<ReturnType<typeof canvasPeerOf>>; access: Admitted }
  | { status: number; message: string }

type TabletVerdict = Extract<Verdict, { tabletSees: boolean }>
type CanvasVerdict = Extract<Verdict, { canvas: unknown }>

/** Clients that say no hello are not pinged: the system finds out that they are gone. */
const canvasKeepAliveMs = 30_000

/** Judges every upgrade before it is accepted; returns what says goodbye to all sockets. */
export function serveUpgrades(server: HttpServer, deps: UpgradeDeps): () => void {
  // No compression: pictures do not shrink, and its memory per socket is a way to be filled up.
  const webSockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: frameLimitBytes })

  const tdSockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: deps.td.frameLimitBytes,
  })

  const tabletSockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: deps.tablet.frameLimitBytes,
  })

  const canvasSockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: canvasFrameLimitBytes,
  })

  const waiting = createWaitingRoom()
  const knocks = createKnocks(deps.clock)

  function joinCanvas(request: IncomingMessage, socket: Duplex, head: Buffer, verdict: CanvasVerdict): void {
    const { canvas: peer, access } = verdict
    const isWaiting = peer.rights === 'hello'
    const isFull = canvasSockets.clients.size >= canvasSocketLimit || (isWaiting && !waiting.hasRoom(peer.address))
    if (isFull || !knocks.mayKnock(peer.address)) return refuseUpgrade(socket, 503, 'Too many draw; try again later.')
    if (socket instanceof Socket) socket.setKeepAlive(true, canvasKeepAliveMs)
    canvasSockets.handleUpgrade(request, socket, head, (webSocket) => {
      const onHello = isWaiting ? waiting.enter(socket, peer.address) : () => undefined
      const isStillAdmitted = createAdmission(request, access, 'canvas', deps)
      deps.canvas.accept(webSocket, { ...peer, onHello, isStillAdmitted })
    })
  }

  function joinTablets(request: IncomingMessage, socket: Duplex, head: Buffer, verdict: TabletVerdict): void {
    if (tabletSockets.clients.size >= tabletLimit) return refuseUpgrade(socket, 503, 'Too many tablets are open.')
    tabletSockets.handleUpgrade(request, socket, head, (webSocket) => {
      const isStillAdmitted = createAdmission(request, verdict.access, 'tablet', deps)
      const origin = `${schemeOf(request)}://${request.headers.host ?? ''}`
      deps.tablet.accept(webSocket, { origin, seesLinks: verdict.tabletSees, isStillAdmitted })
    })
  }

  /** Only who is from beyond shows a token in its hello. */
  function guessesOf(address: string): TdPeer['guesses'] {
    const sender = { address, isHere: false }
    return { waitMs: () => deps.limit.mayGuess(sender), wrong: () => deps.limit.guessed(sender) }
  }

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', (error) => deps.log.debug('an upgrade broke off', { error: error.message }))
    const verdict = judgeUpgrade(request, deps.judge, webSockets.clients.size)
    if ('status' in verdict) return refuseUpgrade(socket, verdict.status, verdict.message)
    holdFor(verdict.access.tokenId, socket, deps.connections)
    if ('tabletSees' in verdict) return joinTablets(request, socket, head, verdict)
    if ('canvas' in verdict) return joinCanvas(request, socket, head, verdict)
    if ('isTrusted' in verdict) {
      const { isTrusted, access } = verdict
      const address = plainAddress(request.socket.remoteAddress ?? '')
      if (!isTrusted && !waiting.hasRoom(address)) return refuseUpgrade(socket, 503, 'Too many wait to say hello.')
      return tdSockets.handleUpgrade(request, socket, head, (webSocket) => {
        const onHello = isTrusted ? () => undefined : waiting.enter(socket, address)
        const isStillAdmitted = createAdmission(request, access, 'td', deps)
        deps.td.accept(webSocket, { address, isTrusted, onHello, isStillAdmitted, guesses: guessesOf(address) })
      })
    }
    const { role, access } = verdict
    const { tokenId } = access
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      attachConsoleSocket(webSocket, { ...deps, role, tokenId, stillAllowed: () => roleNow(request, deps) === role })
    })
  })
  return () => {
    for (const { clients } of [webSockets, tdSockets, tabletSockets, canvasSockets])
      for (const client of clients) client.close(1001, 'closing')
  }
}

function holdFor(tokenId: string | null, socket: Duplex, connections: OpenConnections): void {
  if (tokenId !== null)
    socket.once(
      'close',
      connections.hold(tokenId, () => void socket.destroy()),
    )
}

function judgeUpgrade(request: IncomingMessage, judge: Judge, viewers: number): Verdict {
  const url = urlOf(request)
  if (!url) return { status: 400, message: 'The address cannot be read.' }
  const access = judge(request, url, true)
  if (!access.allow) return { status: access.refuse, message: refusalText[access.reason] }
  if (isCanvasAddress(url)) {
    const canvas = canvasPeerOf(request, url, access)
    if (!canvas) return { status: 400, message: 'That is no name of a room.' }
    return { canvas, access }
  }
  const other = judgeOther(request, url, access)
  if (other) return other
  // No role: a peer that needs none elsewhere; the console's socket is for credentials alone.
  if (url.pathname !== addresses.socket || access.role === null)
    return { status: 404, message: 'There is no socket here.' }
  if (viewers >= viewerLimit) return { status: 503, message: 'Too many consoles are open.' }
  return { role: access.role, access }
}

/** `/` and `/td`: TouchDesigner, unless the address or the browser's Origin says otherwise. Null for other addresses. */
function judgeOther(request: IncomingMessage, url: URL, access: Admitted): Verdict | null {
  const isRoot = url.pathname === '/'
  if (!isRoot && url.pathname !== addresses.td) return null
  if (request.headers.origin !== undefined) {
    if (!isRoot) return { status: 403, message: 'A page is no TouchDesigner.' }
    return { tabletSees: seesLinks(access, request), access }
  }
  if (access.role !== null && access.role !== 'program') return { status: 403, message: refusalText.role }
  return { isTrusted: access.by !== 'hello', access }
}

function urlOf(request: IncomingMessage): URL | null {
  try {
    // Only path and query are used: under which name we were called is judged from the Host header.
    return new URL(request.url ?? '/', 'http://localhost')
  } catch (error) {
    if (error instanceof TypeError) return null
    throw error
  }
}
