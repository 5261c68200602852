import { useTranslation } from 'react-i18next'
import { useAppState } from '../../../connection/use-app-state'
import { useStyleTitle } from '../../../connection/use-style-title'
import { errorText } from '../../../i18n/error-text'
import { Select } from '../../../ui/Select'
import { Slider } from '../../../ui/Slider'
import { Field } from '../Field'
import { ListSetting } from '../ListSetting'
import { useSettingsForm } from '../settings-form'
import cards from '../Cards.module.css'

/** When it is asked, how long it is waited for, and what happens without it. */
export function CaptureFields() {
  const { t } = useTranslation()
  const { settings } = useSettingsForm()
  const wishes = [settings.touchdesigner.whenAbsent, ...settings.events.map(({ whenAbsent }) => whenAbsent)]
  const isWishOfAny = wishes.includes('builtin')
  return (
    <section className={cards.group}>
      <h3>{t('touchdesigner.fields.title')}</h3>
      <WhenField />
      <SecondsField setting="silenceSec" max={600} />
      <SecondsField setting="syncSec" max={600} />
      <AbsentField />
      {isWishOfAny && <StandInField />}
      <PreviewField />
      <AdmittedField />
    </section>
  )
}

function WhenField() {
  const { t } = useTranslation()
  const { settings, change } = useSettingsForm()
  const label = t('touchdesigner.fields.captureAt')
  return (
    <Field label={label} hint={t('touchdesigner.fields.captureAtHint')}>
      <Select
        label={label}
        value={settings.touchdesigner.captureAt}
        options={(['zero', 'press'] as const).map((value) => ({ value, label: t(`touchdesigner.captureAt.${value}`) }))}
        onChange={(captureAt) => void change('touchdesigner.captureAt', label, { touchdesigner: { captureAt } })}
      />
    </Field>
  )
}

function SecondsField({ setting, max }: { setting: 'silenceSec' | 'syncSec'; max: number }) {
  const { t } = useTranslation()
  const { settings, change } = useSettingsForm()
  const label = t(`touchdesigner.fields.${setting}`)
  return (
    <Field label={label} hint={t(`touchdesigner.fields.${setting}Hint`)}>
      <Slider
        label={label}
        min={5}
        max={max}
        step={5}
        value={settings.touchdesigner[setting]}
        format={(seconds) => t('settings.seconds', { seconds })}
        onCommit={(value) => void change(`touchdesigner.${setting}`, label, { touchdesigner: { [setting]: value } })}
      />
    </Field>
  )
}

function AbsentField() {
  const { t } = useTranslation()
  const { settings, change } = useSettingsForm()
  const label = t('touchdesigner.fields.whenAbsent')
  return (
    <Field label={label} hint={t('touchdesigner.fields.whenAbsentHint')}>
      <Select
        label={label}
        value={settings.touchdesigner.whenAbsent}
        options={(['block', 'builtin'] as const).map((value) => ({
          value,
          label: t(`touchdesigner.whenAbsent.${value}`),
        }))}
        onChange={(whenAbsent) => void change('touchdesigner.whenAbsent', label, { touchdesigner: { whenAbsent } })}
      />
    </Field>
  )
}

function StandInField() {
  const { t } = useTranslation()
  const { settings, change } = useSettingsForm()
  const titleOf = useStyleTitle()
  const builtin = useAppState((state) => state.styles).filter(({ backend }) => backend === 'builtin')
  const label = t('touchdesigner.fields.fallbackStyle')
  return (
    <Field label={label}>
      <Select
        label={label}
        value={settings.touchdesigner.fallbackStyle}
        options={builtin.map(({ name, coverUrl }) => ({ value: name, label: titleOf(name), coverUrl }))}
        onChange={(fallbackStyle) =>
          void change('touchdesigner.fallbackStyle', label, { touchdesigner: { fallbackStyle } })
        }
      />
    </Field>
  )
}

function PreviewField() {
  const { t } = useTranslation()
  const { settings, change } = useSettingsForm()
  const { preview } = settings.touchdesigner
  const label = t('touchdesigner.fields.fps')
  return (
    <Field label={label} hint={t('touchdesigner.fields.fpsHint')}>
      <Slider
        label={label}
        min={0}
        max={30}
        value={preview.fps}
        format={(fps) => t('touchdesigner.fps', { fps })}
        onCommit={(fps) =>
          void change('touchdesigner.preview.fps', label, { touchdesigner: { preview: { ...preview, fps } } })
        }
      />
    </Field>
  )
}

function AdmittedField() {
  const { t } = useTranslation()
  const { settings, refusals, change } = useSettingsForm()
  const label = t('touchdesigner.fields.admitted')
  const error = refusals['touchdesigner.admitted']
  return (
    <Field label={label} hint={t('touchdesigner.fields.admittedHint')}>
      <ListSetting
        label={label}
        values={settings.touchdesigner.admitted}
        placeholder="192.168.1.31"
        error={error ? errorText(t, error).message : null}
        onChange={(admitted) => change('touchdesigner.admitted', label, { touchdesigner: { admitted } })}
      />
    </Field>
  )
}
