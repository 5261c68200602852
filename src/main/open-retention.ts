import type { CaptureIndex } from './captures/capture-index'
import type { DataFolder } from './jobs/data-folder'
import type { ClockWatch } from './jobs/clock-watch'
import type { JobBoard } from './jobs/job-board'
import type { Journal } from './jobs/journal'
import type { Clock } from './lib/clock'
import type { Log } from './lib/log'
import type { Database } from './lib/sqlite'
import type { Notices } from './notices'
import type { OpenedShare } from './open-share'
import { createAgeLimits } from './retention/age-limits'
import { createErasures, type Erasures } from './retention/erasures'
import { createLongRest } from './retention/long-rest'
import { createRetention, type Retention } from './retention/retention'
import type { SettingsStore } from './settings/settings-store'

/** Erasing by age, with the date that it rests on. */
export interface BoothRetention {
  /** The operator says that the date is right: erasing goes on. */
  confirmDate(): void
  /** One run now. */
  run(): Promise<void>
  eraseHere: Retention['eraseHere']
  eraseOnShare: Retention['eraseOnShare']
  erasures: Erasures
  close(): Promise<void>
}

const noticeId = 'date'

export function openRetention(deps: {
  settings: SettingsStore
  database: Database
  journal: Journal
  board: JobBoard
  captures: CaptureIndex
  share: Pick<OpenedShare, 'workAt'>
  folder: DataFolder
  notices: Notices
  clock: Clock
  log: Log
  clockWatch: Pick<ClockWatch, 'look' | 'isTrusted' | 'agesFromMs'>
  /** The booth's own files of the job are gone. */
  onErased: (jobId: string) => void
}): BoothRetention {
  const { settings, database, journal, board, captures, folder, notices, clock, log, clockWatch } = deps
  const memory = { get: journal.remembered, set: journal.remember }
  const rest = createLongRest({
    clock,
    memory,
    newestPressMs: () => (database.get('SELECT max(pressedAtMs) AS atMs FROM jobs')?.['atMs'] as number | null) ?? null,
  })
  const ageLimits = createAgeLimits({
    events: () => settings.get().events,
    memory,
    onEventsChange: settings.onChange,
  })
  const erasures = createErasures({ database, captures, clock, agesFromMs: clockWatch.agesFromMs })
  const retention = createRetention({
    ageLimits: ageLimits.limits,
    erasures,
    workAtShare: deps.share.workAt,
    folder,
    clock,
    log,
    // a jump is told by whoever watches the clock
    clockIsTrusted: () => clockIsTrusted() && rest.isOver(),
    onStopped(due) {
      if (due === null || !clockIsTrusted()) notices.clear(noticeId)
      else notices.raise(noticeId, 'attention', dateNotice(due, clock.nowMs()))
    },
    onErased(jobId) {
      if (board.get(jobId)) board.put(journal.get(jobId))
      else board.changed(jobId)
      deps.onErased(jobId)
    },
  })

  /** Looks first: what was set a moment ago is not noticed yet. */
  function clockIsTrusted(): boolean {
    clockWatch.look()
    return clockWatch.isTrusted()
  }

  function confirmDate(): void {
    rest.confirm()
    notices.clear(noticeId)
    void retention.run()
  }
  notices.onDismiss(noticeId, confirmDate)

  return { ...retention, confirmDate, erasures }
}

function dateNotice(due: number, nowMs: number) {
  const date = new Date(nowMs - new Date(nowMs).getTimezoneOffset() * 60_000).toISOString().slice(0, 10)
  return {
    code: 'date_unsure' as const,
    message: `Is it ${date}? The booth was not used for more than a week; by this date ${due} pictures are to be erased.`,
    hint: 'Closing this message says that the date is right; until then nothing is erased by age.',
    params: { due, date },
  }
}
