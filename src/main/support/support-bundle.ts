import { createReadStream } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import type { AppState } from '../../contract/app-state'
import { AppError, errorFactsOf } from '../../contract/errors'
import type { Clock } from '../lib/clock'
import { redact } from '../lib/redact'
import { readJournalFacts, readPrompts } from './journal-facts'
import { folderFacts, programFacts } from './machine-facts'
import { createScrub, type Scrub } from './scrub'
import { writeZip, type ZipEntry } from './zip-file'

/** What helps somebody else to find a fault: logs, settings, facts. No picture, no guest's words, no secret. */
export interface SupportBundle {
  /** `photocall-support-2026-01-31-18-05.zip`, local time. */
  suggestedName(): string
  /** Throws `support_failed` where it cannot be written. */
  save(path: string): Promise<void>
}

export interface SupportDeps {
  dataDir: string
  runtime: string
  /** Of the running booth; null where none runs here, and only the disk is asked. */
  state: (() => AppState) | null
  clock: Clock
}

export function createSupportBundle(deps: SupportDeps): SupportBundle {
  return {
    suggestedName: () => `photocall-support-${localStamp(deps.clock.nowMs())}.zip`,
    async save(path) {
      try {
        await writeZip(path, await entriesOf(deps))
      } catch (error) {
        const { message } = errorFactsOf(error)
        const hint = 'Choose another folder.'
        throw new AppError('support_failed', `${path} could not be written: ${message}`, hint, { cause: error })
      }
    },
  }
}

async function entriesOf({ dataDir, runtime, state, clock }: SupportDeps): Promise<ZipEntry[]> {
  const journal = join(dataDir, 'journal.sqlite')
  const scrub = createScrub({
    secrets: await secretsIn(dataDir),
    prompts: promptsIn(journal),
  })
  const facts: Record<string, unknown> = {
    'program.json': programFacts(runtime),
    'data-folder.json': await folderFacts(dataDir),
    'settings.json': await orReason(
      async () => JSON.parse(await readFile(join(dataDir, 'settings.json'), 'utf8')) as unknown,
    ),
    'journal.json': await orReason(() => readJournalFacts(journal)),
    ...(state && { 'booth.json': boothFacts(state()) }),
  }
  const atMs = clock.nowMs()
  return [
    ...Object.entries(facts).map(([name, value]) => ({ name, atMs, content: jsonOf(value, scrub) })),
    ...(await logEntries(join(dataDir, 'logs'), scrub)),
  ]
}

/** What the running booth shows its operator, without jobs and captures. */
function boothFacts(state: AppState) {
  const { app, queue, camera, share, backends, brokenStyles, kiosk, displays, notices, captureTotal } = state
  return { app, queue, camera, share, backends, brokenStyles, kiosk, displays, notices, captureTotal }
}

/** A part that cannot be read is a finding, and the others are wanted all the more. */
async function orReason(read: () => unknown): Promise<unknown> {
  try {
    return await read()
  } catch (error) {
    return { unreadable: errorFactsOf(error).message }
  }
}

function jsonOf(value: unknown, scrub: Scrub): string {
  const masked = redact({ value })['value']
  return JSON.stringify(masked, null, 2).split('\n').map(scrub).join('\n')
}

async function logEntries(dir: string, scrub: Scrub): Promise<ZipEntry[]> {
  const names = await readdir(dir).catch(() => [])
  return Promise.all(
    names.map(async (name) => ({
      name: `logs/${name}`,
      atMs: (await stat(join(dir, name))).mtimeMs,
      content: () => Readable.from(scrubbedLines(join(dir, name), scrub)),
    })),
  )
}

async function* scrubbedLines(path: string, scrub: Scrub): AsyncGenerator<string> {
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    yield `${scrub(line)}\n`
  }
}

/** None from a journal that cannot be read: its damage is told in its facts, and logs are searched by key as well. */
function promptsIn(journal: string): string[] {
  try {
    return readPrompts(journal)
  } catch {
    return []
  }
}

/** Every text of the files that hold secrets, whatever it is called there. */
async function secretsIn(dataDir: string): Promise<string[]> {
  const files = ['secrets.json', 'sessions.json', 'cli-token']
  const texts = await Promise.all(files.map((name) => readFile(join(dataDir, name), 'utf8').catch(() => '')))
  return texts.flatMap((text) => text.match(/[^\s"'{}[\],]{16,}/g) ?? [])
}

function localStamp(nowMs: number): string {
  const local = new Date(nowMs - new Date(nowMs).getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 16).replace(/[T:]/g, '-')
}
