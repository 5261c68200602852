import { FileDown } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/format'
import { Button } from '../../ui/Button'
import { ProgressBar } from '../../ui/ProgressBar'
import type { CaptureBrowser } from './capture-browser'
import { useBrowsed } from './use-capture-browser'
import type { ZipDownload } from './use-zip-download'
import styles from './ZipButton.module.css'

/** At the foot of the filters: what they show as one file, and how far it is. */
export function ZipButton({ browser, zip }: { browser: CaptureBrowser; zip: ZipDownload }) {
  const { t } = useTranslation()
  const format = useFormat()
  const total = useBrowsed(browser, (browsed) => browsed.total)
  const filter = useBrowsed(browser, (browsed) => browsed.filter)
  if (zip.running !== null) return <Running zip={zip} running={zip.running} />
  return (
    <div className={styles.foot}>
      <Button
        icon={FileDown}
        className={styles.button}
        disabled={total === 0}
        aria-keyshortcuts="Control+S"
        onClick={() => zip.start({ filter })}
      >
        {t('gallery.zip.all', { count: total, shown: format.number(total) })}
      </Button>
    </div>
  )
}

function Running({ zip, running }: { zip: ZipDownload; running: NonNullable<ZipDownload['running']> }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { packed, total } = running
  const begins = packed === 0
  return (
    <div className={styles.foot} role="status">
      <p className={styles.words}>
        {begins
          ? t('gallery.zip.begins')
          : t('gallery.zip.running', { packed: format.number(packed), total: format.number(total) })}
      </p>
      <ProgressBar label={t('gallery.zip.label')} ratio={begins ? null : Math.min(1, packed / total)} />
      <Button className={styles.button} onClick={zip.cancel}>
        {t('app.cancel')}
      </Button>
    </div>
  )
}
