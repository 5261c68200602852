import { Ban, FileDown, Heart, Undo2, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/format'
import { Button } from '../../ui/Button'
import { IconButton } from '../../ui/IconButton'
import styles from './ChosenBar.module.css'
import type { CaptureActions } from './use-capture-actions'
import type { GallerySelection } from './use-selection'
import type { ZipDownload } from './use-zip-download'

/** Over the lower edge while several pictures are chosen. */
export function ChosenBar(props: { selection: GallerySelection; actions: CaptureActions; zip: ZipDownload }) {
  const { selection, actions, zip } = props
  const { t } = useTranslation()
  const format = useFormat()
  const { captures, chosen } = selection
  if (chosen.size < 2) return null
  const ids = [...chosen]
  const areFavourites = captures.every(({ favourite }) => favourite)
  const areRejected = captures.every(({ publication }) => publication === 'rejected')
  return (
    <div className={styles.bar} role="toolbar" aria-label={t('gallery.chosenActions')}>
      <p className={styles.count}>{t('gallery.chosen', { count: chosen.size, shown: format.number(chosen.size) })}</p>
      <Button icon={Heart} onClick={() => actions.setFavourite(ids, !areFavourites)}>
        {t(areFavourites ? 'gallery.unfavourite' : 'gallery.favourite')}
      </Button>
      <Button icon={areRejected ? Undo2 : Ban} onClick={() => actions.setRejected(ids, !areRejected)}>
        {t(areRejected ? 'gallery.restore' : 'gallery.reject')}
      </Button>
      <Button icon={FileDown} pending={zip.running !== null} onClick={() => zip.start({ ids })}>
        {t('gallery.zip.chosen')}
      </Button>
      <IconButton icon={X} label={t('gallery.clearChoice')} shortcut="Esc" onClick={selection.clear} />
    </div>
  )
}
