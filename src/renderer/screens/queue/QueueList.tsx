import { useVirtualizer } from '@tanstack/react-virtual'
import { RotateCcw } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAppState } from '../../connection/use-app-state'
import { useCommand } from '../../connection/use-command'
import { Button } from '../../ui/Button'
import { classNames } from '../../ui/class-names'
import { JobDetails } from './JobDetails'
import { JobRow } from './JobRow'
import { oldestFinished, queueRows, type QueueRow } from './queue-rows'
import styles from './Queue.module.css'
import { useOlderJobs } from './use-older-jobs'
import { useUnshownJobs } from './use-unshown-jobs'

/** Measured as they are shown; near enough that the scroll bar does not jump. */
const rowHeightPx = { group: 52, job: 88, more: 60 } as const

export function QueueList() {
  const jobs = useAppState((state) => state.jobs)
  const unshown = useUnshownJobs()
  const older = useOlderJobs()
  const [showAllFailed, setShowAllFailed] = useState(false)
  const [detailsOf, setDetailsOf] = useState<string | null>(null)
  const rows = useMemo(() => {
    const all = Object.values(jobs)
    const hasMore = older.hasMore && oldestFinished(all) !== null
    return queueRows({ jobs: all, unshown, older: older.jobs, showAllFailed, hasMore })
  }, [jobs, unshown, older.jobs, older.hasMore, showAllFailed])
  const scroller = useRef<HTMLDivElement>(null)
  // The list redraws as it scrolls by design; the compiler's memoisation is not used here.
  // eslint-disable-next-line react-hooks/incompatible-library
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => rowHeightPx[rows[index]?.kind ?? 'job'],
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 6,
  })
  const shown = list.getVirtualItems()
  const isAtEnd = rows[shown.at(-1)?.index ?? -1]?.kind === 'more'
  const { fetchBelow } = older
  useEffect(() => {
    const below = oldestFinished([...Object.values(jobs), ...older.jobs])
    if (isAtEnd && below !== null) fetchBelow(below)
  }, [isAtEnd, jobs, older.jobs, fetchBelow])

  return (
    <div ref={scroller} className={styles.scroller} tabIndex={-1}>
      <div role="list" className={styles.list} style={{ height: list.getTotalSize() }}>
        {shown.map(({ index, key, start }) => {
          const row = rows[index]
          if (row === undefined) return null
          return (
            <div
              key={key}
              ref={list.measureElement}
              data-index={index}
              role="listitem"
              className={classNames(styles.item, row.kind === 'job' && styles.jobItem)}
              style={{ translate: `0 ${start}px` }}
            >
              <Row row={row} onDetails={setDetailsOf} onShowAllFailed={setShowAllFailed} />
            </div>
          )
        })}
      </div>
      {detailsOf !== null && <JobDetails jobId={detailsOf} onClose={() => setDetailsOf(null)} />}
    </div>
  )
}

function Row({
  row,
  onDetails,
  onShowAllFailed,
}: {
  row: QueueRow
  onDetails: (jobId: string) => void
  onShowAllFailed: (all: boolean) => void
}) {
  const { t } = useTranslation()
  if (row.kind === 'job') return <JobRow job={row.job} onDetails={onDetails} />
  if (row.kind === 'more') return <p className={styles.more}>{t('queue.fetchingOlder')}</p>
  return <GroupHead row={row} onShowAllFailed={onShowAllFailed} />
}

function GroupHead({
  row: { group, count, hiddenCount },
  onShowAllFailed,
}: {
  row: Extract<QueueRow, { kind: 'group' }>
  onShowAllFailed: (all: boolean) => void
}) {
  const { t } = useTranslation()
  return (
    <div className={classNames(styles.group, styles[group])}>
      <h3>{t(`queue.groups.${group}`)}</h3>
      {group !== 'finished' && <span className={styles.groupCount}>{count}</span>}
      {group === 'failed' && (
        <span className={styles.groupActions}>
          {count > 3 && (
            <Button kind="quiet" onClick={() => onShowAllFailed(hiddenCount > 0)}>
              {hiddenCount > 0 ? t('queue.showAllFailed', { count }) : t('queue.showFewFailed')}
            </Button>
          )}
          <RetryAll />
        </span>
      )}
    </div>
  )
}

function RetryAll() {
  const { t } = useTranslation()
  const run = useCommand()
  const jobs = useAppState((state) => state.jobs)
  const retriable = Object.values(jobs).filter(({ state, canRetry }) => state === 'failed' && canRetry)
  if (retriable.length < 2) return null
  const retryAll = async () => {
    for (const { id } of retriable.sort((a, b) => a.number - b.number)) await run('jobs.retry', { jobId: id })
  }
  return (
    <Button kind="quiet" icon={RotateCcw} onClick={() => void retryAll()}>
      {t('queue.retryAll', { count: retriable.length })}
    </Button>
  )
}
