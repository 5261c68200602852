import { errorFactsOf } from '../contract/errors'
import { createGuestTokens, type GuestTokens } from './guests/guest-tokens'
import type { Images } from './images/images'
import { createJournalBackups, type JournalBackups } from './jobs/journal-backups'
import { openSoundJournal, rememberRestoration, type Restoration } from './jobs/journal-mend'
import type { DataFolder } from './jobs/data-folder'
import { createJournal, type Journal } from './jobs/journal'
import { createReplayRecords, type ReplayRecords } from './jobs/replay-records'
import { completeRestoration } from './jobs/restoration'
import { fillSidecarGaps } from './jobs/sidecar-gaps'
import { createSidecars, type Sidecars } from './jobs/sidecars'
import { createClockWatch, spanText, type ClockWatch } from './jobs/clock-watch'
import type { Clock } from './lib/clock'
import type { Closers } from './lib/closers'
import type { Log } from './lib/log'
import type { Database } from './lib/sqlite'
import type { Notices } from './notices'

export interface OpenedJournal {
  database: Database
  journal: Journal
  records: ReplayRecords
  sidecars: Sidecars
  guestTokens: GuestTokens
  backups: JournalBackups
  clockWatch: ClockWatch
  /** Brings back what a restored journal lacks; before the share is opened and before jobs go on. */
  complete(images: Images): Promise<void>
}

/** The journal, sound and at its newest schema, with its backups and sidecars; what had to be mended is told in a notice. */
export async function openJournal(deps: {
  folder: DataFolder
  clock: Clock
  notices: Notices
  closers: Closers
  log: Log
}): Promise<OpenedJournal> {
  const { folder, clock, notices, closers, log } = deps
  const database = await openSoundJournal(deps)
  closers.add('journal', database.close)
  const guestTokens = createGuestTokens({ database })
  const journal = createJournal({ database, clock, withEach: guestTokens.keep })
  tellUnreadableRows(journal, deps)
  const backups = createJournalBackups({ folder, database, clock, log, onResult: tellBackup })
  closers.add('journal backups', backups.close)
  const clockWatch = watchClock({ clock, journal, notices, log })
  closers.add('clock watch', clockWatch.close)
  const sidecars = createSidecars({ folder, log })
  const closing = new AbortController()

  function tellBackup(error: unknown): void {
    if (error === null) return notices.clear('backup')
    const { message } = errorFactsOf(error)
    const hint = 'Make room on this disk and look at the logs. Pictures are saved all the same.'
    notices.raise('backup', 'attention', {
      code: 'backup_failed',
      message: `The journal could not be backed up: ${message}`,
      hint,
    })
  }

  async function complete(images: Images): Promise<void> {
    const restored = await completeRestoration({ journal, sidecars, folder, images, clock, log })
    if (restored) tellRestored(restored)
    const filling = fillSidecarGaps({ journal, sidecars, folder, signal: closing.signal })
    const ended = filling.catch((error: unknown) => log.warn('sidecars are still missing', { error: String(error) }))
    closers.add('sidecars', () => (closing.abort(), ended))
  }

  function tellRestored(restored: Restoration): void {
    notices.raise('journal', 'attention', noticeOf(restored))
    notices.onDismiss('journal', () => rememberRestoration(journal, null))
  }

  const records = createReplayRecords({ database })
  return { database, journal, records, sidecars, guestTokens, backups, clockWatch, complete }
}

/** The notice stays until the clock is back or somebody has read it: that is the confirmation which is asked for. */
function watchClock(deps: { clock: Clock; journal: Journal; notices: Notices; log: Log }): ClockWatch {
  const { notices } = deps
  const watch = createClockWatch(deps)
  const tell = () => {
    if (watch.isTrusted()) return notices.clear('clock')
    const by = spanText(watch.offByMs())
    notices.raise('clock', 'attention', {
      code: 'clock_jumped',
      message: `The clock of this computer was moved by ${by}.`,
      hint: 'Check date and time. Closing this message says that they are right; until then nothing is deleted by age.',
      params: { by },
    })
  }
  watch.onChange(tell)
  notices.onDismiss('clock', watch.confirm)
  tell()
  return watch
}

/** One notice for all of them: a disk that damaged one row may have damaged many. */
function tellUnreadableRows(journal: Journal, { notices, log }: { notices: Notices; log: Log }): void {
  const numbers: number[] = []
  journal.onUnreadable(({ id, number, reason }) => {
    log.error('a job of the journal cannot be read', { jobId: id, number, reason })
    numbers.push(number)
    const jobs = numbers.length > 8 ? `${numbers.slice(0, 8).join(', ')}, ...` : numbers.join(', ')
    notices.raise('journal-rows', 'attention', {
      code: 'journal_rows_unreadable',
      message: `The journal holds jobs that cannot be read: ${jobs}.`,
      hint: 'All others go on. Their originals are in the data folder; look into the logs.',
      params: { jobs },
    })
  })
}

function noticeOf({ cause, aside, backup, broughtBack }: Restoration) {
  const file = aside ?? '-'
  const what = cause === 'damaged' ? 'The journal was damaged' : 'The journal was missing'
  const kept = aside ? ` The old file is kept as ${aside} in the data folder.` : ''
  const source = backup ? `the backup of ${backup}` : 'the originals alone: there was no sound backup'
  return {
    code: backup ? ('journal_restored' as const) : ('journal_emptied' as const),
    message: `${what} and was restored from ${source}; ${broughtBack} newer pictures came back.${kept}`,
    hint: 'Look at the failed jobs in the queue: retry those whose picture is not on the share.',
    params: { cause, file, jobs: broughtBack, ...(backup && { backup: backup.replace('T', ' ') }) },
  }
}
