import { useTranslation } from 'react-i18next'
import { languageOptions } from '../../i18n/languages'
import { Select } from '../../ui/Select'
import { Field } from './Field'
import { useSettingsForm } from './settings-form'

/** What concerns the operator's own screen. */
export function ConsoleSection() {
  const { t } = useTranslation()
  const { settings, change } = useSettingsForm()
  const language = t('settings.console.language')
  return (
    <Field label={language} hint={t('settings.console.languageHint')}>
      <Select
        label={language}
        value={settings.language}
        options={languageOptions}
        onChange={(value) => void change('language', language, { language: value })}
      />
    </Field>
  )
}
