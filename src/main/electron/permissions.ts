import { isOwnUrl, type WindowRole } from './own-address'

export interface PermissionFacts {
  role: WindowRole
  permission: string
  /** Address or origin of the page that asks. */
  url: string
  mediaTypes: readonly string[]
}

const ofBoth = new Set(['fullscreen', 'screen-wake-lock'])
/** The operator copies addresses and codes; guests have nothing to copy. */
const ofConsole = new Set(['clipboard-sanitized-write'])

/**
 * What pages may know without asking. The labels of cameras depend on this answer for `audio` (Electron asks for nothing
 * else before it tells them); taking pictures or sound still goes through `mayUse`.
 */
export function mayKnow({ role, permission, url }: Omit<PermissionFacts, 'mediaTypes'>) {
  return permission === 'media' ? isOwnUrl(url) : mayUse({ role, permission, url, mediaTypes: [] })
}

/** What pages of the app may use: the camera without its microphone, and what keeps a screen a screen. Nothing else. */
export function mayUse({ role, permission, url, mediaTypes }: PermissionFacts) {
  if (!isOwnUrl(url)) return false
  if (permission === 'media') return mediaTypes.length > 0 && mediaTypes.every((type) => type === 'video')
  return ofBoth.has(permission) || (role === 'console' && ofConsole.has(permission))
}
