import { Ban, Heart, Images, ListOrdered, Palette, RotateCcw, Undo2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { CaptureView } from '../../../contract/capture'
import type { JobView } from '../../../contract/job'
import { useAppState } from '../../connection/use-app-state'
import { useCommand } from '../../connection/use-command'
import { useStyleTitle } from '../../connection/use-style-title'
import { isPlainKey, isTyping } from '../../keyboard'
import { goTo } from '../../navigation'
import { errorText } from '../../i18n/error-text'
import { Button } from '../../ui/Button'
import { IconButton } from '../../ui/IconButton'
import { Menu } from '../../ui/Menu'
import { useToast } from '../../ui/Toast'
import { useWindowKey } from '../../use-window-key'
import styles from './FilmstripActions.module.css'
import { wasShot, type FilmstripEntry } from './live-jobs'
import { usePress } from './use-press'

/** What can be done with the selected picture; always in the same place. */
export function FilmstripActions({ entry: { job, capture } }: { entry: FilmstripEntry }) {
  const titleOf = useStyleTitle()
  const style = job?.style ?? capture?.style ?? null
  return (
    <div className={styles.actions}>
      <p className={styles.facts}>
        {job !== null && <strong>#{job.number}</strong>} {style !== null && titleOf(style)}
        {job !== null && job.error !== null && job.state === 'failed' ? (
          <Reason job={job} />
        ) : (
          <span className={styles.name}>{capture?.name}</span>
        )}
      </p>
      {capture !== null && <CaptureActions capture={capture} job={job} />}
      {job?.state === 'failed' && <FailedActions job={job} />}
    </div>
  )
}

function Reason({ job }: { job: JobView }) {
  const { t } = useTranslation()
  return <span className={styles.reason}>{job.error && errorText(t, job.error).message}</span>
}

function FailedActions({ job }: { job: JobView }) {
  const { t } = useTranslation()
  const run = useCommand()
  return (
    <>
      {job.canRetry && (
        <Button size="small" icon={RotateCcw} onClick={() => void run('jobs.retry', { jobId: job.id })}>
          {t('live.retry')}
        </Button>
      )}
      <IconButton icon={ListOrdered} label={t('live.showInQueue')} onClick={() => goTo('queue', 'failed')} />
    </>
  )
}

function CaptureActions({ capture, job }: { capture: CaptureView; job: JobView | null }) {
  const { t } = useTranslation()
  const { favour, reject, retake } = useCaptureActions(capture, job)
  const isRejected = capture.publication === 'rejected'
  useWindowKey((event) => {
    if (!isPlainKey(event) || isTyping(event) || event.repeat) return
    if (event.key === 'f') favour()
    if (event.key === 'x') reject()
  })
  return (
    <>
      <IconButton
        icon={Heart}
        label={capture.favourite ? t('live.unfavourite') : t('live.favourite')}
        shortcut="F"
        pressed={capture.favourite}
        filled={capture.favourite}
        onClick={favour}
      />
      {job !== null && job.originalUrl !== null && <Restyle job={job} />}
      {job !== null && wasShot(job) && !isRejected && (
        <IconButton icon={RotateCcw} label={t('live.retake')} onClick={retake} />
      )}
      <IconButton
        icon={isRejected ? Undo2 : Ban}
        label={isRejected ? t('live.unreject') : t('live.reject')}
        shortcut="X"
        onClick={reject}
      />
      <IconButton icon={Images} label={t('live.showInGallery')} onClick={() => goTo('gallery', capture.id)} />
    </>
  )
}

function useCaptureActions(capture: CaptureView, job: JobView | null) {
  const { t } = useTranslation()
  const run = useCommand()
  const press = usePress()
  const showToast = useToast()
  const ids = [capture.id]
  const setRejected = (rejected: boolean) => run('captures.reject', { ids, rejected })
  const reject = () => {
    const rejected = capture.publication !== 'rejected'
    void setRejected(rejected).then((done) => {
      if (done === null || !rejected) return
      const title = t('live.rejectedDone', { number: job?.number ?? capture.name })
      showToast({ level: 'ready', title, action: { label: t('app.undo'), onSelect: () => void setRejected(false) } })
    })
  }
  return {
    favour: () => void run('captures.favourite', { ids, favourite: !capture.favourite }),
    reject,
    /** The old picture goes only once the new press was taken. */
    retake: () => void press(job?.style).then((pressed) => pressed && reject()),
  }
}

function Restyle({ job }: { job: JobView }) {
  const { t } = useTranslation()
  const run = useCommand()
  const titleOf = useStyleTitle()
  const styleViews = useAppState((state) => state.styles)
  const entries = styleViews.map(({ name }) => ({
    label: titleOf(name),
    onSelect: () => void run('jobs.restyle', { jobId: job.id, style: name }),
  }))
  return <Menu trigger={<IconButton icon={Palette} label={t('live.restyle')} />} entries={entries} />
}
