/** First and last byte, both included. */
export interface ByteRange {
  start: number
  end: number
}

/**
 * What a `Range` header asks of a file. `whole`: no range, several, or a form that we do not know, which may be ignored;
 * `none`: past the end, which is answered by 416.
 */
export function parseRange(header: string | null, sizeBytes: number): ByteRange | 'whole' | 'none' {
  const found = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '')
  if (!found || (found[1] === '' && found[2] === '')) return 'whole'
  const [, first = '', last = ''] = found
  if (first === '') return lastBytes(Number(last), sizeBytes)
  const range = { start: Number(first), end: last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1) }
  if (last !== '' && Number(last) < range.start) return 'whole'
  return range.start < sizeBytes ? range : 'none'
}

function lastBytes(count: number, sizeBytes: number): ByteRange | 'none' {
  if (count === 0 || sizeBytes === 0) return 'none'
  return { start: Math.max(0, sizeBytes - count), end: sizeBytes - 1 }
}
