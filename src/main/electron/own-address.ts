import type { Role } from '../../contract/app-state'

/** Roles that windows of the app can have; decided by the window, never by what it sends. */
export type WindowRole = Extract<Role, 'console' | 'kiosk'>

export const appScheme = 'app'
export const appHost = 'photocall'
/** Served by the app itself, so that it works when the real pages do not. */
export const crashPath = '/crashed'

export function pageUrl(role: WindowRole) {
  return `${appScheme}://${appHost}/${role}`
}

export function crashUrl() {
  return `${appScheme}://${appHost}${crashPath}`
}

/** Node gives custom schemes no usable `origin`, so scheme and host are compared. False for anything that is no address. */
export function isOwnUrl(url: string) {
  const parsed = parse(url)
  return parsed !== null && parsed.protocol === `${appScheme}:` && parsed.host === appHost
}

/** Whether a window of this role may show the address: its page, or the page after repeated crashes. */
export function isPageOf(role: WindowRole, url: string) {
  const path = parse(url)?.pathname
  return isOwnUrl(url) && (path === `/${role}` || path === crashPath)
}

function parse(url: string) {
  try {
    return new URL(url)
  } catch {
    return null // hostile or empty text: nobody's address
  }
}
