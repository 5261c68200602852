import type { TFunction } from 'i18next'
import { Ban, CircleAlert, Heart, ImageOff } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { JobView } from '../../../contract/job'
import { moves } from '../../../contract/media'
import { useStyleTitle } from '../../connection/use-style-title'
import { useFormat } from '../../i18n/format'
import { savedWords } from '../../i18n/saved-words'
import { Chip, type ChipLevel } from '../../ui/Chip'
import { classNames } from '../../ui/class-names'
import { FilmMark } from '../../ui/FilmMark'
import styles from './FilmstripPicture.module.css'
import type { FilmstripEntry } from './live-jobs'

interface FilmstripPictureProps {
  entry: FilmstripEntry
  isSelected: boolean
  onSelect: () => void
}

export function FilmstripPicture({ entry, isSelected, onSelect }: FilmstripPictureProps) {
  const { job, capture } = entry
  const label = useLabel(entry)
  const url = capture?.thumbUrl ?? job?.thumbUrl ?? null
  const isRejected = capture?.publication === 'rejected'
  const isFilm = capture === null ? job?.isVideo === true : moves(capture)
  return (
    <button
      type="button"
      className={classNames(styles.picture, isRejected && styles.rejected)}
      aria-pressed={isSelected}
      aria-label={label}
      onClick={onSelect}
    >
      {url === null ? <NoPicture isFailed={job?.state === 'failed'} /> : <img src={url} alt="" draggable={false} />}
      {isFilm && <FilmMark isSmall />}
      {capture?.favourite === true && <Heart aria-hidden className={styles.heart} fill="currentColor" />}
      <span className={styles.chip}>
        <StateChip entry={entry} />
      </span>
    </button>
  )
}

function NoPicture({ isFailed }: { isFailed: boolean }) {
  const Icon = isFailed ? CircleAlert : ImageOff
  return <Icon aria-hidden className={styles.none} strokeWidth={1.25} />
}

function useLabel({ job, capture }: FilmstripEntry): string {
  const { t } = useTranslation()
  const titleOf = useStyleTitle()
  if (job === null) return t('live.foreign', { name: capture?.name ?? '' })
  return t('live.picture', {
    number: job.number,
    style: titleOf(job.style),
    state: stateWords(t, job),
  })
}

function StateChip({ entry: { job, capture } }: { entry: FilmstripEntry }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (capture?.publication === 'rejected') {
    return (
      <Chip level="idle" icon={Ban} size="small" onPicture>
        {t('live.rejected')}
      </Chip>
    )
  }
  if (job === null) return null
  const level = levelOf(job.state, job.waitsForShare)
  const words = stateWords(t, job)
  const isMoving = job.state === 'generating' && job.progress > 0
  return (
    <Chip level={level} size="small" onPicture>
      {isMoving ? format.percent(job.progress) : words}
    </Chip>
  )
}

function stateWords(t: TFunction, { state, waitsForShare, handedTo }: JobView): string {
  if (waitsForShare) return t('app.waitsForShare')
  const words = t(`app.jobStates.${state}`)
  return state === 'saved' ? savedWords(t, handedTo, words) : words
}

function levelOf(state: NonNullable<FilmstripEntry['job']>['state'], waitsForShare: boolean): ChipLevel {
  if (state === 'failed') return 'broken'
  if (waitsForShare) return 'attention'
  if (state === 'saved') return 'ready'
  return state === 'queued' ? 'idle' : 'busy'
}
