import type { Role } from '../../contract/app-state'

/** Protocols whose clients an operator may admit by address, without a token. */
export type LegacyProtocol = 'td' | 'tablet' | 'broker' | 'canvas'

/** What access needs to know of an address; which function answers it is the routers' affair. */
export interface RouteClass {
  name: string
  /**
   * public: nobody needs a credential (the pairing page alone). open: a loopback peer needs none.
   * closed: everybody needs one, on this machine too, because other programs and users share it.
   */
  need: 'public' | 'open' | 'closed'
  /** A document that people open by a link; the only thing that a foreign page may lead to. */
  page: boolean
  /** Credentials that are enough; a peer without one (open, legacy) is judged by the feature behind. */
  roles: readonly Role[]
  protocol: LegacyProtocol | null
  /** A room's code that the console gave out is enough. */
  room: boolean
}

const everyone = ['console', 'kiosk', 'tablet', 'program'] as const satisfies readonly Role[]
const operator = ['console', 'program'] as const satisfies readonly Role[]
const drawers = ['console', 'tablet', 'program'] as const satisfies readonly Role[]
const screens = ['console', 'kiosk', 'program'] as const satisfies readonly Role[]

function open(name: string, protocol: LegacyProtocol | null, page = false): RouteClass {
  return { name, need: 'open', page, roles: everyone, protocol, room: protocol === 'canvas' }
}

function closed(name: string, roles: readonly Role[], page = false): RouteClass {
  return { name, need: 'closed', page, roles, protocol: null, room: false }
}

function byRoom(route: RouteClass): RouteClass {
  return { ...route, room: true }
}

const unknown = closed('unknown', everyone)
const rootPage = open('root', 'tablet', true)
const tabletFile = open('tablet-file', 'tablet')

/** The first path that matches holds; a trailing slash means everything below as well. */
const table: readonly (readonly [path: string, RouteClass])[] = [
  ['/pair', { name: 'pair', need: 'public', page: true, roles: everyone, protocol: null, room: false }],
  ['/health', open('health', 'broker')],
  ['/td/', open('td', 'td')],
  ['/ws', open('ws', 'canvas')],
  ['/canvas/ws', open('canvas-ws', 'canvas')],
  ['/canvas', byRoom(closed('canvas-page', drawers, true))],
  ['/canvas/qr.svg', byRoom(closed('canvas-qr', drawers))],
  ['/jobs/', open('jobs', 'broker')],
  ['/openapi.json', open('openapi', 'broker')],
  ['/docs', open('docs', 'broker', true)],
  ['/api/', open('api', 'tablet')],
  ['/qr.png', open('qr', 'tablet')],
  ['/d/', open('d', 'tablet', true)],
  ['/console', closed('console-page', operator, true)],
  ['/console/ws', closed('console-socket', screens)],
  ['/kiosk', closed('kiosk-page', screens, true)],
  ['/assets/', byRoom(closed('assets', everyone))],
  ['/media/guest-codes/', closed('guest-codes', ['console', 'kiosk', 'tablet'])],
  ['/media/rooms/', closed('rooms', operator)],
  ['/media/outputs/', closed('outputs', operator)],
  ['/media/', closed('media', everyone)],
  ['/originals/', closed('originals', screens)],
  ['/uploads', closed('uploads', operator)],
  ['/events/', closed('events', operator)],
  ['/zips/', closed('zips', operator)],
  ['/commands/', closed('commands', everyone)],
]

function matches(pattern: string, path: string): boolean {
  if (!pattern.endsWith('/')) return path === pattern
  return path.startsWith(pattern) || path === pattern.slice(0, -1)
}

/** WebSockets on `/`: a room is the canvas, an Origin is a browser, anything else TouchDesigner until it says hello. */
function rootSocket(hasRoom: boolean, hasOrigin: boolean): RouteClass {
  if (hasRoom) return open('root-canvas', 'canvas')
  return hasOrigin ? open('root-tablet', 'tablet') : open('root-td', 'td')
}

export interface RouteFacts {
  /** Decoded once, as the router sees it. */
  path: string
  upgrade: boolean
  hasRoom: boolean
  hasOrigin: boolean
  /** The operator has a page for tablets, and this only reads: what is no address of ours is a file of it. */
  ofTabletPage: boolean
}

/** Not one of our own addresses: a file of the operator's tablet page, where there is one. */
export function isForeignPath(path: string): boolean {
  return path !== '/' && !table.some(([pattern]) => matches(pattern, path))
}

/** An address that no line names needs a credential of anybody. */
export function routeClassOf(route: RouteFacts): RouteClass {
  if (route.path === '/') return route.upgrade ? rootSocket(route.hasRoom, route.hasOrigin) : rootPage
  const other = route.ofTabletPage ? tabletFile : unknown
  return table.find(([pattern]) => matches(pattern, route.path))?.[1] ?? other
}

/** Whether a room's code opens it. */
export function opensByRoom(path: string): boolean {
  return routeClassOf({ path, upgrade: false, hasRoom: false, hasOrigin: false, ofTabletPage: false }).room
}

/** The same judgement for requests that came by `app://`, where only the role counts. */
export function mayUse(role: Role, path: string): boolean {
  return routeClassOf({ path, upgrade: false, hasRoom: false, hasOrigin: false, ofTabletPage: false }).roles.includes(
    role,
  )
}
