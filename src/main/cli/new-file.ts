import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { copyFile, link, mkdir, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AppError } from '../../contract/errors'
import { syncFile, syncFolder } from '../lib/files'
import { renamePatiently } from '../lib/held-file'

/** Copies a file so that it is whole when it appears at `target`; throws `invalid_input` where a file is there. */
export async function placeNew(from: string, target: string): Promise<void> {
  await writeNew(target, (temporary) => copyFile(from, temporary, constants.COPYFILE_EXCL))
}

/** The same for whatever `write` puts at the temporary name it is given, in the same folder. */
export async function writeNew(target: string, write: (temporary: string) => Promise<unknown>): Promise<void> {
  await mkdir(dirname(target), { recursive: true })
  const temporary = `${target}.${randomUUID()}.tmp`
  try {
    await write(temporary)
    await syncFile(temporary)
    await publish(temporary, target)
    await syncFolder(dirname(target))
  } finally {
    await rm(temporary, { force: true })
  }
}

/** A link never replaces what is there; drives without links are looked at first. */
async function publish(temporary: string, target: string): Promise<void> {
  try {
    await link(temporary, target)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code === 'EEXIST' || (await isThere(target))) throw thereAlready(target)
    await renamePatiently(temporary, target)
  }
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

/** Nothing is written over a file. */
export const thereAlready = (path: string): AppError =>
  new AppError('invalid_input', `${path} is there already.`, 'Name a file that does not exist yet.')
