import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { AppError } from '../../contract/errors'
import type { BoothEvent } from '../../contract/event'
import { settings as settingsShape, type Settings } from '../../contract/settings'
import { dataFolderAt } from '../jobs/data-folder'
import { nearest } from '../lib/nearest'
import { parseStored } from '../settings/settings-store'

/** A booth's settings as they are stored, whoever owns the folder; defaults where there are none. Throws `settings_invalid`. */
export async function storedSettings(dataDir: string): Promise<Settings> {
  const path = dataFolderAt(dataDir).settings
  if (!existsSync(path)) return settingsShape.parse({})
  try {
    return parseStored(JSON.parse(await readFile(path, 'utf8')))
  } catch (cause) {
    throw new AppError('settings_invalid', `--data: ${path} is not valid.`, 'See `photocall check`.', { cause })
  }
}

/** By id or name, whatever its case. Throws `event_unknown` with the nearest, `invalid_input` for several of a name. */
export function eventCalled(events: readonly BoothEvent[], wanted: string): BoothEvent {
  const byId = events.find(({ id }) => id === wanted)
  const word = wanted.trim().toLowerCase()
  const named = events.filter(({ name }) => name.toLowerCase() === word)
  const [event, ...others] = byId ? [byId] : named
  if (event && others.length === 0) return event
  if (event) {
    const ids = named.map(({ id }) => id).join(', ')
    throw new AppError('invalid_input', `Several events are called "${wanted}".`, `Name one by its id: ${ids}.`)
  }
  const words = events.flatMap(({ id, name }) => (name === '' ? [id] : [name]))
  throw new AppError(
    'event_unknown',
    `There is no event "${wanted}".`,
    `Nearest: ${nearest(wanted, words).join(', ')}.`,
  )
}
