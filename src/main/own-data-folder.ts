import { AppError } from '../contract/errors'
import { refuseRemoteDisk } from './data-disk'
import { openDataFolder, type DataFolder } from './jobs/data-folder'
import type { Closers } from './lib/closers'
import type { Log } from './lib/log'
import { holdLock } from './lib/sqlite'

/** This process alone works with the folder until it closes. Throws `data_folder_remote`, `data_folder_owned`. */
export async function ownDataFolder(deps: { dataDir: string; closers: Closers; log: Log }): Promise<DataFolder> {
  const { dataDir, closers, log } = deps
  await refuseRemoteDisk(dataDir, log)
  const folder = openDataFolder(dataDir)
  const lock = holdLock(folder.lock) ?? refuseOwned(dataDir)
  closers.add('lock', lock.release)
  return folder
}

function refuseOwned(dataDir: string): never {
  throw new AppError(
    'data_folder_owned',
    `Another console works with ${dataDir}.`,
    'Close it, or choose another data folder with --data.',
    {
      params: { dir: dataDir },
    },
  )
}
