import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { useAppState } from '../../connection/use-app-state'
import { GuestCode } from '../../guests/GuestCode'
import { codeSidePx } from './code-size'
import styles from './GuestCodes.module.css'

/** The way to a guest's picture on their phone, and before it to the Wi-Fi where one is set; nothing without links. */
export function GuestCodes({ jobId }: { jobId: string }) {
  const { t } = useTranslation()
  const { hasLinks, hasWifi } = useAppState((state) => state.guests)
  const sidePx = useCodeSide()
  if (!hasLinks) return null
  // two in the place of one
  const each = hasWifi ? Math.round(sidePx * 0.8) : sidePx
  return (
    <aside className={styles.codes}>
      {hasWifi && (
        <figure className={styles.entry}>
          <GuestCode of="wifi" sidePx={each} alt={t('guests.wifiAlt')} />
          <figcaption>{t('guests.wifiFirst')}</figcaption>
        </figure>
      )}
      <figure className={styles.entry}>
        <GuestCode of={jobId} sidePx={each} alt={t('guests.codeAlt')} />
        <figcaption>{hasWifi ? t('guests.pictureThen') : t('kiosk.scan')}</figcaption>
      </figure>
    </aside>
  )
}

/** The operator shows a picture's code: nothing else is on the screen, and the whole of it is the way on. */
export function CodeScene({ jobId, onDone }: { jobId: string; onDone: () => void }) {
  const { t } = useTranslation()
  const sidePx = useCodeSide()
  const hasWifi = useAppState((state) => state.guests.hasWifi)
  return (
    <section className={styles.scene}>
      <h1>{t('kiosk.scanLarge')}</h1>
      <div className={styles.pair}>
        {hasWifi && (
          <figure className={styles.entry}>
            <GuestCode of="wifi" sidePx={Math.round(sidePx * 1.2)} alt={t('guests.wifiAlt')} />
            <figcaption>{t('guests.wifiFirst')}</figcaption>
          </figure>
        )}
        <figure className={styles.entry}>
          <GuestCode of={jobId} sidePx={Math.round(sidePx * 1.4)} alt={t('guests.codeAlt')} />
          <figcaption>{hasWifi ? t('guests.pictureThen') : t('kiosk.scan')}</figcaption>
        </figure>
      </div>
      <button type="button" className={styles.wayOn} aria-label={t('kiosk.finish')} onClick={onDone} autoFocus />
    </section>
  )
}

function useCodeSide(): number {
  const diagonalInches = useAppState((state) => state.settings.kiosk.diagonalInches)
  const size = useSyncExternalStore(onResize, () => `${window.innerWidth} ${window.innerHeight}`)
  const [widthPx = 0, heightPx = 0] = size.split(' ').map(Number)
  return codeSidePx({ widthPx, heightPx, diagonalInches })
}

function onResize(call: () => void): () => void {
  window.addEventListener('resize', call)
  return () => window.removeEventListener('resize', call)
}
