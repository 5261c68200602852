import { KeyRound } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { guestWifi } from '../../../../contract/guests'
import { useAppState } from '../../../connection/use-app-state'
import { useCommand } from '../../../connection/use-command'
import { Button } from '../../../ui/Button'
import { Select } from '../../../ui/Select'
import { TextField } from '../../../ui/TextField'
import { useToast } from '../../../ui/Toast'
import { Field } from '../Field'
import styles from '../Settings.module.css'
import { useSettingsForm } from '../settings-form'
import { TextSetting } from '../TextSetting'

/** The network that guests join by a code of its own. */
export function WifiFields() {
  const { t } = useTranslation()
  const { settings, refusals, change } = useSettingsForm()
  const { wifi } = settings.guests
  const [label, security] = [t('guests.ssid'), t('guests.security')]
  const save = (part: Partial<typeof wifi>, what: string) =>
    void change('guests.wifi', what, { guests: { wifi: { ...wifi, ...part } } })
  return (
    <Field label={t('guests.wifi')} hint={t('guests.wifiHint')}>
      <TextSetting
        label={label}
        placeholder={label}
        value={wifi.ssid}
        maxLength={32}
        error={refusals['guests.wifi'] ? t('settings.wrong.text') : null}
        onCommit={(ssid) => save({ ssid }, label)}
      />
      {wifi.ssid !== '' && (
        <>
          <Select
            label={security}
            value={wifi.security}
            options={guestWifi.shape.security
              .unwrap()
              .options.map((value) => ({ value, label: t(`guests.securities.${value}`) }))}
            onChange={(value) => save({ security: value }, security)}
          />
          {wifi.security !== 'nopass' && <PasswordField />}
        </>
      )}
    </Field>
  )
}

/** Written, never read: it is kept as a secret, and only the code shows it. */
function PasswordField() {
  const { t } = useTranslation()
  const run = useCommand()
  const showToast = useToast()
  const isSet = useAppState((state) => state.guests.wifiPasswordSet)
  const [password, setPassword] = useState('')
  const save = async () => {
    if ((await run('guests.setWifiPassword', { password })) === null) return
    setPassword('')
    showToast({ level: 'ready', title: t('guests.passwordSaved') })
  }
  return (
    <div className={styles.addLine}>
      <div className={styles.grow}>
        <TextField
          label={t('guests.password')}
          type="password"
          autoComplete="off"
          value={password}
          maxLength={63}
          placeholder={isSet ? t('guests.passwordSet') : undefined}
          onChange={(event) => setPassword(event.target.value)}
        />
      </div>
      <Button icon={KeyRound} disabled={password === ''} onClick={() => void save()}>
        {t('guests.savePassword')}
      </Button>
    </div>
  )
}
