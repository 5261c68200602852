import { useTranslation } from 'react-i18next'
import { useAppState } from '../../../connection/use-app-state'
import { useStyleTitle } from '../../../connection/use-style-title'
import { Select } from '../../../ui/Select'
import { Field } from '../Field'
import { useSettingsForm } from '../settings-form'
import cards from '../Cards.module.css'

const wishes = ['wait', 'builtin', 'fail'] as const

/** What becomes of pictures while all servers are away. */
export function WhenDownFields() {
  const { t } = useTranslation()
  const { settings, change } = useSettingsForm()
  const { whenDown } = settings.comfyui
  const isWishOfAny = [whenDown, ...settings.events.map((event) => event.whenDown)].includes('builtin')
  const label = t('servers.whenDown.label')
  return (
    <section className={cards.group}>
      <h3>{t('servers.whenDown.title')}</h3>
      <Field label={label} hint={t('servers.whenDown.hint')}>
        <Select
          label={label}
          value={whenDown}
          options={wishes.map((value) => ({ value, label: t(`servers.whenDown.${value}`) }))}
          onChange={(value) => void change('comfyui.whenDown', label, { comfyui: { whenDown: value } })}
        />
      </Field>
      {isWishOfAny && <StandInField />}
    </section>
  )
}

function StandInField() {
  const { t } = useTranslation()
  const { settings, change } = useSettingsForm()
  const titleOf = useStyleTitle()
  const builtin = useAppState((state) => state.styles).filter(({ backend }) => backend === 'builtin')
  const label = t('servers.whenDown.style')
  return (
    <Field label={label} hint={t('servers.whenDown.styleHint')}>
      <Select
        label={label}
        value={settings.comfyui.fallbackStyle}
        options={builtin.map(({ name, coverUrl }) => ({ value: name, label: titleOf(name), coverUrl }))}
        onChange={(fallbackStyle) => void change('comfyui.fallbackStyle', label, { comfyui: { fallbackStyle } })}
      />
    </Field>
  )
}
