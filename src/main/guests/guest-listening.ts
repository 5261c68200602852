import { AppError, errorFactsOf, type ErrorFacts } from '../../contract/errors'
import type { GuestSettings } from '../../contract/guests'
import type { GuestServer } from '../http/guest-server'
import type { Log } from '../lib/log'

/** The guests' listener as the settings want it: opened, closed and moved while the booth works. */
export interface GuestListening {
  server(): GuestServer | null
  /** Why it is not open though it should be; null: all is well. */
  reason(): ErrorFacts | null
  /** Resolves when it is as the settings say. */
  follow(): Promise<void>
  onChange(listen: () => void): void
  close(): Promise<void>
}

export function createGuestListening(deps: {
  wanted: () => Pick<GuestSettings, 'enabled' | 'port' | 'lan' | 'tls'>
  open: (how: Pick<GuestSettings, 'port' | 'lan' | 'tls'>) => Promise<GuestServer>
  log: Log
}): GuestListening {
  const { wanted, open, log } = deps
  const listeners: (() => void)[] = []
  let current: { key: string; server: GuestServer } | null = null
  let reason: ErrorFacts | null = null
  let isClosed = false
  let work: Promise<void> = Promise.resolve()

  const keyOf = ({ port, lan, tls }: ReturnType<typeof wanted>) => JSON.stringify({ port, lan, tls })

  async function change(): Promise<void> {
    const { enabled, ...how } = wanted()
    const key = enabled && !isClosed ? keyOf(wanted()) : null
    if (key === (current?.key ?? null) && reason === null) return
    await current?.server.close()
    current = null
    reason = null
    if (key !== null) await tryToOpen(key, how)
    listeners.forEach((listen) => listen())
  }

  async function tryToOpen(key: string, how: Parameters<typeof open>[0]): Promise<void> {
    try {
      current = { key, server: await open(how) }
      log.info("the guests' pages are open", { port: current.server.port, lan: how.lan })
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      reason = errorFactsOf(error)
      log.warn("the guests' pages could not be opened", { code: error.code, message: error.message })
    }
  }

  function follow(): Promise<void> {
    const next = work.then(change)
    work = next.catch((error: unknown) => log.error("the guests' pages failed", { error: String(error) }))
    return next
  }

  return {
    server: () => current?.server ?? null,
    reason: () => reason,
    follow,
    onChange: (listen) => void listeners.push(listen),
    close() {
      isClosed = true
      return follow()
    },
  }
}
