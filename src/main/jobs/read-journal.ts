import { existsSync } from 'node:fs'
import { AppError } from '../../contract/errors'
import { isDamage, migrate, openDatabase, openDatabaseToRead, versionOf, type Database } from '../lib/sqlite'
import type { DataFolder } from './data-folder'
import { judgeJournal } from './journal-mend'
import { migrations } from './schema'

/**
 * The journal for looking alone, beside whoever works with it; an empty one where there were never jobs. Throws
 * `not_possible_now` for one that only a start can make readable: damaged, lost, or of another version.
 */
export function openJournalToRead(folder: DataFolder): Database {
  if (!existsSync(folder.journal)) return judgeJournal(folder).state === 'none' ? emptyJournal() : refuse(lost())
  const database = openDatabaseToRead(folder.journal)
  try {
    const version = versionOf(database)
    return version === migrations.length ? database : refuse(otherVersion(version))
  } catch (error) {
    database.close()
    throw isDamage(error) ? damaged(error) : error
  }
}

/** In memory: a folder that nobody started a console with stays as it is. */
function emptyJournal(): Database {
  const database = openDatabase(':memory:')
  migrate(database, ':memory:', migrations)
  return database
}

function refuse(error: AppError): never {
  throw error
}

const restores = 'Start the console: it restores the journal from its backup. `photocall check` tells more.'

const lost = () => new AppError('not_possible_now', 'The journal is missing, though there were jobs.', restores)
const damaged = (cause: unknown) => new AppError('not_possible_now', 'The journal is damaged.', restores, { cause })

function otherVersion(version: number): AppError {
  const isNewer = version > migrations.length
  return new AppError(
    'not_possible_now',
    `The journal is of ${isNewer ? 'a newer' : 'an earlier'} version (schema ${version}, this one reads ${migrations.length}).`,
    isNewer ? 'Use the newer version.' : 'Start the console once: it brings the journal to this version.',
  )
}
