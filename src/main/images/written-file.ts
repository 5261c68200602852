import { open, rm } from 'node:fs/promises'
import { AppError } from '../../contract/errors'
import { renamePatiently } from '../lib/held-file'

/** Writes beside the target, syncs, then takes its name: under `path` there is the whole file or none. */
export async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const partPath = `${path}.${process.pid}.part`
  try {
    await writeSynced(partPath, bytes)
    await renamePatiently(partPath, path)
  } catch (cause) {
    await rm(partPath, { force: true })
    throw isFull(cause) ? diskLow(cause) : cause
  }
}

async function writeSynced(path: string, bytes: Uint8Array) {
  const file = await open(path, 'w')
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

function isFull(cause: unknown) {
  return cause instanceof Error && 'code' in cause && (cause.code === 'ENOSPC' || cause.code === 'EDQUOT')
}

function diskLow(cause: unknown) {
  return new AppError('disk_low', 'The disk is full.', 'Free some space on the disk of the data folder.', { cause })
}
