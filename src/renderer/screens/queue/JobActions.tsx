import { ArrowUpToLine, Images, Info, Palette, RotateCcw, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { JobView } from '../../../contract/job'
import { useCommand } from '../../connection/use-command'
import { useStyleEntries } from '../../connection/use-style-entries'
import { ShowCode } from '../../guests/GuestCode'
import { goTo } from '../../navigation'
import { Button } from '../../ui/Button'
import { IconButton } from '../../ui/IconButton'
import { Menu } from '../../ui/Menu'
import { useToast } from '../../ui/Toast'
import styles from './JobRow.module.css'

/** What can be done with a job in its state; details are always the last. */
export function JobActions({ job, onDetails }: { job: JobView; onDetails: (jobId: string) => void }) {
  const { t } = useTranslation()
  return (
    <div className={styles.actions}>
      {job.state === 'failed' && <FailedActions job={job} />}
      {job.state === 'queued' && <ToFront job={job} />}
      {['counting', 'capturing', 'queued', 'generating'].includes(job.state) && <Cancel job={job} />}
      {job.state === 'saved' && <SavedActions job={job} />}
      {job.state === 'cancelled' && job.canRetry && <Retry job={job} />}
      <IconButton icon={Info} label={t('queue.details')} onClick={() => onDetails(job.id)} />
    </div>
  )
}

function FailedActions({ job }: { job: JobView }) {
  const { t } = useTranslation()
  const run = useCommand()
  const entries = useStyleEntries({
    except: job.style,
    isOfWords: job.source === 'text',
    onSelect: (style) => void run('jobs.retry', { jobId: job.id, style }),
  })
  if (!job.canRetry) return null
  return (
    <>
      <Button icon={RotateCcw} onClick={() => void run('jobs.retry', { jobId: job.id })}>
        {t('queue.retry')}
      </Button>
      <Menu
        trigger={
          <Button icon={Palette} className={styles.styleButton}>
            {t('queue.otherStyle')}
          </Button>
        }
        entries={entries}
      />
    </>
  )
}

function Retry({ job }: { job: JobView }) {
  const { t } = useTranslation()
  const run = useCommand()
  return (
    <IconButton icon={RotateCcw} label={t('queue.retry')} onClick={() => void run('jobs.retry', { jobId: job.id })} />
  )
}

function ToFront({ job }: { job: JobView }) {
  const { t } = useTranslation()
  const run = useCommand()
  return (
    <IconButton
      icon={ArrowUpToLine}
      label={t('queue.toFront')}
      disabled={job.position === 1}
      onClick={() => void run('jobs.toFront', { jobId: job.id })}
    />
  )
}

/** A cancelled job keeps its original, so the way back is a retry. */
function Cancel({ job }: { job: JobView }) {
  const { t } = useTranslation()
  const run = useCommand()
  const showToast = useToast()
  const cancel = async () => {
    if ((await run('jobs.cancel', { jobId: job.id })) === null) return
    const undo = { label: t('app.undo'), onSelect: () => void run('jobs.retry', { jobId: job.id }) }
    const title = t('queue.cancelled', { number: job.number })
    showToast({ level: 'ready', title, ...((job.originalUrl !== null || job.source === 'text') && { action: undo }) })
  }
  return <IconButton icon={X} label={t('queue.cancel')} onClick={() => void cancel()} />
}

function SavedActions({ job }: { job: JobView }) {
  const { t } = useTranslation()
  const run = useCommand()
  const restyle = (style: string) => void run('jobs.restyle', { jobId: job.id, style })
  const entries = useStyleEntries({ except: job.style, isOfWords: job.source === 'text', onSelect: restyle })
  return (
    <>
      <ShowCode jobId={job.id} number={job.number} />
      <IconButton icon={Images} label={t('queue.inGallery')} onClick={() => goTo('gallery', job.id)} />
      <Menu trigger={<IconButton icon={Palette} label={t('queue.restyle')} />} entries={entries} />
    </>
  )
}
