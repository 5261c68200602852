import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { apiToken, type ApiToken, type TokenScope } from '../../contract/api-token'
import { AppError } from '../../contract/errors'
import { writeFileAtomic } from '../lib/files'
import type { Clock } from '../lib/clock'
import { renamePatiently } from '../lib/held-file'
import type { Log } from '../lib/log'

/** A hall has a handful of integrations; each is compared at every request of a program. */
const tokenLimit = 100
/** "Last used" is for people: a write at each request would wear the disk and slow the request. */
const rememberUseEveryMs = 10 * 60_000
/** After which a revocation that could not be written is written again: after a restart the token would be good. */
const revokeAgainMs = 30_000
/** How often, and how soon again, a file is read that is held by others. */
const readTries = 8
const readAgainMs = 250

const storedToken = z.strictObject({
  ...apiToken.shape,
  /** SHA-256 of the token, hex: who reads the file cannot come in with it, and 256 random bits cannot be searched. */
  tokenHash: z.string().regex(/^[0-9a-f]{64}$/),
})
type StoredToken = z.infer<typeof storedToken>
type KnownToken = StoredToken & { digest: Buffer }
const tokenFile = z.strictObject({ version: z.literal(1), tokens: z.array(storedToken).max(tokenLimit) })

/** Tokens that the operator made for programs, by name. */
export interface ApiTokens {
  list(): ApiToken[]
  /** The token is shown once, here. Throws `token_name_taken`, and `not_possible_now` beyond a hundred or where the file could not be read. */
  create(wish: { name: string; scope: TokenScope }): Promise<{ token: string; facts: ApiToken }>
  /** In force before it resolves, also where it rejects because it cannot be written yet; throws `not_found`. */
  revoke(id: string): Promise<void>
  /** Whose token it is; counts as a use. Null for nobody's. */
  find(token: string): { id: string; scope: TokenScope } | null
  /** Calls with the id of each token that has just become nobody's. */
  onRevoke(listen: (id: string) => void): void
  /** Resolves when what was being written is on the disk, or has failed. */
  close(): Promise<void>
}

const digestOf = (token: string) => createHash('sha256').update(token).digest()

/** Kept hashed in `file` (mode 0600); what cannot be understood is kept aside, and no token of it works. */
export async function createApiTokens(deps: { file: string; clock: Clock; log: Log }): Promise<ApiTokens> {
  const { file, clock, log } = deps
  const read = await readTokens(deps)
  let tokens = (read ?? []).map(knownToken)
  const rememberedUseMs = new Map(tokens.map(({ id, lastUsedAtMs }) => [id, lastUsedAtMs ?? 0]))
  const listeners: ((id: string) => void)[] = []
  let lastWrite: Promise<void> = Promise.resolve()
  let stopRevoking: () => void = () => undefined

  /** One write after another, each of the whole as it is then: the last one holds. */
  function save(): Promise<void> {
    const write = () => {
      const stored: StoredToken[] = tokens.map(({ digest: _, ...token }) => token)
      return writeFileAtomic(file, JSON.stringify({ version: 1, tokens: stored }), 0o600)
    }
    const next = lastWrite.then(write, write)
    lastWrite = next.catch((error: unknown) => log.error('tokens could not be written', { error: String(error) }))
    return next
  }

  function writeRevocation(): Promise<void> {
    stopRevoking()
    return save().catch((error: unknown) => {
      stopRevoking = clock.after(revokeAgainMs, () => void writeRevocation().catch(() => undefined)) // told in the log
      throw error
    })
  }

  function rememberUse(token: KnownToken): void {
    const nowMs = clock.nowMs()
    token.lastUsedAtMs = nowMs
    // the wall clock may have been set back
    if (Math.abs(nowMs - (rememberedUseMs.get(token.id) ?? 0)) < rememberUseEveryMs) return
    rememberedUseMs.set(token.id, nowMs)
    save().catch(() => undefined) // told in the log; the next use tries again
  }

  return {
    list: () => tokens.map(({ digest: _, tokenHash: _hash, ...facts }) => facts),
    async create({ name, scope }) {
      if (!read) throw unread()
      if (tokens.some((token) => sameName(token.name, name))) throw nameTaken(name)
      if (tokens.length >= tokenLimit) throw tooMany()
      const token = `pc_${randomBytes(32).toString('base64url')}`
      const facts: ApiToken = { id: randomUUID(), name, scope, createdAtMs: clock.nowMs(), lastUsedAtMs: null }
      tokens = [...tokens, knownToken({ ...facts, tokenHash: digestOf(token).toString('hex') })]
      await save().catch((error: unknown) => {
        tokens = tokens.filter(({ id }) => id !== facts.id)
        throw error
      })
      log.info('a token was made', { name, scope })
      return { token, facts }
    },
    async revoke(id) {
      if (!read) throw unread()
      const found = tokens.find((token) => token.id === id)
      if (!found) throw new AppError('not_found', 'There is no such token.', 'Nothing is left to do.')
      tokens = tokens.filter((token) => token !== found)
      rememberedUseMs.delete(id)
      for (const listen of listeners) listen(id)
      await writeRevocation()
      log.info('a token was revoked', { name: found.name })
    },
    find(presented) {
      const digest = digestOf(presented)
      // All are compared, each in constant time: how long it takes says nothing about any of them.
      const [found] = tokens.filter((token) => timingSafeEqual(token.digest, digest))
      if (!found) return null
      rememberUse(found)
      return { id: found.id, scope: found.scope }
    },
    onRevoke: (listen) => void listeners.push(listen),
    close() {
      stopRevoking()
      return lastWrite
    },
  }
}

const knownToken = (stored: StoredToken): KnownToken => ({
  ...stored,
  digest: Buffer.from(stored.tokenHash, 'hex'),
})

interface ReadDeps {
  file: string
  clock: Clock
  log: Log
}

/** Null where the file is there and cannot be read: what is in it is not known, so it is not replaced either. */
async function readTokens(deps: ReadDeps): Promise<StoredToken[] | null> {
  const { file, clock, log } = deps
  try {
    const text = await readPatiently(deps)
    return text === null ? [] : tokenFile.parse(JSON.parse(text)).tokens
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof z.ZodError)) {
      log.error('the tokens file cannot be read: no token works until the next start', { error: String(error) })
      return null
    }
    const aside = `${file}.unreadable-${clock.nowMs()}`
    await renamePatiently(file, aside)
    log.warn('the tokens file was unreadable and is kept aside: its tokens must be made anew', { aside })
    return []
  }
}

/** Virus scanners and backups hold a file for a moment. Null where there is none. */
async function readPatiently({ file, clock }: ReadDeps): Promise<string | null> {
  for (let tries = 1; ; tries++) {
    try {
      return await readFile(file, 'utf8')
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
      if (tries >= readTries) throw error
    }
    await new Promise<void>((resolve) => clock.after(readAgainMs, resolve))
  }
}

/** Names are for people, to whom upper and lower case are the same name. */
export const sameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

function nameTaken(name: string): AppError {
  const hint = 'Take another name, or revoke that token first.'
  return new AppError('token_name_taken', `There is a token named "${name}" already.`, hint, { params: { name } })
}

function tooMany(): AppError {
  return new AppError('not_possible_now', `There are ${tokenLimit} tokens already.`, 'Revoke those that nobody uses.')
}

function unread(): AppError {
  const hint = 'See that the data folder can be read, then start the console again.'
  return new AppError('not_possible_now', 'The file of the tokens cannot be read.', hint)
}
