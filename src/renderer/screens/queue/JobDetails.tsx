import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Job } from '../../../contract/job'
import { isVideo } from '../../../contract/media'
import { addresses } from '../../../contract/addresses'
import { useAppState } from '../../connection/use-app-state'
import { useCommand } from '../../connection/use-command'
import { useStyleTitle } from '../../connection/use-style-title'
import { errorText } from '../../i18n/error-text'
import { useFormat } from '../../i18n/format'
import { standInWords } from '../../i18n/stand-in-words'
import { OutputList } from '../../outputs/OutputList'
import { Dialog } from '../../ui/Dialog'
import { Film } from '../../ui/Film'
import styles from './JobDetails.module.css'

/** All that the journal knows of a job, fetched anew whenever its state changes. */
export function JobDetails({ jobId, onClose }: { jobId: string; onClose: () => void }) {
  const { t } = useTranslation()
  const job = useShownJob(jobId, onClose)
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && onClose()}
      title={job === null ? t('queue.details') : t('queue.detailsOf', { number: job.number })}
      closeLabel={t('app.close')}
    >
      {job !== null && (
        <div className={styles.body}>
          <Pictures job={job} />
          <Facts job={job} />
        </div>
      )}
    </Dialog>
  )
}

function useShownJob(jobId: string, onGone: () => void): Job | null {
  const run = useCommand()
  const state = useAppState(({ jobs }) => jobs[jobId]?.state)
  const [job, setJob] = useState<Job | null>(null)
  useEffect(() => {
    let isCurrent = true
    void run('jobs.show', { jobId }).then((shown) => {
      if (!isCurrent) return
      if (shown === null) onGone()
      else setJob(shown)
    })
    return () => {
      isCurrent = false
    }
    // onGone is new with each rendering and says the same
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [run, jobId, state])
  return job
}

function Pictures({ job }: { job: Job }) {
  const { t } = useTranslation()
  if (job.original === null && job.result === null) return null
  return (
    <div className={styles.pictures}>
      {job.original !== null && (
        <figure>
          <img src={addresses.original(job.id)} alt="" />
          <figcaption>{t('queue.facts.original')}</figcaption>
        </figure>
      )}
      {job.result !== null && (
        <figure>
          <Result job={job} mediaType={job.result.mediaType} />
          <figcaption>{t('queue.facts.result')}</figcaption>
        </figure>
      )}
    </div>
  )
}

function Result({ job, mediaType }: { job: Job; mediaType: string }) {
  const { t } = useTranslation()
  const url = addresses.result(job.id)
  if (!isVideo({ mediaType })) return <img src={url} alt="" />
  const label = t('queue.facts.result')
  return <Film url={url} posterUrl={addresses.thumb(job.id, 'result')} label={label} hasControls />
}

/** As they were said: the names are those of the style's workflow, in no language of ours. */
function inputsText(inputs: Job['inputs']): string | null {
  return (
    Object.entries(inputs)
      .map(([name, value]) => `${name}: ${value}`)
      .join(', ') || null
  )
}

function Facts({ job }: { job: Job }) {
  const { t } = useTranslation()
  const format = useFormat()
  const title = useStyleTitle()
  const error = job.error && errorText(t, job.error)
  const facts: [string, string | null][] = [
    [t('queue.facts.error'), error && `${error.message}. ${job.error?.message ?? ''}`],
    [t('queue.facts.details'), job.error?.details ?? null],
    [t('queue.facts.style'), title(job.style)],
    [t('queue.facts.standIn'), standInWords(t, job, title)],
    [t('queue.facts.seed'), String(job.seed)],
    [t('queue.facts.event'), job.event || null],
    [t('queue.facts.prompt'), job.prompt || null],
    [t('queue.facts.inputs'), inputsText(job.inputs)],
    [t('queue.facts.attempts'), String(job.attempts)],
    [t('queue.facts.shutterMiss'), job.shutterMissMs === null ? null : `${Math.round(job.shutterMissMs)} ms`],
    [t('queue.facts.size'), job.original && `${job.original.widthPx} × ${job.original.heightPx}`],
    [t('queue.facts.file'), job.result?.name ?? null],
    [t('queue.facts.id'), job.id],
  ]
  return (
    <div>
      <dl className={styles.facts}>
        {facts.map(([name, value]) =>
          value === null ? null : (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
      </dl>
      <OutputList jobId={job.id} number={job.number} />
      <h3 className={styles.heading}>{t('queue.timeLine')}</h3>
      <ol className={styles.times}>
        {job.timeline.map(({ state, atMs }, place) => (
          <li key={`${place}-${state}`}>
            <time>{format.time(atMs)}</time> {t(`app.jobStates.${state}`)}
          </li>
        ))}
      </ol>
    </div>
  )
}
