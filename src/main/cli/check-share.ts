import { constants, existsSync, statSync } from 'node:fs'
import { access } from 'node:fs/promises'
import type { Settings } from '../../contract/settings'
import type { SyncProvider } from '../../contract/sync-provider'
import { nearestExisting } from '../data-disk'
import { dataFolderAt } from '../jobs/data-folder'
import { createJournal } from '../jobs/journal'
import { openJournalToRead } from '../jobs/read-journal'
import { systemClock } from '../lib/clock'
import { freeBytes } from '../lib/files'
import type { Database } from '../lib/sqlite'
import { realFileSystem } from '../share/file-system'
import { findShare, usualPlaces, type FoundShare } from '../share/find-share'
import { rememberedShares } from '../share/remembered-shares'
import { syncProviderOf } from '../share/sync-provider'
import { syncSignsOf } from '../share/sync-signs'
import { volumeLabelOf } from '../share/volume-label'
import { bad, gigabytes, note, ok, type Finding } from './finding'

interface ShareCheck {
  dataDir: string
  /** As chosen. */
  dir: string
  syncedBy: Settings['share']['syncedBy']
}

/** The share as a start would find it, by its marker; nothing is made, marked or remembered. */
export async function checkShare(check: ShareCheck): Promise<Finding[]> {
  const database = journalToRead(check.dataDir)
  try {
    const found = await find(check.dir, database)
    if (found.state === 'away') return [bad('share', found.reason.message, found.reason.hint)]
    const isFolder = existsSync(found.dir) && statSync(found.dir).isDirectory()
    const findings = [isFolder ? await checkFolder(check, found) : notThere(check.dir, database !== null)]
    return database === null ? [...findings, unsure] : findings
  } finally {
    database?.close()
  }
}

/** Null for a journal that cannot be read: its own finding says why. */
function journalToRead(dataDir: string): Database | null {
  try {
    return openJournalToRead(dataFolderAt(dataDir))
  } catch {
    return null
  }
}

function find(dir: string, database: Database | null): Promise<FoundShare> {
  const known = database && rememberedShares(createJournal({ database, clock: systemClock }))
  const remembered = { get: (place: string) => known?.get(place) ?? null, set: () => undefined }
  return findShare({ fs: realFileSystem, dir, remembered, isChosenNow: false, otherPlaces: usualPlaces })
}

const unsure = note(
  'share',
  'whether it is the share that was chosen is not known',
  'That stands in the journal: mend it and look again.',
)

/** `isNew`: nothing was chosen there before. */
function notThere(dir: string, isNew: boolean): Finding {
  if (existsSync(dir)) return bad('share', `${dir} is not a folder`, 'Choose a folder with --share.')
  const made = isNew ? `It is made at the first start, in ${nearestExisting(dir)}; if` : 'If'
  return note('share', `${dir} is not there`, `${made} it is a drive, connect it.`)
}

async function checkFolder({ dir: chosen, syncedBy }: ShareCheck, { dir }: { dir: string }): Promise<Finding> {
  try {
    await access(dir, constants.R_OK | constants.W_OK)
    const place = dir === chosen ? dir : `${dir} (chosen as ${chosen})`
    return ok('share', `${place}, ${gigabytes(await freeBytes(dir))} free${await handedTo(dir, syncedBy)}`)
  } catch {
    // told as a finding
    return bad(
      'share',
      `${dir} cannot be written`,
      'Give this user the right to write there, or choose another folder.',
    )
  }
}

const syncNames: Record<SyncProvider, string> = {
  'google-drive': 'Google Drive',
  onedrive: 'OneDrive',
  dropbox: 'Dropbox',
  icloud: 'iCloud',
  other: 'a sync program',
}

/** Of a synced folder, what the console will say in place of "verified"; empty for a plain one. */
async function handedTo(dir: string, syncedBy: ShareCheck['syncedBy']): Promise<string> {
  const found = () => syncSignsOf(realFileSystem, dir, volumeLabelOf).then(syncProviderOf)
  const provider = syncedBy === 'auto' ? await found() : syncedBy
  return provider === null || provider === 'plain' ? '' : `; pictures are handed to ${syncNames[provider]}`
}
