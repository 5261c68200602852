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
/** What a server's headers are called among the secrets. */
export const headersName = (id: string): string => prefix + id

/** Those that a server is sent; none where they were set for another address. */
export const headersIn = (secrets: Pick<Secrets, 'get'>, server: Server): Record<string, string> =>
  trusted(keptIn(secrets.get(headersName(server.id))), server)

const keptIn = (text: string | null): z.infer<typeof kept> | null =>
  text === null ? null : (kept.safeParse(JSON.parse(text)).data ?? null)

const trusted = (found: z.infer<typeof kept> | null, { url }: Server): Record<string, string> =>
  found?.origin === new URL(url).origin ? found.headers : {}

export function createServerHeaders(secrets: Pick<Secrets, 'get' | 'set' | 'names'>): ServerHeaders {
  const known = new Map<string, z.infer<typeof kept> | null>()

  return {
    of(server) {
      const found = known.get(server.id) ?? keptIn(secrets.get(headersName(server.id)))
      known.set(server.id, found)
      return trusted(found, server)
    },
    async set({ id, url }, headers) {
      const isEmpty = headers === null || Object.keys(headers).length === 0
      const wanted = isEmpty ? null : { origin: new URL(url).origin, headers }
      await secrets.set(headersName(id), wanted && JSON.stringify(wanted))
      known.set(id, wanted)
    },
    async keepOnly(ids) {
      const staying = new Set(ids.map(headersName))
      const gone = secrets.names().filter((name) => name.startsWith(prefix) && !staying.has(name))
      for (const name of gone) await secrets.set(name, null)
    },
  }
}
