import { createWriteStream, existsSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { AppError } from '../../contract/errors'
import { lookAtShare, packCaptures, type CapturesPacking, type PackedCounts } from '../lib/captures-zip'
import { askToLook } from './asked-booth'
import { onEndSignal } from './end-signals'
import { eventCalled, storedSettings } from './events-of'
import { exitCodes } from './exit-code'
import { thereAlready, writeNew } from './new-file'
import type { Terminal } from './output'
import { folderArgs, folderOptions, folderShape, readFlags } from './sub-flags'

const usage = 'Write `photocall captures export --event EVENT --zip FILE`; see `photocall captures --help`.'
const options = {
  ...folderOptions,
  event: { type: 'string' },
  zip: { type: 'string' },
  favourites: { type: 'boolean' },
} as const
const shape = z.object({
  ...folderShape,
  event: z.string().min(1, 'names nothing').max(100).optional(),
  zip: z
    .string({ error: 'is needed: the file that is written' })
    .min(1, 'names nothing')
    .transform((path) => resolve(path)),
  favourites: z.boolean().default(false),
})

/** `photocall captures export`: the finished pictures of an event, or of all, in one ZIP with a table of what they are. */
export async function runCaptures(args: string[], terminal: Terminal): Promise<number> {
  const { flags, words } = readFlags(args, { options, shape, usage })
  if (words.length !== 1 || words[0] !== 'export')
    throw new AppError('invalid_input', 'There is one verb: export.', usage)
  checkTarget(flags.zip)
  const booth = await askToLook(folderArgs(flags))
  const stop = new AbortController()
  const stopListening = onEndSignal(() => stop.abort())
  try {
    const { events } = await storedSettings(booth.dataDir)
    const event = flags.event === undefined ? null : eventCalled(events, flags.event)
    const filter = { event: event?.id ?? null, favouritesOnly: flags.favourites }
    return await exportTo(flags.zip, { booth, chosen: { filter }, events, signal: stop.signal }, terminal)
  } catch (error) {
    if (!stop.signal.aborted) throw error
    terminal.err('Cancelled; nothing was written.\n')
    return exitCodes.interrupted
  } finally {
    stopListening()
    await booth.close()
  }
}

function checkTarget(path: string): void {
  if (existsSync(path)) throw thereAlready(path)
  const dir = dirname(path)
  if (existsSync(dir) && !statSync(dir).isDirectory())
    throw new AppError('invalid_input', `--zip: ${dir} is no folder.`, 'Name a file in a folder.')
}

async function exportTo(path: string, work: Omit<CapturesPacking, 'onProgress'>, terminal: Terminal): Promise<number> {
  let counts = { written: 0, missing: 0 }
  const onProgress = (now: PackedCounts) => {
    counts = now
    if (terminal.live) terminal.err(`\r${now.written + now.missing} pictures`)
  }
  await writeNew(path, (temporary) =>
    pipeline(packCaptures({ ...work, onProgress }), createWriteStream(temporary, { flags: 'wx' }), {
      signal: work.signal,
    }),
  )
  if (terminal.live) terminal.err('\n')
  terminal.out(`${path}\n`)
  const what = `${counts.written} ${counts.written === 1 ? 'picture' : 'pictures'}`
  if (counts.missing === 0) {
    terminal.err(`${what}, and captures.csv\n`)
    return exitCodes.done
  }
  terminal.err(
    `${what}; ${counts.missing} could not be read and are named in captures.csv without a file.\n${lookAtShare}\n`,
  )
  return exitCodes.failed
}
