import type { IncomingMessage } from 'node:http'
import type { Access } from './access'
import { isLoopbackAddress } from './hosts'
import { wasForwarded } from './request-facts'

type Admitted = Extract<Access, { allow: true }>

const isScreen = ({ role }: Admitted): boolean => role === 'console' || role === 'kiosk' || role === 'tablet'

/** Guests' links are for their screens, for tablets that the operator let in, and for programs of this machine. */
export function seesLinks(access: Admitted, request: IncomingMessage): boolean {
  if (isScreen(access) || access.by === 'loopback' || access.by === 'legacy') return true
  const isHere = !wasForwarded(request) && isLoopbackAddress(request.socket.remoteAddress ?? '')
  return access.role === 'program' && isHere
}

/** A program may bring results; what a browser sent is somebody's page, whatever it says. */
export function isProgram(access: Admitted, request: Request): boolean {
  const isPage = request.headers.has('origin') || request.headers.has('sec-fetch-site')
  return !isPage && !isScreen(access) && access.by !== 'legacy'
}
