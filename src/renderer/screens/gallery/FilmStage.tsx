import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CaptureView } from '../../../contract/capture'
import { Film } from '../../ui/Film'
import styles from './Viewer.module.css'

/** A video large: it plays by itself, and its controls stop it. */
export function FilmStage({ capture }: { capture: CaptureView }) {
  const { t } = useTranslation()
  const [isRefused, setRefused] = useState(false)
  return (
    <div className={styles.filmStage}>
      <Film
        className={styles.film}
        url={capture.url}
        posterUrl={capture.thumbUrl}
        label={capture.name}
        hasControls
        onRefused={() => setRefused(true)}
      />
      {isRefused && <p className={styles.refused}>{t('gallery.viewer.cannotPlay')}</p>}
    </div>
  )
}
