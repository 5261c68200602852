import { Images, SearchX } from 'lucide-react'
import { Trans, useTranslation } from 'react-i18next'
import { goTo } from '../../navigation'
import { Button } from '../../ui/Button'
import { EmptyState } from '../../ui/EmptyState'
import styles from './Gallery.module.css'

export interface GalleryEmptyProps {
  /** No picture at all yet, none of this event, or none that matches. */
  reason: 'none' | 'noneInEvent' | 'nothingFound'
  onShowAll: () => void
}

export function GalleryEmpty({ reason, onShowAll }: GalleryEmptyProps) {
  const { t } = useTranslation()
  if (reason === 'noneInEvent') {
    return (
      <EmptyState icon={Images} title={t('gallery.noneInEvent.title')} text={t('gallery.noneInEvent.text')}>
        <Button onClick={onShowAll}>{t('gallery.noneInEvent.showAll')}</Button>
      </EmptyState>
    )
  }
  if (reason === 'nothingFound') {
    return (
      <EmptyState icon={SearchX} title={t('gallery.nothingFound.title')} text={t('gallery.nothingFound.text')}>
        <Button onClick={onShowAll}>{t('gallery.nothingFound.showAll')}</Button>
      </EmptyState>
    )
  }
  const text = <Trans i18nKey="gallery.none.text" components={{ key: <kbd className={styles.key} /> }} />
  return (
    <EmptyState icon={Images} title={t('gallery.none.title')} text={text}>
      <Button kind="primary" onClick={() => goTo('live')}>
        {t('gallery.none.toLive')}
      </Button>
    </EmptyState>
  )
}
