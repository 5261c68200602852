import type { ErrorFacts } from '../../contract/errors'
import type { ComfyuiSettings, ServerSettings, ServerView } from '../../contract/server'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import { connectionIdOf } from './client-id'
import { createServerLink, type ServerLink } from './server-link'

/** All servers that are set up, and the choice among them. */
export interface ServerPool {
  /** Takes over what the settings say now. A server that left them is closed when our jobs there are over, and gets no more. */
  sync(): void
  links(): ServerLink[]
  /** By id; null: not set up, or out of use. */
  find(id: string): ServerLink | null
  /** Also one that has left the settings and is not closed yet. */
  at(url: string): ServerLink | null
  isSetUp(): boolean
  /** Jobs that can be in hand at once on servers that work; while none does, on all; 0: none is set up. */
  slots(): number
  /** How long no server could be used; 0 while one can, or while they are being looked for. */
  downMs(): number
  /** One server was started anew, or what it is asked with has changed. */
  reopen(id: string): void
  /** Null when a job can be handed over now, else why not. */
  unavailable(): ErrorFacts | null
  /** The free server with the least expected wait; null: none is free. */
  choose(order: { style: string; expectedMs: number; not: ReadonlySet<ServerLink> }): ServerLink | null
  views(): ServerView[]
  onChange(listen: () => void): () => void
  close(): Promise<void>
}

export function createServerPool(deps: {
  settings: () => ComfyuiSettings
  headersOf: (server: ServerSettings) => Record<string, string>
  clientId: string
  clock: Clock
  log: Log
}): ServerPool {
  const { settings, headersOf, clientId, clock, log } = deps
  const links = new Map<string, ServerLink>()
  /** Not in the settings any more, or not at that address. */
  const leaving = new Set<ServerLink>()
  const listeners = new Set<() => void>()
  let isClosed = false
  let downSinceMs: number | null = null

  const announce = () => {
    const isDown = links.size > 0 && [...links.values()].every((link) => link.status() === 'aside')
    downSinceMs = isDown ? (downSinceMs ?? clock.monotonicMs()) : null
    closeIdle()
    for (const listen of [...listeners]) listen()
  }

  function sync(): void {
    if (isClosed) return
    const wanted = settings().servers.filter((server) => server.enabled)
    for (const [id, link] of links) {
      if (wanted.some((server) => isSame(server, link.settings))) continue
      links.delete(id)
      link.leave()
      leaving.add(link)
    }
    for (const server of wanted) {
      const link = links.get(server.id) ?? returning(server)
      link?.take(server)
      links.set(server.id, link ?? open(server))
    }
    announce()
  }

  /** Its removal was undone before it was closed. */
  function returning(server: ServerSettings): ServerLink | null {
    const link = [...leaving].find(({ settings }) => isSame(server, settings)) ?? null
    if (link) leaving.delete(link)
    return link
  }

  function closeIdle(): void {
    for (const link of leaving) {
      if (!link.isIdle()) continue
      leaving.delete(link)
      void link.close()
    }
  }

  function open(server: ServerSettings): ServerLink {
    const connectionId = connectionIdOf(clientId, server)
    const headers = () => headersOf(server)
    return createServerLink({ settings: server, clientId: connectionId, headers, clock, log, onChange: announce })
  }

  const ordered = (): ServerLink[] => settings().servers.flatMap(({ id }) => links.get(id) ?? [])
  const ready = (): ServerLink[] => ordered().filter((link) => link.status() === 'ready')

  sync()

  return {
    sync,
    links: ordered,
    find: (id) => links.get(id) ?? null,
    at: (url) => [...ordered(), ...leaving].find((link) => link.settings.url === url) ?? null,
    isSetUp: () => links.size > 0,
    slots() {
      const usable = ready().length > 0 ? ready() : ordered()
      return usable.reduce((sum, link) => sum + link.settings.slots, 0)
    },
    downMs: () => (downSinceMs === null ? 0 : clock.monotonicMs() - downSinceMs),
    reopen: (id) => links.get(id)?.reopen(),
    unavailable() {
      if (links.size === 0) return unset
      if (ready().length > 0) return null
      const reasons = ordered().flatMap((link) => link.reason() ?? [])
      return reasons[0] ?? checking
    },
    choose({ style, expectedMs, not }) {
      const free = ready().filter((link) => !not.has(link) && link.ownJobs() < link.settings.slots)
      const wait = (link: ServerLink) => link.queueLength() * expectedMs + (link.models.isWarm(style) ? 0 : coldMs)
      return free.reduce<ServerLink | null>((best, link) => (best && wait(best) <= wait(link) ? best : link), null)
    },
    views: () => settings().servers.map((server) => links.get(server.id)?.view() ?? viewOfUnused(server, headersOf)),
    onChange(listen) {
      listeners.add(listen)
      return () => void listeners.delete(listen)
    },
    async close() {
      isClosed = true
      await Promise.all([...links.values(), ...leaving].map((link) => link.close()))
    },
  }
}

/** What loading a style's models costs on a server that has not made it yet. */
const coldMs = 20_000

const unset: ErrorFacts = {
  code: 'server_unset',
  message: 'No ComfyUI server is set up.',
  hint: 'Add one in Settings, under Servers.',
}

const checking: ErrorFacts = {
  code: 'backend_unavailable',
  message: 'The ComfyUI servers are being looked for.',
  hint: 'Wait a moment.',
  params: { backend: 'comfyui' },
}

/** Its connections rest on nothing else. */
const isSame = (one: ServerSettings, other: ServerSettings): boolean => one.id === other.id && one.url === other.url

function viewOfUnused(
  server: ServerSettings,
  headersOf: (server: ServerSettings) => Record<string, string>,
): ServerView {
  const { id, name, url, slots, startCommand } = server
  return {
    ...{ id, url, slots, name: name || url, status: 'off', reason: null, retryAtMs: null, version: '', devices: [] },
    ...{ latencyMs: null, queueLength: 0, ownJobs: 0 },
    headerNames: Object.keys(headersOf(server)),
    canRestart: startCommand !== '',
    warmStyles: [],
  }
}
