import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'

const jobIdPattern = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/

/** Names in the share that anybody would take for finished pictures. */
export function finalNames(shareDir: string): string[] {
  return readdirSync(shareDir).filter((name) => !name.startsWith('.'))
}

export function jobIdIn(name: string): string {
  return jobIdPattern.exec(name)?.[0] ?? name
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
