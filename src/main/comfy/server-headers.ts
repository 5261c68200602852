import { z } from 'zod'
import type { Secrets } from '../settings/secrets'

const headersShape = z.record(z.string(), z.string())

/** The headers that each server wants, such as `Authorization`; kept as secrets, read once. */
export interface ServerHeaders {
  of(id: string): Record<string, string>
  set(id: string, headers: Record<string, string> | null): Promise<void>
}

const nameOf = (id: string): string => `comfyui:${id}`

export function createServerHeaders(secrets: Pick<Secrets, 'get' | 'set'>): ServerHeaders {
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
  }
}
