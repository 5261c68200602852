import { Ban, Check, Film, Heart } from 'lucide-react'
import { memo, useState, type MouseEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { CaptureView } from '../../../contract/capture'
import { moves } from '../../../contract/media'
import { useStyleTitle } from '../../connection/use-style-title'
import { WishChip } from '../../guests/WishChip'
import { classNames } from '../../ui/class-names'
import { FilmMark } from '../../ui/FilmMark'
import styles from './Tile.module.css'

export interface TileProps {
  capture: CaptureView
  place: number
  total: number
  isChosen: boolean
  isActive: boolean
  onChoose: (how: 'choose' | 'toggle' | 'extend') => void
  onOpen: () => void
}

/** One picture of the grid: click chooses, double click opens, the mark in the corner adds to the chosen. */
export const Tile = memo(
  function Tile({ capture, place, total, isChosen, isActive, onChoose, onOpen }: TileProps) {
    const { t } = useTranslation()
    const title = useStyleTitle()
    const number = capture.jobNumber === null ? null : t('app.job', { number: capture.jobNumber })
    const words = [number ?? capture.name, capture.style && title(capture.style)].filter(Boolean).join(' ')
    const isFilm = moves(capture)
    const told = [words, isFilm && t('gallery.video'), capture.favourite && t('gallery.favourite')]
    const choose = (event: MouseEvent) =>
      onChoose(event.shiftKey ? 'extend' : event.ctrlKey || event.metaKey ? 'toggle' : 'choose')
    const mark = (event: MouseEvent) => {
      event.stopPropagation()
      onChoose(event.shiftKey ? 'extend' : 'toggle')
    }
    return (
      <div
        id={`capture-${capture.id}`}
        role="option"
        aria-selected={isChosen}
        aria-label={told.filter(Boolean).join(', ')}
        aria-setsize={total}
        aria-posinset={place + 1}
        className={classNames(styles.tile, isChosen && styles.chosen, isActive && styles.active)}
        onClick={choose}
        onDoubleClick={onOpen}
      >
        <Picture capture={capture} />
        {isFilm && <FilmMark />}
        <span className={styles.mark} onClick={mark} onDoubleClick={(event) => event.stopPropagation()}>
          <span className={styles.markBox}>
            <Check aria-hidden strokeWidth={3} />
          </span>
        </span>
        <span className={styles.words}>{words}</span>
        {capture.favourite && <Heart aria-hidden className={styles.heart} fill="currentColor" />}
        {capture.publication === 'held' && capture.jobId !== null && (
          <span className={styles.wish}>
            <WishChip jobId={capture.jobId} onPicture />
          </span>
        )}
        {capture.publication === 'rejected' && <Ban aria-hidden className={styles.ban} />}
      </div>
    )
  },
  (before, after) =>
    before.capture === after.capture &&
    before.place === after.place &&
    before.total === after.total &&
    before.isChosen === after.isChosen &&
    before.isActive === after.isActive,
)

/** Of a video that others put there nothing can be shown in small. */
function Picture({ capture }: { capture: CaptureView }) {
  const [brokenUrl, setBrokenUrl] = useState<string | null>(null)
  const { thumbUrl } = capture
  if (brokenUrl === thumbUrl && moves(capture)) return <Film aria-hidden className={styles.none} strokeWidth={1} />
  const onError = () => setBrokenUrl(thumbUrl)
  return <img className={styles.picture} src={thumbUrl} alt="" decoding="async" draggable={false} onError={onError} />
}
