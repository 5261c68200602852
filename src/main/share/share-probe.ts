import { join } from 'node:path'
import { pause } from '../lib/pause'
import { codeOf, type OpenFile } from './file-system'
import { meansNoLinks, ownFolder, type PublishContext, removeIfThere } from './publish'
import { isPassing } from './retry'
import { removeForgotten, temporaryPath } from './temporaries'

/** What a drive can do; nothing of it is needed, each makes a save surer. */
export interface DriveSkills {
  /** Whether it knows hard links. */
  links: boolean
  /** Whether it brings a file's bytes to its disk when asked. */
  fileSync: boolean
  /** The same for the names in a folder; Windows knows no such thing. */
  folderSync: boolean
}

const linkTries = 4
const linkPauseMs = 150

/**
 * Writes and removes a file in our folder; rejects with Node's error where the share takes none. Resolves with what the
 * drive can do. Some systems say EPERM for "no links", as virus scanners do for "not now", so that is asked again.
 */
export async function probeShare(context: Omit<PublishContext, 'links'>): Promise<DriveSkills> {
  const folder = join(context.dir, ownFolder)
  const path = temporaryPath(context.dir, 'probe')
  await makeFolder(context, folder)
  const file = await context.fs.open(path, 'create')
  const fileSync = await writeProbe(file).finally(() => file.close())
  try {
    await removeForgotten(context, await context.fs.stat(path))
    return { links: await canLink(context, path), fileSync, folderSync: await context.fs.syncFolder(folder) }
  } finally {
    await removeIfThere(context, context.fs, path)
  }
}

/** Only a sync tells of some quotas and of some drives that take nothing. */
async function writeProbe(file: OpenFile): Promise<boolean> {
  await file.write(Buffer.from('probe'))
  return file.sync()
}

/** Without the patience of a save: a share that refuses now is shown now, and asked again soon. */
async function makeFolder({ fs }: Omit<PublishContext, 'links'>, folder: string): Promise<void> {
  try {
    await fs.makeFolder(folder)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  }
}

async function canLink(context: Omit<PublishContext, 'links'>, path: string): Promise<boolean> {
  const second = `${path.slice(0, -'.part'.length)}-2.part`
  for (let tries = 1; tries <= linkTries; tries++) {
    try {
      await context.fs.link(path, second)
      await removeIfThere(context, context.fs, second)
      return true
    } catch (error) {
      if (meansNoLinks(error)) return false
      if (!isPassing(error)) throw error
    }
    await pause(context, linkPauseMs * tries)
  }
  return false
}
