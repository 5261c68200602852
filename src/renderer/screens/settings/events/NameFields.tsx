import { useTranslation } from 'react-i18next'
import type { Language } from '../../../../contract/settings'
import { languageNames, languageOptions } from '../../../i18n/languages'
import { Select } from '../../../ui/Select'
import { Field } from '../Field'
import { useSettingsForm } from '../settings-form'
import { TextSetting } from '../TextSetting'
import { useEventForm } from './event-form'

export function NameFields() {
  const { t } = useTranslation()
  const { event, refusals, change } = useEventForm()
  const name = t('events.name')
  return (
    <>
      <Field label={name} hint={t('events.nameHint', { event: '{event}' })}>
        <TextSetting
          label={name}
          value={event.name}
          maxLength={80}
          placeholder={t('events.naming.placeholder')}
          error={refusals['name'] ? t('settings.wrong.text') : null}
          onCommit={(text) => void change('name', name, { name: text })}
        />
      </Field>
      <LanguageField />
    </>
  )
}

/** Stands for the console's language in the list. */
const asConsole = 'console'

function LanguageField() {
  const { t } = useTranslation()
  const { settings } = useSettingsForm()
  const { event, change } = useEventForm()
  const label = t('events.language')
  const options: { value: Language | typeof asConsole; label: string }[] = [
    { value: asConsole, label: t('events.asConsole', { language: languageNames[settings.language] }) },
    ...languageOptions,
  ]
  return (
    <Field label={label} hint={t('events.languageHint')}>
      <Select
        label={label}
        value={event.language ?? asConsole}
        options={options}
        onChange={(value) => void change('language', label, { language: value === asConsole ? null : value })}
      />
    </Field>
  )
}
