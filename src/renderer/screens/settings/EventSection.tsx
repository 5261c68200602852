import { useTranslation } from 'react-i18next'
import { activeEventOf, type Language } from '../../../contract/settings'
import { Select } from '../../ui/Select'
import { Field } from './Field'
import { useSettingsForm } from './settings-form'
import { TextSetting } from './TextSetting'

/** Each in its own words, so that whoever landed in the wrong one finds back. */
const languages: { value: Language; label: string }[] = [
  { value: 'en', label: 'English' },
  { value: 'es', label: 'Español' },
]

export function EventSection() {
  const { t } = useTranslation()
  const { settings, refusals, change } = useSettingsForm()
  const name = t('settings.event.name')
  const language = t('settings.event.language')
  return (
    <>
      <Field label={name} hint={t('settings.event.nameHint')}>
        <TextSetting
          label={name}
          value={activeEventOf(settings).name}
          maxLength={80}
          placeholder={t('app.noEvent')}
          error={refusals['event.name'] ? t('settings.wrong.text') : null}
          onCommit={(eventName) => void change('event.name', name, { event: { name: eventName } })}
        />
      </Field>
      <Field label={language} hint={t('settings.event.languageHint')}>
        <Select
          label={language}
          value={settings.language}
          options={languages}
          onChange={(value) => void change('language', language, { language: value })}
        />
      </Field>
    </>
  )
}
