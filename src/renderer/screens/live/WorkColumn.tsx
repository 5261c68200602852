import { ChevronRight, CircleAlert, Coffee, TriangleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { JobView } from '../../../contract/job'
import { useAppState, useAppStateParts } from '../../connection/use-app-state'
import { useAwaitsServer } from '../../connection/use-awaits-server'
import { useStyleTitle } from '../../connection/use-style-title'
import { useFormat } from '../../i18n/format'
import { savedTodayWords } from '../../i18n/saved-words'
import { workWords } from '../../i18n/work-words'
import { goTo } from '../../navigation'
import { FormingPicture } from '../../ui/FormingPicture'
import { ProgressBar } from '../../ui/ProgressBar'
import { jobsAtWork, jobsInLine, newestSaved } from './live-jobs'
import styles from './WorkColumn.module.css'

/** What is being made, who comes next, and what went wrong. */
export function WorkColumn() {
  const { t } = useTranslation()
  const atWork = useAppStateParts((state) => jobsAtWork(state.jobs))
  const inLine = useAppStateParts((state) => jobsInLine(state.jobs))
  const waiting = useAppState((state) => state.queue.waiting)
  const failed = useAppState((state) => state.queue.failed)
  const savedToday = useAppState((state) => state.queue.savedToday)
  const syncedBy = useAppState((state) => state.share.syncedBy)
  const format = useFormat()
  const awaitsServer = useAwaitsServer()
  const shown = atWork.find(({ state }) => state === 'generating') ?? atWork[0] ?? null
  const made = useAppState((state) => newestSaved(state.jobs))
  const others = atWork.filter((job) => job !== shown)
  return (
    <aside className={styles.column}>
      <section className={styles.now} aria-label={t('live.now')}>
        <h2 className={styles.heading}>{t(shown === null && made !== null ? 'live.justMade' : 'live.now')}</h2>
        {shown !== null ? <AtWork job={shown} /> : made !== null ? <JustMade job={made} /> : <Idle />}
        {others.slice(0, 3).map((job) => (
          <AlsoAtWork key={job.id} job={job} />
        ))}
      </section>
      <section className={styles.next} aria-label={t('live.next')}>
        <h2 className={styles.heading}>
          {t('live.next')} {waiting > 0 && <span className={styles.number}>{format.number(waiting)}</span>}
        </h2>
        {inLine.some(awaitsServer) && <Awaited words={t('live.lineAwaitsServer')} />}
        {inLine.length === 0 ? (
          <p className={styles.nobody}>{t('live.nobodyWaits')}</p>
        ) : (
          <Line jobs={inLine} waiting={waiting} />
        )}
      </section>
      <footer className={styles.footer}>
        {failed > 0 && (
          <button type="button" className={styles.failed} onClick={() => goTo('queue', 'failed')}>
            <CircleAlert aria-hidden />
            <span>{t('live.failed', { count: failed })}</span>
            <ChevronRight aria-hidden />
          </button>
        )}
        <p className={styles.today}>
          <strong>{format.number(savedToday)}</strong>{' '}
          {savedTodayWords(t, syncedBy, { count: savedToday, plain: t('live.savedToday', { count: savedToday }) })}
        </p>
      </footer>
    </aside>
  )
}

/** While nothing is in work: the picture that came out last, large enough to judge it. Small pictures are kept here, also while the share is away. */
function JustMade({ job }: { job: JobView }) {
  const { t } = useTranslation()
  const titleOf = useStyleTitle()
  return (
    <button type="button" className={styles.made} onClick={() => goTo('gallery', job.id)}>
      <span className={styles.picture}>
        <FormingPicture
          originalUrl={null}
          frameUrl={job.isVideo ? job.resultUrl : (job.thumbUrl ?? job.resultUrl)}
          film={job.isVideo ? { posterUrl: job.thumbUrl } : null}
          alt={t('live.showInGallery')}
          isForming={false}
        />
      </span>
      <span className={styles.title}>
        <span className={styles.number}>#{job.number}</span> {titleOf(job.style)}
      </span>
    </button>
  )
}

function Idle() {
  const { t } = useTranslation()
  return (
    <div className={styles.idle}>
      <Coffee aria-hidden strokeWidth={1.25} />
      <p>{t('live.nothingNow')}</p>
    </div>
  )
}

function AtWork({ job }: { job: JobView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const titleOf = useStyleTitle()
  const isSaving = job.state === 'saving'
  const isAwaited = useAwaitsServer()(job)
  return (
    <article className={styles.job}>
      <div className={styles.picture}>
        <FormingPicture
          originalUrl={job.originalUrl}
          frameUrl={job.resultUrl ?? job.previewUrl}
          film={job.isVideo ? { posterUrl: job.thumbUrl } : null}
          alt=""
          isForming={!isSaving}
        />
      </div>
      <h3 className={styles.title}>
        <span className={styles.number}>#{job.number}</span> {titleOf(job.style)}
      </h3>
      <ProgressBar label={t('live.progressOf', { number: job.number })} ratio={job.progress} />
      <p className={styles.figures}>
        <strong>{isSaving ? t('app.jobStates.saving') : format.percent(job.progress)}</strong>
        {!isSaving && !isAwaited && job.etaMs !== null && (
          <span>{t('app.aboutLeft', { duration: format.duration(job.etaMs) })}</span>
        )}
        {job.attempts > 1 && <span>{t('live.attempt', { count: job.attempts })}</span>}
      </p>
      {isAwaited ? <Awaited words={t('app.work.awaitsServer')} /> : <Work job={job} />}
    </article>
  )
}

function Awaited({ words }: { words: string }) {
  return (
    <p className={styles.awaited}>
      <TriangleAlert aria-hidden />
      {words}
    </p>
  )
}

/** Of a ComfyUI server: what it does for this picture now. */
function Work({ job }: { job: JobView }) {
  const { t } = useTranslation()
  const words = job.state === 'generating' ? workWords(t, job) : []
  if (words.length === 0) return null
  return (
    <p className={styles.work}>
      {words.map((part) => (
        <span key={part}>{part}</span>
      ))}
    </p>
  )
}

/** With several slots: one picture forms large, the others are told in a line each. */
function AlsoAtWork({ job }: { job: JobView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const titleOf = useStyleTitle()
  return (
    <p className={styles.waiting}>
      {job.thumbUrl !== null && <img src={job.thumbUrl} alt="" />}
      <span className={styles.number}>#{job.number}</span>
      <span className={styles.style}>{titleOf(job.style)}</span>
      <span className={styles.eta}>
        {job.state === 'saving' ? t('app.jobStates.saving') : format.percent(job.progress)}
      </span>
    </p>
  )
}

/** More than these would not be read anyway. */
const shownInLine = 8

/** The front of the line; `waiting` counts all of it. */
function Line({ jobs, waiting }: { jobs: readonly JobView[]; waiting: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const titleOf = useStyleTitle()
  const more = waiting - shownInLine
  return (
    <ol className={styles.line}>
      {jobs.slice(0, shownInLine).map((job) => (
        <li key={job.id} className={styles.waiting}>
          {job.thumbUrl !== null && <img src={job.thumbUrl} alt="" loading="lazy" />}
          <span className={styles.number}>#{job.number}</span>
          <span className={styles.style}>{titleOf(job.style)}</span>
          {job.etaMs !== null && <span className={styles.eta}>~{format.duration(job.etaMs)}</span>}
        </li>
      ))}
      {more > 0 && (
        <li>
          <button type="button" className={styles.more} onClick={() => goTo('queue')}>
            {t('live.more', { count: more })}
          </button>
        </li>
      )}
    </ol>
  )
}
