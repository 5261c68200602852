import { execFile } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { AppError } from '../contract/errors'
import { isMappedDrive, isSyncedVolume, isUncPath, remoteTypeOnLinux, remoteTypeOnMac } from './lib/remote-mounts'
import type { Log } from './lib/log'

const answerWithinMs = 3000
const run = promisify(execFile)

/**
 * Throws `data_folder_remote` for a folder on a network drive: its file locks and flushes are not to be trusted, and with
 * them neither one owner nor a journal. What the system does not tell in time is let pass, and logged.
 */
export async function refuseRemoteDisk(dataDir: string, log: Log): Promise<void> {
  const kind = await remoteKindOf(dataDir).catch((error: unknown) => {
    log.warn('on what kind of disk the data folder lies could not be found out', { dataDir, error: String(error) })
    return null
  })
  if (kind !== null) throw remote(dataDir, kind)
}

/** In a word what kind of network drive holds the folder, or the place where it will be made; null for a local disk. */
export async function remoteKindOf(dataDir: string): Promise<string | null> {
  const path = realpathSync.native(nearestExisting(dataDir))
  if (process.platform === 'linux') return remoteTypeOnLinux(await readFile('/proc/self/mountinfo', 'utf8'), path)
  if (process.platform === 'darwin') return remoteTypeOnMac(await printedBy('/sbin/mount', []), path)
  return process.platform === 'win32' ? remoteOnWindows(dataDir, path) : null
}

async function remoteOnWindows(dataDir: string, path: string): Promise<string | null> {
  if (isUncPath(dataDir) || isUncPath(path)) return 'UNC'
  const drive = path.slice(0, 2).toUpperCase()
  // the system's own drive is never a mapped one: most starts ask nothing
  if (drive === (process.env['SystemDrive'] ?? 'C:').toUpperCase()) return null
  if (isMappedDrive(await printedBy('net', ['use']), path)) return 'SMB'
  return isSyncedVolume(await printedBy('cmd', ['/d', '/c', 'vol', drive])) ? 'sync' : null
}

async function printedBy(program: string, args: string[]): Promise<string> {
  const { stdout } = await run(program, args, { timeout: answerWithinMs, windowsHide: true })
  return stdout
}

export function nearestExisting(path: string): string {
  let current = path
  while (!existsSync(current) && dirname(current) !== current) current = dirname(current)
  return current
}

function remote(dir: string, kind: string): AppError {
  return new AppError(
    'data_folder_remote',
    `The data folder ${dir} lies on a network drive (${kind}).`,
    "Choose a folder on this computer's own disk with --data. Finished pictures may go to a network drive: that is --share.",
    { params: { dir, kind } },
  )
}
