import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { AppError } from '../../contract/errors'
import type { Clock } from '../lib/clock'
import { writeFileAtomic } from '../lib/files'
import { renamePatiently } from '../lib/held-file'
import type { Log } from '../lib/log'

/** The system's safe storage (Keychain, DPAPI, a keyring). `available` is false where it would only pretend. */
export interface Protect {
  available(): boolean
  encrypt(text: string): Uint8Array
  /** Throws where the system's key is another one: another user, another machine. */
  decrypt(bytes: Uint8Array): string
}

const entry = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('plain'), value: z.string() }),
  z.strictObject({ kind: z.literal('protected'), base64: z.string() }),
])
type Entry = z.infer<typeof entry>
const secretsFile = z.strictObject({ version: z.literal(1), secrets: z.record(z.string().max(80), entry) })

/** Tokens and hashes that never leave the core: not to logs, not to exports, not to a renderer. */
export interface Secrets {
  /** Null where there is none, or none that this system can open; then `problem` says so. */
  get(name: string): string | null
  names(): string[]
  /** Resolves when it is on disk; null removes it. */
  set(name: string, value: string | null): Promise<void>
  /** What was found wrong at start, for a notice; null when all is well. */
  problem(): AppError | null
}

export interface SecretsDeps {
  /** `<data>/secrets.json` */
  file: string
  /** Null outside the desktop app. */
  protect: Protect | null
  clock: Clock
  log: Log
}

/** Reads the file once; what cannot be read is kept aside under another name, never overwritten. */
export async function createSecrets(deps: SecretsDeps): Promise<Secrets> {
  const { file, protect } = deps
  const { entries, problem: readProblem } = await readSecrets(deps)
  let problem = readProblem
  let lastWrite: Promise<void> = Promise.resolve()

  function save(): Promise<void> {
    const write = () =>
      writeFileAtomic(file, JSON.stringify({ version: 1, secrets: Object.fromEntries(entries) }), 0o600)
    const next = lastWrite.then(write, write)
    // The caller hears of a failure; the next write must not.
    lastWrite = next.catch((error: unknown) => deps.log.error('secrets could not be written', { error: String(error) }))
    return next
  }

  function sealed(value: string): Entry {
    if (!protect?.available()) return { kind: 'plain', value }
    return { kind: 'protected', base64: Buffer.from(protect.encrypt(value)).toString('base64') }
  }

  function opened(found: Entry): string | null {
    if (found.kind === 'plain') return found.value
    try {
      if (protect?.available()) return protect.decrypt(Buffer.from(found.base64, 'base64'))
    } catch (error) {
      deps.log.warn('a secret could not be opened', { error: error instanceof Error ? error.name : 'unknown' })
    }
    problem = unopenable()
    return null
  }

  return {
    get(name) {
      const found = entries.get(name)
      return found ? opened(found) : null
    },
    names: () => [...entries.keys()],
    async set(name, value) {
      if (value === null) entries.delete(name)
      else entries.set(name, sealed(value))
      await save()
    },
    problem: () => problem,
  }
}

async function readSecrets(deps: SecretsDeps): Promise<{ entries: Map<string, Entry>; problem: AppError | null }> {
  try {
    const { secrets } = secretsFile.parse(JSON.parse(await readFile(deps.file, 'utf8')))
    return { entries: new Map(Object.entries(secrets)), problem: null }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      return { entries: new Map(), problem: null }
    return { entries: new Map(), problem: await keepAside(deps) }
  }
}

/** For a command that looks and changes nothing. `sealed`: those that only the desktop app can open. */
export interface SecretsPeek {
  get(name: string): string | null
  sealed: string[]
  /** Kept by the file's mode alone. */
  plain: string[]
}

export async function peekSecrets(file: string): Promise<SecretsPeek> {
  const text = await readFile(file, 'utf8').catch(() => '')
  const entries = new Map(Object.entries(secretsIn(text)))
  const namesOf = (wanted: Entry['kind']) =>
    [...entries].filter(([, { kind }]) => kind === wanted).map(([name]) => name)
  return {
    get(name) {
      const found = entries.get(name)
      return found?.kind === 'plain' ? found.value : null
    },
    sealed: namesOf('protected'),
    plain: namesOf('plain'),
  }
}

function secretsIn(text: string): Record<string, Entry> {
  try {
    return secretsFile.parse(JSON.parse(text)).secrets
  } catch {
    // the next start keeps such a file aside and says so
    return {}
  }
}

/** Neither the content nor the parser's message (which quotes it) goes anywhere. */
async function keepAside({ file, clock, log }: SecretsDeps): Promise<AppError> {
  const aside = `${file}.unreadable-${clock.nowMs()}`
  await renamePatiently(file, aside)
  log.warn('the secrets file was unreadable and is kept aside', { aside })
  const hint = 'Enter the kiosk PIN and the tokens again in the settings.'
  return new AppError('settings_invalid', `The secrets file could not be read; it is kept as ${aside}.`, hint)
}

function unopenable(): AppError {
  const message = 'A stored secret belongs to another user or machine and cannot be opened here.'
  return new AppError('settings_invalid', message, 'Enter the kiosk PIN and the tokens again in the settings.')
}
