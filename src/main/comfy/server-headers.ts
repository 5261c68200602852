import { z } from 'zod'
import type { Secrets } from '../settings/secrets'

const headersShape = z.record(z.string(), z.string())

/** The headers that each server wants, such as `Authorization`; kept as secrets, read once. */
export interface ServerHeaders {
  of(id: string): Record<string, string>
  set(id: string, headers: Record<string, string> | null): Promise<void>
  /** Removes those of all servers but these: of one that was removed, or that a flag named for an earlier run. */
  keepOnly(ids: readonly string[]): Promise<void>
}

const prefix = 'comfyui:'
const nameOf = (id: string): string => prefix + id

export function createServerHeaders(secrets: Pick<Secrets, 'get' | 'set' | 'names'>): ServerHeaders {
  const known = new Map<string, Record<string, string>>()

  function read(id: string): Record<string, string> {
    const text = secrets.get(nameOf(id))
    if (text === null) return {}
    const parsed = headersShape.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : {}
  }

  return {
    of(id) {
      const headers = known.get(id) ?? read(id)
      known.set(id, headers)
      return headers
    },
    async set(id, headers) {
      const isEmpty = headers === null || Object.keys(headers).length === 0
      await secrets.set(nameOf(id), isEmpty ? null : JSON.stringify(headers))
      known.set(id, headers ?? {})
    },
    async keepOnly(ids) {
      const kept = new Set(ids.map(nameOf))
      const gone = secrets.names().filter((name) => name.startsWith(prefix) && !kept.has(name))
      for (const name of gone) await secrets.set(name, null)
    },
  }
}
