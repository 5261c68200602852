import { Images, SearchX } from 'lucide-react'
import { Trans, useTranslation } from 'react-i18next'
import { goTo } from '../../navigation'
import { Button } from '../../ui/Button'
import { EmptyState } from '../../ui/EmptyState'
import styles from './Gallery.module.css'

/** No picture at all yet, or none that matches. */
export function GalleryEmpty({ reason, onShowAll }: { reason: 'none' | 'nothingFound'; onShowAll: () => void }) {
  const { t } = useTranslation()
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
