import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CommandOutput } from '../../../contract/commands'
import { errorFactsOf } from '../../../contract/errors'
import { useConnection } from '../../connection/use-app-state'
import { errorText } from '../../i18n/error-text'
import { Field } from './Field'
import { useSettingsForm } from './settings-form'
import styles from './Settings.module.css'
import { TextSetting } from './TextSetting'

const tokens = ['{stamp}', '{date}', '{time}', '{counter:05}', '{event}', '{style}', '{jobId}', '{version}'] as const

/** The naming pattern with the name that it would give, while it is typed. */
export function PatternField() {
  const { t } = useTranslation()
  const { settings, change } = useSettingsForm()
  const { dir, pattern } = settings.share
  const [draft, setDraft] = useState(pattern)
  const checked = useChecked(dir, draft)
  const label = t('settings.share.pattern')
  const error = checked?.error ?? null
  const hint = (
    <>
      {t('settings.share.patternHint')} <span className={styles.tokens}>{tokens.join(' ')}</span>
    </>
  )
  return (
    <Field label={label} hint={hint}>
      <TextSetting
        label={label}
        value={pattern}
        error={error && `${errorText(t, error).message}. ${error.message}`}
        onDraft={setDraft}
        onCommit={(text) => void change('share.pattern', label, { share: { pattern: text } })}
      />
      {checked !== null && checked.example !== '' && (
        <p className={styles.example} aria-live="polite">
          {t('settings.share.example')} <code>{checked.example}</code>
        </p>
      )}
    </Field>
  )
}

/** Time to type on before the core is asked. */
const typingMs = 250

function useChecked(dir: string | null, pattern: string): CommandOutput<'share.check'> | null {
  const { client } = useConnection()
  const [checked, setChecked] = useState<CommandOutput<'share.check'> | null>(null)
  useEffect(() => {
    let isCurrent = true
    const timer = setTimeout(() => {
      client
        .command('share.check', { dir, pattern })
        .catch((error: unknown) => ({ example: '', error: errorFactsOf(error) }))
        .then((answer) => isCurrent && setChecked(answer))
        .catch(() => undefined)
    }, typingMs)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [client, dir, pattern])
  return checked
}
