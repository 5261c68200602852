import { AppError } from '../../contract/errors'
import type { BoothEvent } from '../../contract/event'
import type { Settings } from '../../contract/settings'
import { exampleName, inFolder, parsePattern } from '../share/name-pattern'
import { cutBytes, faultOfComponent, safeValue, trimEnd } from '../share/name-rules'

/**
 * Every event's folder and pattern, with the longest that its tokens can become, must be a path that all systems take
 * below `dir`. Throws `name_invalid`, naming the event in `params`.
 */
export function checkEventNames(settings: Settings, dir: string): void {
  for (const event of settings.events) namePatternOf(event, settings.share.pattern, dir)
}

/** What a file of today would be called in this event. Throws `name_invalid`. */
export function exampleInEvent(event: BoothEvent, general: string, dir: string, nowMs: number): string {
  const zoneOffsetMin = -new Date(nowMs).getTimezoneOffset()
  return exampleName(namePatternOf(event, general, dir), nowMs, zoneOffsetMin)
}

function namePatternOf({ name, folder, pattern }: BoothEvent, general: string, dir: string) {
  try {
    const fault = folder === '' ? null : firstFault(folder)
    if (fault) throw new AppError('name_invalid', `The folder ${fault}.`, 'Choose another folder name.')
    return parsePattern(inFolder(folder, pattern ?? general), dir)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const message = name === '' ? error.message : `Event "${name}": ${error.message}`
    throw new AppError(error.code, message, error.hint, { cause: error, params: { ...error.params, event: name } })
  }
}

function firstFault(folder: string): string | null {
  for (const component of folder.split('/')) {
    const fault = faultOfComponent(component)
    if (fault) return fault
  }
  return null
}

/** Leaves room for the share's own path and the file's name. */
const folderBytes = 60

/** A folder named like the event that no other event has, also not in other letter case. */
export function folderFor(name: string, others: readonly BoothEvent[]): string {
  const plain = safeValue(name.replace(/[{}]/g, '_'), folderBytes)
  const taken = new Set(others.flatMap(({ folder }) => [folded(folder), folded(folder.split('/')[0] ?? '')]))
  const isFree = (folder: string) => !taken.has(folded(folder)) && faultOfComponent(folder) === null
  for (let place = 1; ; place++) {
    const end = place === 1 ? '' : ` (${place})`
    const folder = `${trimEnd(cutBytes(plain, folderBytes - end.length))}${end}`
    if (isFree(folder)) return folder
  }
}

const folded = (folder: string) => folder.normalize('NFC').toLowerCase()
