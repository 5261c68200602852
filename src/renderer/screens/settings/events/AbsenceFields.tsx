import { useTranslation } from 'react-i18next'
import { whenAbsent as absentWishes, whenDown as downWishes } from '../../../../contract/event'
import { useAppState } from '../../../connection/use-app-state'
import { Select } from '../../../ui/Select'
import { Field } from '../Field'
import { useEventForm } from './event-form'

/** What becomes of this event's pictures while whoever makes them is away; each shown once its absence could matter. */
export function AbsenceFields() {
  const hasServers = useAppState((state) => state.settings.comfyui.servers.length > 0)
  const hasTouchdesigner = useAppState((state) => state.styles.some(({ backend }) => backend === 'touchdesigner'))
  return (
    <>
      {hasServers && <WhenDownField />}
      {hasTouchdesigner && <WhenAbsentField />}
    </>
  )
}

function WhenDownField() {
  const { t } = useTranslation()
  const { event, change } = useEventForm()
  const { whenDown } = useAppState((state) => state.settings.comfyui)
  const label = t('events.whenDown.label')
  const words = (value: typeof whenDown) => t(`servers.whenDown.${value}`)
  return (
    <Field label={label} hint={t('events.whenDown.hint')}>
      <WishSelect
        label={label}
        wish={event.whenDown}
        wishes={downWishes.options.map((value) => ({ value, label: words(value) }))}
        general={t('events.whenDown.general', { general: words(whenDown) })}
        onChange={(wish) => void change('whenDown', label, { whenDown: wish })}
      />
    </Field>
  )
}

function WhenAbsentField() {
  const { t } = useTranslation()
  const { event, change } = useEventForm()
  const { whenAbsent } = useAppState((state) => state.settings.touchdesigner)
  const label = t('events.whenAbsent.label')
  const words = (value: typeof whenAbsent) => t(`touchdesigner.whenAbsent.${value}`)
  return (
    <Field label={label} hint={t('events.whenAbsent.hint')}>
      <WishSelect
        label={label}
        wish={event.whenAbsent}
        wishes={absentWishes.options.map((value) => ({ value, label: words(value) }))}
        general={t('events.whenAbsent.general', { general: words(whenAbsent) })}
        onChange={(wish) => void change('whenAbsent', label, { whenAbsent: wish })}
      />
    </Field>
  )
}

/** Stands for "as it is set for all" in the list. */
const asForAll = 'general'

function WishSelect<Wish extends string>(props: {
  label: string
  /** Null: as it is set for all. */
  wish: Wish | null
  wishes: readonly { value: Wish; label: string }[]
  general: string
  onChange: (wish: Wish | null) => void
}) {
  const { label, wish, wishes, general, onChange } = props
  return (
    <Select
      label={label}
      value={wish ?? asForAll}
      options={[{ value: asForAll, label: general }, ...wishes]}
      onChange={(chosen) => onChange(wishes.find(({ value }) => value === chosen)?.value ?? null)}
    />
  )
}
