import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { AppError } from '../../contract/errors'
import { settingsChange, settingsFile, type SettingsChange } from '../../contract/settings-file'
import { askBooth, type AskedBooth } from './asked-booth'
import { exitCodes } from './exit-code'
import type { Terminal } from './output'

const usage = 'Write `photocall settings export FILE`, `preview FILE` or `import FILE`.'

/** `photocall settings export|preview|import FILE`: 0 when done; 4 when the file is refused. */
export async function runSettings(args: string[], terminal: Terminal): Promise<number> {
  const [verb, file, ...flags] = args
  const work = { export: exportTo, preview: previewOf, import: importFrom }[verb ?? '']
  if (!work || !file || file.startsWith('--'))
    throw new AppError('invalid_input', 'A verb and a file are needed.', usage)
  const asked = await askBooth(flags)
  try {
    return await work(asked, resolve(file), terminal)
  } finally {
    await asked.close()
  }
}

async function exportTo({ command }: AskedBooth, path: string, terminal: Terminal): Promise<number> {
  if (existsSync(path))
    throw new AppError('invalid_input', `${path} is there already.`, 'Name a file that does not exist yet.')
  const written = settingsFile.parse(await command('settings.export', {}))
  await writeFile(path, `${JSON.stringify(written, null, 2)}\n`, { flag: 'wx', mode: 0o600 })
  for (const { path: what, reason } of written.leftOut) terminal.err(`left out: ${what}: ${reason}\n`)
  terminal.out(`${path}\n`)
  return exitCodes.done
}

async function previewOf({ command }: AskedBooth, path: string, terminal: Terminal): Promise<number> {
  const seen = settingsChange.parse(await command('settings.preview', { file: await readJson(path) }))
  tell(seen, terminal)
  return seen.problems.some(({ blocking }) => blocking) ? exitCodes.failed : exitCodes.done
}

async function importFrom({ command }: AskedBooth, path: string, terminal: Terminal): Promise<number> {
  const file = await readJson(path)
  const seen = settingsChange.parse(await command('settings.preview', { file }))
  tell(seen, terminal)
  await command('settings.apply', { file, fingerprint: seen.fingerprint })
  terminal.out(`${seen.changes.length} values changed.\n`)
  return exitCodes.done
}

function tell({ changes, problems }: SettingsChange, terminal: Terminal): void {
  const shown = (value: unknown) => (value === undefined ? '(nothing)' : JSON.stringify(value))
  for (const { path, before, after } of changes) terminal.out(`${path}: ${shown(before)} -> ${shown(after)}\n`)
  for (const { path, error, blocking } of problems)
    terminal.err(`${blocking ? 'IMPOSSIBLE' : 'note'}  ${path}: ${error.message} ${error.hint}\n`)
}

async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new AppError('invalid_input', `${path} cannot be read.`, 'Give the path of a settings file.', { cause })
  })
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new AppError('settings_foreign', `${path} is no JSON.`, 'Choose a file that `settings export` wrote.', {
      cause,
    })
  }
}
