/** What Windows, macOS and Linux all take: limits count UTF-8 bytes of one component and characters of a full path. */
export const maxComponentBytes = 120
export const maxPathChars = 240

const forbidden = /[<>:"|?*\\/\p{Cc}\p{Cs}]/u
// U+200E to U+2069: marks that turn the writing direction, so that a name would read as another one.
const unreadable = /[\u200b\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff]/
const reserved = /^(con|prn|aux|nul|clock\$|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])\s*(\.|$)/i
const uuid = /(?<![0-9a-z])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-z])/gi

/** Why a file or folder name does not work everywhere, as the end of a sentence; null where it does. */
export function faultOfComponent(component: string): string | null {
  if (component === '') return 'is empty'
  if (forbidden.test(component)) return 'contains a character that Windows does not allow'
  if (unreadable.test(component)) return 'contains an invisible character'
  if (component.startsWith('.')) return 'begins with a dot'
  if (/^\s|[\s.]$/u.test(component)) return 'begins or ends with a space, or ends with a dot'
  if (isReserved(component)) return 'is a name that Windows keeps for devices'
  if (component !== component.normalize('NFC')) return 'is not in the normal form of Unicode (NFC)'
  return byteLength(component) > maxComponentBytes ? `is longer than ${maxComponentBytes} bytes` : null
}

/** True for a relative path with forward slashes that stays below its root and works on every system. */
export function isSafeRelativePath(path: string): boolean {
  return path.length <= maxPathChars && path.split('/').every((component) => faultOfComponent(component) === null)
}

export function isReserved(component: string): boolean {
  return reserved.test(component)
}

export function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8')
}

/** The id of the job a file belongs to, in lower case; the last whole UUID of its path, null where there is none. */
export function jobIdInName(path: string): string | null {
  return path.match(uuid)?.at(-1)?.toLowerCase() ?? null
}

/** A person's words as part of a name: nothing that a system refuses, at most `maxBytes`, never empty. */
export function safeValue(value: string, maxBytes: number): string {
  const allowed = value
    .normalize('NFC')
    .replace(/\p{Cs}/gu, '_')
    .replace(new RegExp(unreadable, 'g'), '')
    .replace(new RegExp(forbidden, 'gu'), '_')
    .replace(/\s+/gu, ' ')
    .replace(/^[\s.]+/u, '')
  return trimEnd(cutBytes(allowed, maxBytes)) || 'none'
}

/** Cuts between code points. */
export function cutBytes(text: string, maxBytes: number): string {
  if (byteLength(text) <= maxBytes) return text
  let bytes = 0
  let cut = ''
  for (const codePoint of text) {
    bytes += byteLength(codePoint)
    if (bytes > maxBytes) break
    cut += codePoint
  }
  return cut
}

export function trimEnd(text: string): string {
  return text.replace(/[\s.]+$/u, '')
}
