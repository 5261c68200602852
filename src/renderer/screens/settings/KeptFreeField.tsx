import { useTranslation } from 'react-i18next'
import { useAppState } from '../../connection/use-app-state'
import { Switch } from '../../ui/Switch'
import { Field } from './Field'
import styles from './KeptFreeField.module.css'
import { useSettingsForm } from './settings-form'

/** A switch for each display, and for those that were kept free and are not connected now. */
export function KeptFreeField() {
  const { t } = useTranslation()
  const { settings, change } = useSettingsForm()
  const connected = useAppState((state) => state.displays).map(({ label }) => label)
  const { neverOn } = settings.kiosk
  const away = neverOn.filter((label) => !connected.includes(label))
  const what = t('settings.kiosk.keptFree')
  const keep = (label: string, isFree: boolean) => {
    const others = neverOn.filter((one) => one !== label)
    return change('kiosk.neverOn', what, { kiosk: { neverOn: isFree ? [...others, label] : others } })
  }
  return (
    <Field label={what} hint={t('settings.kiosk.keptFreeHint')}>
      <ul className={styles.displays}>
        {[...connected, ...away].map((label) => {
          const words = away.includes(label) ? t('settings.kiosk.displayAway', { label }) : label
          return (
            <li key={label} className={styles.display}>
              <span>{words}</span>
              <Switch
                label={t('settings.kiosk.keepFree', { label: words })}
                checked={neverOn.includes(label)}
                onChange={(isFree) => void keep(label, isFree)}
              />
            </li>
          )
        })}
      </ul>
    </Field>
  )
}
