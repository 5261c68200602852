import { useTranslation } from 'react-i18next'
import { useAppState } from '../../../connection/use-app-state'
import { useStyleTitle } from '../../../connection/use-style-title'
import { Select } from '../../../ui/Select'
import { Field } from '../Field'
import settingsStyles from '../Settings.module.css'
import { StyleChoice } from '../StyleChoice'
import { AbsenceFields } from './AbsenceFields'
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
      <AbsenceFields />
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
