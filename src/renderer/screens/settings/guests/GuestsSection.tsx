import { useTranslation } from 'react-i18next'
import { useAppState } from '../../../connection/use-app-state'
import { Select } from '../../../ui/Select'
import { Switch } from '../../../ui/Switch'
import { CertificateFields } from '../CertificateFields'
import { Field } from '../Field'
import { useSettingsForm } from '../settings-form'
import { TextSetting } from '../TextSetting'
import { ReachField } from './ReachField'
import { WifiFields } from './WifiFields'

/** The guests' pages: whether there are any, where phones find them, and what they offer. */
export function GuestsSection() {
  const { settings } = useSettingsForm()
  const isOpen = useAppState((state) => state.guests.open)
  return (
    <>
      <EnabledField />
      <ReachField />
      {(settings.guests.enabled || isOpen) && (
        <>
          <LanField />
          <AddressField />
          <PublicUrlField />
          <PortField />
          <OriginalField />
          <WifiFields />
          <CertificateFields of="guests" />
        </>
      )}
    </>
  )
}

function EnabledField() {
  return <SwitchField setting="enabled" words="enabled" />
}

function LanField() {
  return <SwitchField setting="lan" words="lan" />
}

function OriginalField() {
  return <SwitchField setting="originalOffered" words="original" />
}

function SwitchField(props: { setting: 'enabled' | 'lan' | 'originalOffered'; words: 'enabled' | 'lan' | 'original' }) {
  const { setting, words } = props
  const { t } = useTranslation()
  const { settings, change } = useSettingsForm()
  const label = t(`guests.${words}`)
  return (
    <Field label={label} hint={t(`guests.${words}Hint`)}>
      <Switch
        label={label}
        checked={settings.guests[setting]}
        onChange={(checked) => void change(`guests.${setting}`, label, { guests: { [setting]: checked } })}
      />
    </Field>
  )
}

/** Stands for "choose by itself" in the list. */
const automatic = ''

function AddressField() {
  const { t } = useTranslation()
  const { settings, change } = useSettingsForm()
  const addresses = useAppState((state) => state.guests.addresses)
  const { address } = settings.guests
  const label = t('guests.address')
  const known = address === automatic || addresses.includes(address) ? addresses : [...addresses, address]
  if (known.length < 2) return null
  return (
    <Field label={label} hint={t('guests.addressHint')}>
      <Select
        label={label}
        value={address}
        options={[
          { value: automatic, label: t('guests.automatic') },
          ...[...known].sort().map((value) => ({ value, label: value })),
        ]}
        onChange={(value) => void change('guests.address', label, { guests: { address: value } })}
      />
    </Field>
  )
}

function PublicUrlField() {
  const { t } = useTranslation()
  const { settings, refusals, change } = useSettingsForm()
  const label = t('guests.publicUrl')
  const save = (text: string) => {
    const publicUrl = text.trim() === '' ? null : text.trim()
    void change('guests.publicUrl', label, { guests: { publicUrl } })
  }
  return (
    <Field label={label} hint={t('guests.publicUrlHint')}>
      <TextSetting
        label={label}
        value={settings.guests.publicUrl ?? ''}
        placeholder="https://photos.example.com"
        error={refusals['guests.publicUrl'] ? t('guests.publicUrlWrong') : null}
        onCommit={save}
      />
    </Field>
  )
}

function PortField() {
  const { t } = useTranslation()
  const { settings, refusals, change } = useSettingsForm()
  const label = t('guests.port')
  return (
    <Field label={label} hint={t('guests.portHint')}>
      <TextSetting
        label={label}
        numeric
        value={String(settings.guests.port)}
        maxLength={5}
        error={refusals['guests.port'] ? t('settings.wrong.port') : null}
        onCommit={(text) => void change('guests.port', label, { guests: { port: Number(text) } })}
      />
    </Field>
  )
}
