import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { errorText } from '../../i18n/error-text'
import { Field } from './Field'
import { useSettingsForm } from './settings-form'
import styles from './Settings.module.css'
import { TextSetting } from './TextSetting'
import { useCheckedName } from './use-checked-name'

const tokens = ['{stamp}', '{date}', '{time}', '{counter:05}', '{event}', '{style}', '{jobId}', '{version}'] as const

/** The naming pattern with the name that it would give, while it is typed. */
export function PatternField() {
  const { t } = useTranslation()
  const { settings, change } = useSettingsForm()
  const { dir, pattern } = settings.share
  const [draft, setDraft] = useState(pattern)
  const checked = useCheckedName({ dir, pattern: draft })
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
