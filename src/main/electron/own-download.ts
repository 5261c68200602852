import type { WindowRole } from './own-address'

export interface OfferedFile {
  /** Where its bytes come from. */
  url: string
  name: string
  mediaType: string
}

/** The settings as a file, made by the console's own page, are all that a window may keep; the system asks where. */
export function mayKeep(role: WindowRole, { url, name, mediaType }: OfferedFile): boolean {
  if (role !== 'console' || mediaType !== 'application/json') return false
  return url.startsWith('blob:app://photocall/') && /^photocall-settings-\d{4}-\d{2}-\d{2}\.json$/.test(name)
}
