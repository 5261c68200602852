/** `startCommand`: a shell's words, and a token may stand among them. */
const secretKey =
  /token|secret|password|passphrase|authorization|cookie|api-?_?key|pairing-?code|^startCommand$|^(pin|credential)s?$/i
const depthLimit = 6
const textLimit = 2000

/** A copy that may be logged: values under secret-sounding keys are masked, errors keep name, message and stack, bytes become sizes. */
export function redact(facts: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(facts).map(([key, value]) => [key, redactEntry(key, value, 0)]))
}

function redactEntry(key: string, value: unknown, depth: number): unknown {
  return secretKey.test(key) && value !== null && value !== undefined ? '[redacted]' : redactValue(value, depth)
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return shorten(value)
  if (typeof value === 'bigint' || typeof value === 'function' || typeof value === 'symbol') return String(value)
  if (typeof value !== 'object' || value === null) return value
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
  if (depth >= depthLimit) return '[deeper]'
  if (value instanceof Error) return describeError(value, depth)
  if (value instanceof Date) return value.toJSON()
  if (Array.isArray(value)) return value.map((item) => redactValue(item, depth + 1))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redactEntry(key, item, depth + 1)]))
}

function describeError(error: Error, depth: number) {
  const cause = error.cause === undefined ? {} : { cause: redactValue(error.cause, depth + 1) }
  return {
    name: error.name,
    ...(redactValue({ ...error }, depth) as object),
    message: error.message,
    stack: error.stack,
    ...cause,
  }
}

function shorten(text: string) {
  const masked = text
    // a guest's link is the key to their picture
    .replace(/\/g\/[\w%-]+/g, '/g/[redacted]')
    .replace(/\b(token|code|pin)=[^&\s]+/gi, '$1=[redacted]')
    .replace(/\bBearer\s+\S+/gi, 'Bearer [redacted]')
  return masked.length > textLimit ? `${masked.slice(0, textLimit)}... (${masked.length} characters)` : masked
}
