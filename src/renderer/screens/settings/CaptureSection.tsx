import { Check } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { activeEventOf } from '../../../contract/settings'
import { useAppState, useAppStateParts } from '../../connection/use-app-state'
import { useStyleTitle } from '../../connection/use-style-title'
import { Select } from '../../ui/Select'
import { Slider } from '../../ui/Slider'
import { Field } from './Field'
import { offeredStyles, withStyleSwitched } from './kiosk-styles'
import { useSettingsForm } from './settings-form'
import styles from './Settings.module.css'

export function CaptureSection() {
  const { t } = useTranslation()
  const { settings, change } = useSettingsForm()
  const title = useStyleTitle()
  const known = useAppState((state) => state.styles)
  const countdown = t('settings.capture.countdown')
  const style = t('settings.capture.style')
  return (
    <>
      <Field label={countdown} hint={t('settings.capture.countdownHint')}>
        <Slider
          label={countdown}
          min={0}
          max={30}
          value={settings.capture.countdownSec}
          format={(seconds) => t('settings.seconds', { seconds })}
          onCommit={(countdownSec) => void change('capture.countdownSec', countdown, { capture: { countdownSec } })}
        />
      </Field>
      <Field label={style} hint={t('settings.capture.styleHint')}>
        <Select
          label={style}
          value={activeEventOf(settings).style}
          options={known.map(({ name, coverUrl }) => ({ value: name, label: title(name), coverUrl }))}
          onChange={(name) => void change('event.style', style, { event: { style: name } })}
        />
      </Field>
      <KioskStyles />
    </>
  )
}

function KioskStyles() {
  const { t } = useTranslation()
  const { settings, change } = useSettingsForm()
  const title = useStyleTitle()
  const known = useAppStateParts((state) => state.styles.filter(({ forGuests }) => forGuests))
  const all = known.map(({ name }) => name)
  const chosen = activeEventOf(settings).styles
  const offered = offeredStyles(all, chosen)
  const label = t('settings.capture.kioskStyles')
  const flip = (name: string) =>
    void change('event.styles', label, { event: { styles: withStyleSwitched(all, chosen, name) } })
  return (
    <div className={styles.block}>
      <p className={styles.label}>{label}</p>
      <p className={styles.hint}>{t('settings.capture.kioskStylesHint')}</p>
      <div className={styles.covers} role="group" aria-label={label}>
        {known.map(({ name, coverUrl }) => (
          <button
            key={name}
            type="button"
            role="switch"
            className={styles.cover}
            aria-checked={offered.includes(name)}
            onClick={() => flip(name)}
          >
            <img src={coverUrl} alt="" />
            <span className={styles.coverWords}>
              <span className={styles.tick}>
                <Check aria-hidden strokeWidth={3} />
              </span>
              {title(name)}
            </span>
          </button>
        ))}
      </div>
    </div>
  )
}
