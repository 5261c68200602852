import { useTranslation } from 'react-i18next'
import { whenDown as whenDownShape } from '../../../../contract/event'
import { useAppState } from '../../../connection/use-app-state'
import { useStyleTitle } from '../../../connection/use-style-title'
import { Select } from '../../../ui/Select'
import { Field } from '../Field'
import settingsStyles from '../Settings.module.css'
import { StyleChoice } from '../StyleChoice'
import { useEventForm } from './event-form'

export function StyleFields() {
  const { t } = useTranslation()
  const { event, change } = useEventForm()
  const title = useStyleTitle()
  const known = useAppState((state) => state.styles)
  const style = t('events.style')
  const offered = t('events.stylesOffered')
  return (
    <>
      <Field label={style} hint={t('events.styleHint')}>
        <Select
          label={style}
          value={event.style}
          options={known.map(({ name, coverUrl }) => ({ value: name, label: title(name), coverUrl }))}
          onChange={(name) => void change('style', style, { style: name })}
        />
      </Field>
      <WhenDownField />
      <div className={settingsStyles.block}>
        <p className={settingsStyles.label}>{offered}</p>
        <p className={settingsStyles.hint}>{t('events.stylesOfferedHint')}</p>
        <StyleChoice
          label={offered}
          chosen={event.styles}
          onChange={(styles) => void change('styles', offered, { styles })}
        />
      </div>
    </>
  )
}

/** Stands for "as it is set for all" in the list. */
const general = 'general'

/** Shown once there is a server whose absence could matter. */
function WhenDownField() {
  const { t } = useTranslation()
  const { event, change } = useEventForm()
  const { servers, whenDown } = useAppState((state) => state.settings.comfyui)
  const label = t('events.whenDown.label')
  if (servers.length === 0) return null
  const words = (value: (typeof whenDownShape.options)[number]) => t(`servers.whenDown.${value}`)
  const options = [
    { value: general, label: t('events.whenDown.general', { general: words(whenDown) }) },
    ...whenDownShape.options.map((value) => ({ value, label: words(value) })),
  ]
  const choose = (value: string) => {
    const chosen = whenDownShape.safeParse(value)
    void change('whenDown', label, { whenDown: chosen.success ? chosen.data : null })
  }
  return (
    <Field label={label} hint={t('events.whenDown.hint')}>
      <Select label={label} value={event.whenDown ?? general} options={options} onChange={choose} />
    </Field>
  )
}
