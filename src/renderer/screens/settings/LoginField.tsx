import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CommandOutput } from '../../../contract/commands'
import { useAppState, useConnection } from '../../connection/use-app-state'
import { useErrorToast } from '../../connection/use-command'
import { Select } from '../../ui/Select'
import { Field } from './Field'
import styles from './Settings.module.css'

type LoginStart = CommandOutput<'login.show'>
type Choice = 'off' | 'console' | 'kiosk'

/** Remembered by the computer, not with the settings: those may be taken to another one. */
export function LoginField() {
  const { t } = useTranslation()
  const { login, set } = useLogin()
  // macOS starts an app without flags, so it cannot be told to open the guests' screen.
  const hasKiosk = useAppState((state) => state.app.platform !== 'darwin')
  const label = t('settings.login.label')
  if (login === null) return null
  const choices: Choice[] = hasKiosk ? ['off', 'console', 'kiosk'] : ['off', 'console']
  return (
    <Field label={label} hint={t('settings.login.hint')}>
      {login.possible ? (
        <Select
          label={label}
          value={choiceOf(login)}
          options={choices.map((value) => ({ value, label: t(`settings.login.${value}`) }))}
          onChange={(choice) => void set({ start: choice !== 'off', kiosk: choice === 'kiosk' })}
        />
      ) : (
        <p className={styles.value}>{t('settings.login.installed')}</p>
      )}
    </Field>
  )
}

function choiceOf({ start, kiosk }: LoginStart): Choice {
  if (!start) return 'off'
  return kiosk ? 'kiosk' : 'console'
}

function useLogin() {
  const { client } = useConnection()
  const tellError = useErrorToast()
  const [login, setLogin] = useState<LoginStart | null>(null)
  useEffect(() => {
    let isCurrent = true
    client.command('login.show', {}).then((found) => isCurrent && setLogin(found), tellError)
    return () => {
      isCurrent = false
    }
  }, [client, tellError])
  const set = (choice: { start: boolean; kiosk: boolean }) =>
    client.command('login.set', choice).then(setLogin, tellError)
  return { login, set }
}
