import { AppError, type ErrorFacts } from '../../contract/errors'
import { codeOf, type FileSystem } from './file-system'
import { lookForMarker, type RememberedShares } from './share-marker'
import { reasons } from './share-reasons'

/** `new`: chosen for the first time, its marker is still to be written. */
export type PresentShare = { state: 'here'; dir: string; id: string } | { state: 'new'; dir: string; id: null }
export type FoundShare = PresentShare | { state: 'away'; reason: ErrorFacts }

export interface FindContext {
  fs: FileSystem
  /** As chosen. */
  dir: string
  remembered: RememberedShares
  /** The operator has just chosen this folder: what stands there is meant, whatever was remembered. */
  isChosenNow: boolean
  /** Where else the same share may stand, such as the same folder under other drive letters. */
  otherPlaces(dir: string): string[]
}

/** Nothing is written here but, for a folder chosen for the first time, its id that was there before. */
export async function findShare(context: FindContext): Promise<FoundShare> {
  const { fs, dir, remembered } = context
  try {
    const look = await lookForMarker(fs, dir)
    const isMeant = context.isChosenNow && look.state !== 'no-folder'
    const id = isMeant ? null : remembered.get(dir)
    if (id === null) return look.state === 'marked' ? adopt(context, look.id) : { state: 'new', dir, id }
    if (look.state === 'marked' && look.id === id) return { state: 'here', dir, id }
    return (await findElsewhere(context, id)) ?? { state: 'away', reason: reasonOf(dir, look) }
  } catch (error) {
    return { state: 'away', reason: reasonOfError(dir, error) }
  }
}

function adopt({ dir, remembered }: FindContext, id: string): FoundShare {
  remembered.set(dir, id)
  return { state: 'here', dir, id }
}

function reasonOf(dir: string, look: Awaited<ReturnType<typeof lookForMarker>>): ErrorFacts {
  if (look.state === 'no-folder') return reasons.missing(dir, look.code)
  return look.state === 'unmarked' ? reasons.unmarked(dir) : reasons.other(dir)
}

function reasonOfError(dir: string, error: unknown): ErrorFacts {
  if (!(error instanceof AppError)) return reasons.missing(dir, codeOf(error) || String(error))
  const { code, message, hint } = error
  return { code, message, hint }
}

async function findElsewhere({ fs, dir, otherPlaces }: FindContext, id: string): Promise<FoundShare | null> {
  for (const place of otherPlaces(dir)) {
    const look = await lookForMarker(fs, place)
    if (look.state === 'marked' && look.id === id) return { state: 'here', dir: place, id }
  }
  return null
}

/** Windows gives a drive another letter when one is taken: the same folder is looked for under each. */
export function otherDriveLetters(dir: string): string[] {
  const [, letter, rest] = /^([A-Za-z]):([\\/].*)$/.exec(dir) ?? []
  if (letter === undefined || rest === undefined) return []
  return [...'CDEFGHIJKLMNOPQRSTUVWXYZ']
    .filter((other) => other !== letter.toUpperCase())
    .map((other) => `${other}:${rest}`)
}
