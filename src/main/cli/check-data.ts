import { existsSync, readdirSync } from 'node:fs'
import { errorFactsOf } from '../../contract/errors'
import { remoteKindOf } from '../data-disk'
import { createImages, type Images } from '../images/images'
import { backupFact, dataFindings } from '../jobs/data-findings'
import { dataFolderAt, openDataFolder, type DataFolder } from '../jobs/data-folder'
import { createJournal, type Journal } from '../jobs/journal'
import { judgeJournal, openSoundJournal } from '../jobs/journal-mend'
import { completeRestoration } from '../jobs/restoration'
import { migrations } from '../jobs/schema'
import { createSidecars } from '../jobs/sidecars'
import { systemClock } from '../lib/clock'
import { silentLog } from '../lib/log'
import { holdLock, inspectDatabase, type Database } from '../lib/sqlite'
import type { Platform } from '../platform'
import { bad, note, ok, type Finding } from './finding'

interface DataCheck {
  dataDir: string
  /** Mends what can be mended, holding the folder's lock. */
  repairs: boolean
  platform: Platform
}

/** Data folder, journal and everything that must fit together with it. */
export async function checkData(check: DataCheck): Promise<Finding[]> {
  const { dataDir } = check
  const remote = await remoteKindOf(dataDir).catch(() => null)
  if (remote !== null) {
    const fix = "Choose a folder on this computer's own disk with --data."
    return [bad('data', `${dataDir} lies on a network drive (${remote})`, fix)]
  }
  if (!existsSync(dataDir)) return [ok('data', `${dataDir} (made at the first start)`)]
  return underLock(check)
}

/** The lock is held while anything is looked at or mended, so that no console starts meanwhile. */
async function underLock(check: DataCheck): Promise<Finding[]> {
  const { dataDir, repairs } = check
  const folder = repairs ? openDataFolder(dataDir) : dataFolderAt(dataDir)
  if (!repairs && !existsSync(folder.lock)) return [ok('data', dataDir), ...(await checkFolder(check, folder))]
  const lock = holdLock(folder.lock)
  if (!lock) return ownedFolder(check, folder)
  try {
    return [ok('data', dataDir), ...(await checkFolder(check, folder))]
  } finally {
    lock.release()
  }
}

function ownedFolder({ dataDir, repairs }: DataCheck, folder: DataFolder): Finding[] {
  const fact = `${dataDir} is in use by a running console`
  const journal = ok('journal', `at work; backups: ${backupFact(folder)}`)
  if (repairs) return [bad('data', fact, 'Close it: nothing is repaired beside a console at work.'), journal]
  return [note('data', fact, 'Close it before you start another one here, or to look deeper.'), journal]
}

async function checkFolder(check: DataCheck, folder: DataFolder): Promise<Finding[]> {
  try {
    const judged = judgeJournal(folder, true)
    if (judged.state === 'none') return [ok('journal', 'none yet')]
    if (judged.state === 'sound') return await checkContents(check, folder)
    const what = judged.state === 'damaged' ? `damaged: ${judged.damage}` : 'missing, though there were jobs'
    if (check.repairs)
      return [ok('journal', `${what}; ${await mendJournal(check, folder)}`), ...(await checkFolder(check, folder))]
    const fix = 'At the next start, or with --repair, it is set aside and restored from backup and sidecars.'
    return [bad('journal', what, fix), ok('backups', backupFact(folder))]
  } catch (error) {
    const { message, hint } = errorFactsOf(error)
    return [bad('journal', message, hint)]
  }
}

async function mendJournal(check: DataCheck, folder: DataFolder): Promise<string> {
  const database = await openSoundJournal({ folder, clock: systemClock, log: silentLog, isThorough: true })
  try {
    return await withImages(check, async (images) => {
      const restored = await completeRestoration(depsOf(folder, database, images))
      const source = restored?.backup ? `the backup of ${restored.backup.replace('T', ' ')}` : 'sidecars alone'
      const kept = restored?.aside ? `, the old file is kept as ${restored.aside}` : ''
      return `restored from ${source}, ${restored?.broughtBack ?? 0} newer pictures came back${kept}`
    })
  } finally {
    database.close()
  }
}

async function checkContents(check: DataCheck, folder: DataFolder): Promise<Finding[]> {
  const { version } = inspectDatabase(folder.journal, false)
  if (version > migrations.length) return [bad('journal', 'written by a newer version', 'Start that version.')]
  if (version < migrations.length && !check.repairs) {
    return [ok('journal', `schema ${version}, brought to ${migrations.length} at the next start`)]
  }
  const database = await openSoundJournal({ folder, clock: systemClock, log: silentLog })
  try {
    return await withImages(check, async (images) => {
      const deps = depsOf(folder, database, images)
      return [
        ok('journal', `schema ${migrations.length}, ${deps.journal.count(null)} jobs`),
        ok('backups', backupFact(folder)),
        ...(await mended(check, await dataFindings(deps))),
        ...setAside(folder),
      ]
    })
  } finally {
    database.close()
  }
}

async function mended({ repairs }: DataCheck, found: Awaited<ReturnType<typeof dataFindings>>): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const { topic, fact, fix, repair, isHarmless } of found) {
    if (repairs && repair) findings.push(ok(topic, `${fact}; ${await repair()}`))
    else findings.push((isHarmless ? note : bad)(topic, fact, fix))
  }
  return findings
}

/** Files of earlier damages: nobody but a person deletes them. */
function setAside({ dir }: DataFolder): Finding[] {
  const names = readdirSync(dir).filter((name) => /^journal\.sqlite\.damaged-[^/]*\d$/.test(name))
  return names.map((name) => note('set aside', name, 'A damaged journal. Delete it when nobody needs it any more.'))
}

function depsOf(folder: DataFolder, database: Database, images: Images) {
  const journal: Journal = createJournal({ database, clock: systemClock })
  const sidecars = createSidecars({ folder, log: silentLog })
  return { journal, sidecars, folder, images, clock: systemClock, log: silentLog }
}

async function withImages<T>({ platform }: DataCheck, work: (images: Images) => Promise<T>): Promise<T> {
  const { startImageChild: startChild, imageChildPath: modulePath } = platform
  const images = createImages({ startChild, modulePath, log: silentLog })
  try {
    return await work(images)
  } finally {
    await images.close()
  }
}
