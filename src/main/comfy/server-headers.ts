import { z } from 'zod'
import type { ServerSettings } from '../../contract/server'
import type { Secrets } from '../settings/secrets'

/** `origin`: who was trusted with them, such as `http://10.0.0.9:8188`. */
const kept = z.object({ origin: z.string(), headers: z.record(z.string(), z.string()) })

type Server = Pick<ServerSettings, 'id' | 'url'>

/**
 * The headers that each server wants, such as `Authorization`; kept as secrets, read once. They belong to the address that
 * they were set for: a server that moves, perhaps by a settings file of somebody else, does not get them.
 */
export interface ServerHeaders {
  of(server: Server): Record<string, string>
  set(server: Server, headers: Record<string, string> | null): Promise<void>
  /** Removes those of all servers but these: of one that was removed, or that a flag named for an earlier run. */
  keepOnly(ids: readonly string[]): Promise<void>
}

const prefix = 'comfyui:'
const nameOf = (id: string): string => prefix + id

export function createServerHeaders(secrets: Pick<Secrets, 'get' | 'set' | 'names'>): ServerHeaders {
  const known = new Map<string, z.infer<typeof kept> | null>()

  function read(id: string): z.infer<typeof kept> | null {
    const text = secrets.get(nameOf(id))
    return text === null ? null : (kept.safeParse(JSON.parse(text)).data ?? null)
  }

  return {
    of({ id, url }) {
      const found = known.get(id) ?? read(id)
      known.set(id, found)
      return found?.origin === new URL(url).origin ? found.headers : {}
    },
    async set({ id, url }, headers) {
      const isEmpty = headers === null || Object.keys(headers).length === 0
      const wanted = isEmpty ? null : { origin: new URL(url).origin, headers }
      await secrets.set(nameOf(id), wanted && JSON.stringify(wanted))
      known.set(id, wanted)
    },
    async keepOnly(ids) {
      const staying = new Set(ids.map(nameOf))
      const gone = secrets.names().filter((name) => name.startsWith(prefix) && !staying.has(name))
      for (const name of gone) await secrets.set(name, null)
    },
  }
}
