import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Field } from '../Field'
import { useSettingsForm } from '../settings-form'
import { TextSetting } from '../TextSetting'

/** Both files or none: one alone opens nothing, so it waits here for the other. */
export function CertificateFields() {
  const { t } = useTranslation()
  const { settings, refusals, change } = useSettingsForm()
  const saved = { certFile: '', keyFile: '', ...settings.guests.tls }
  const [half, setHalf] = useState<Partial<typeof saved>>({})
  const shown = { ...saved, ...half }
  const label = t('guests.certificate')
  const commit = (part: Partial<typeof saved>) => {
    const next = { ...shown, ...part }
    const isEmpty = next.certFile === '' && next.keyFile === ''
    if (!isEmpty && (next.certFile === '' || next.keyFile === '')) return setHalf(next)
    setHalf({})
    void change('guests.tls', label, { guests: { tls: isEmpty ? null : next } })
  }
  return (
    <Field label={label} hint={t('guests.certificateHint')}>
      {(['certFile', 'keyFile'] as const).map((part) => (
        <TextSetting
          key={part}
          label={t(`guests.${part}`)}
          placeholder={t(`guests.${part}`)}
          value={shown[part]}
          maxLength={400}
          error={part === 'keyFile' && refusals['guests.tls'] ? t('settings.wrong.text') : null}
          onCommit={(text) => commit({ [part]: text.trim() })}
        />
      ))}
    </Field>
  )
}
