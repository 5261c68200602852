import type { WindowRole } from './own-address'

export interface OfferedFile {
  /** Where its bytes come from. */
  url: string
  name: string
  mediaType: string
}

/**
 * What the console may keep: the settings as a file, made by its own page, what a workflow gave besides its picture, and
 * pictures as a ZIP.
 * The system asks where.
 */
export function mayKeep(role: WindowRole, { url, name, mediaType }: OfferedFile): boolean {
  if (role !== 'console') return false
  const isOutput = /^app:\/\/photocall\/media\/outputs\/[0-9a-f-]{36}\/\d{1,4}$/.test(url)
  if (isOutput) return /^photocall-\d+-\d+\.[a-z0-9]{1,5}$/.test(name)
  const isZip = /^app:\/\/photocall\/zips\/[0-9a-f-]{36}$/.test(url) && mediaType === 'application/zip'
  if (isZip) return /^photocall-\d{4}(-\d\d){4}\.zip$/.test(name)
  return mediaType === 'application/json' && isSettings(url, name)
}

function isSettings(url: string, name: string): boolean {
  return url.startsWith('blob:app://photocall/') && /^photocall-settings-\d{4}-\d{2}-\d{2}\.json$/.test(name)
}
