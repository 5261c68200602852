import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Field } from './Field'
import { useSettingsForm } from './settings-form'
import { TextSetting } from './TextSetting'

/** Of which listener; the console's own reads its files at the next start. Both files or none: one alone opens nothing, so it waits here for the other. */
export function CertificateFields({ of }: { of: 'guests' | 'server' }) {
  const { t } = useTranslation()
  const { settings, refusals, change } = useSettingsForm()
  const saved = { certFile: '', keyFile: '', ...settings[of].tls }
  const [half, setHalf] = useState<Partial<typeof saved>>({})
  const shown = { ...saved, ...half }
  const isOwn = of === 'server'
  const label = t('guests.certificate')
  const commit = (part: Partial<typeof saved>) => {
    const next = { ...shown, ...part }
    const isEmpty = next.certFile === '' && next.keyFile === ''
    if (!isEmpty && (next.certFile === '' || next.keyFile === '')) return setHalf(next)
    setHalf({})
    void change(`${of}.tls`, label, { [of]: { tls: isEmpty ? null : next } })
  }
  const hint = t(isOwn ? 'settings.network.certificateHint' : 'guests.certificateHint')
  return (
    <Field label={label} hint={hint} needsRestart={isOwn}>
      {(['certFile', 'keyFile'] as const).map((part) => (
        <TextSetting
          key={part}
          label={t(`guests.${part}`)}
          placeholder={t(`guests.${part}`)}
          value={shown[part]}
          maxLength={400}
          error={part === 'keyFile' && refusals[`${of}.tls`] ? t('settings.wrong.text') : null}
          onCommit={(text) => commit({ [part]: text.trim() })}
        />
      ))}
    </Field>
  )
}
