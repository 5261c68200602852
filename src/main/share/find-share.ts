import { AppError, type ErrorFacts, errorFactsOf } from '../../contract/errors'
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
  return errorFactsOf(error)
}

async function findElsewhere(
  { fs, dir, remembered, otherPlaces }: FindContext,
  id: string,
): Promise<FoundShare | null> {
  for (const place of otherPlaces(dir)) {
    const look = await lookForMarker(fs, place)
    if (look.state !== 'marked' || look.id !== id) continue
    // so that it is known for the same share when it moves on
    if (remembered.get(place) !== id) remembered.set(place, id)
    return { state: 'here', dir: place, id }
  }
  return null
}

/** Of `roots`, those under which the share `id` stood earlier and stands no more. */
export async function leftPlaces(context: FindContext, share: { dir: string; id: string }, roots: string[]) {
  const left: string[] = []
  for (const root of roots) {
    if (root === share.dir || context.remembered.get(root) !== share.id) continue
    if (!(await standsAt(context.fs, root, share.id))) left.push(root)
  }
  return left
}

/** Whether the share `id` stands at `root`; a place that cannot be looked at is no place where pictures are found. */
export async function standsAt(fs: FileSystem, root: string, id: string): Promise<boolean> {
  try {
    const look = await lookForMarker(fs, root)
    return look.state === 'marked' && look.id === id
  } catch (error) {
    if (error instanceof AppError || codeOf(error) !== '') return false
    throw error
  }
}

/** Windows gives a drive another letter when one is taken: the same folder is looked for under each. */
export function otherDriveLetters(dir: string): string[] {
  const [, letter, rest] = /^([A-Za-z]):([\\/].*)$/.exec(dir) ?? []
  if (letter === undefined || rest === undefined) return []
  return [...'CDEFGHIJKLMNOPQRSTUVWXYZ']
    .filter((other) => other !== letter.toUpperCase())
    .map((other) => `${other}:${rest}`)
}

/** Where else a share may stand on this system: drives have letters on Windows alone. */
export function usualPlaces(dir: string): string[] {
  return process.platform === 'win32' ? otherDriveLetters(dir) : []
}
