import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import type { Role } from '../../contract/app-state'
import { pairedBrowser } from '../../contract/commands'
import { writeFileAtomic } from '../lib/files'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'

/** An event, its rehearsal and the next one; then a browser pairs again. */
const lifetimeMs = 30 * 24 * 3_600_000
/** Beyond this the oldest goes: a hall has tens of tablets, not hundreds. */
const sessionLimit = 100

export type PairedRole = Exclude<Role, 'program'>

const session = z.strictObject({
  ...pairedBrowser.shape,
  browser: pairedBrowser.shape.browser.default(''),
  /** SHA-256 of the cookie's token, hex: who reads the file cannot log in with it. */
  tokenHash: z.string().regex(/^[0-9a-f]{64}$/),
})
type Session = z.infer<typeof session>
const sessionFile = z.strictObject({ version: z.literal(1), sessions: z.array(session) })

export interface Sessions {
  /** The token is shown once, here; `lifetimeSec` is the cookie's Max-Age. Resolves when it is on disk. */
  issue(role: PairedRole, browser: string): Promise<{ token: string; lifetimeSec: number }>
  find(token: string): { id: string; role: PairedRole } | null
  list(): Omit<Session, 'tokenHash'>[]
  /** False where there is none of this id; its sockets are closed at their next heartbeat. */
  revoke(id: string): Promise<boolean>
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')

async function readSessions(file: string, log: Log): Promise<Session[]> {
  try {
    return sessionFile.parse(JSON.parse(await readFile(file, 'utf8'))).sessions
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    if (!missing) log.warn('paired browsers could not be read and must pair again', { file, error: String(error) })
    return []
  }
}

/** Browsers that paired, kept hashed in `file` (mode 0600) so that they stay paired over a restart. */
export async function createSessions(deps: { file: string; clock: Clock; log: Log }): Promise<Sessions> {
  const { file, clock, log } = deps
  const byHash = new Map((await readSessions(file, log)).map((entry) => [entry.tokenHash, entry]))
  let lastWrite: Promise<void> = Promise.resolve()

  const alive = (entry: Session): boolean => entry.expiresAtMs > clock.nowMs()

  function prune(): void {
    for (const [hash, entry] of byHash) if (!alive(entry)) byHash.delete(hash)
    // A Map keeps the order of insertion: the first are the oldest.
    for (const hash of byHash.keys()) if (byHash.size > sessionLimit) byHash.delete(hash)
  }

  /** One write after another, each of the whole: the last one holds. */
  function save(): Promise<void> {
    const write = () => writeFileAtomic(file, JSON.stringify({ version: 1, sessions: [...byHash.values()] }), 0o600)
    const next = lastWrite.then(write, write)
    lastWrite = next.catch((error: unknown) =>
      log.error('paired browsers could not be written', { error: String(error) }),
    )
    return next
  }

  return {
    async issue(forRole, browser) {
      const token = randomBytes(32).toString('base64url')
      const createdAtMs = clock.nowMs()
      const entry = { id: randomUUID(), role: forRole, browser, createdAtMs, expiresAtMs: createdAtMs + lifetimeMs }
      const tokenHash = hashOf(token)
      byHash.set(tokenHash, { ...entry, tokenHash })
      prune()
      await save()
      return { token, lifetimeSec: lifetimeMs / 1000 }
    },
    find(token) {
      // Looked up by hash: how long it takes says nothing about the token.
      const entry = byHash.get(hashOf(token))
      return entry && alive(entry) ? { id: entry.id, role: entry.role } : null
    },
    list: () => [...byHash.values()].filter(alive).map(({ tokenHash: _, ...facts }) => facts),
    async revoke(id) {
      const found = [...byHash.values()].find((entry) => entry.id === id)
      if (!found) return false
      byHash.delete(found.tokenHash)
      await save()
      return true
    },
  }
}
