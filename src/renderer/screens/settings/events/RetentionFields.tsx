import { useTranslation } from 'react-i18next'
import { Switch } from '../../../ui/Switch'
import { Field } from '../Field'
import settingsStyles from '../Settings.module.css'
import { TextSetting } from '../TextSetting'
import { useEventForm } from './event-form'
import styles from './Events.module.css'

/** Where it is turned on: long enough for the people who ordered the evening to ask for their pictures. */
const usualDays = 30

/** How long a guest's link leads to the picture. */
function GuestDaysFields() {
  const { t } = useTranslation()
  const { event, refusals, change } = useEventForm()
  const label = t('guests.days')
  const { guestDays } = event
  return (
    <>
      <Field
        label={label}
        hint={guestDays === null ? t('guests.daysNever') : t('guests.daysAfter', { count: guestDays })}
      >
        <Switch
          label={label}
          checked={guestDays !== null}
          onChange={(checked) => void change('guestDays', label, { guestDays: checked ? usualDays : null })}
        />
      </Field>
      {guestDays !== null && (
        <Field label={t('guests.daysHint')}>
          <TextSetting
            label={t('guests.daysHint')}
            numeric
            value={String(guestDays)}
            maxLength={4}
            end={<span className={styles.unit}>{t('events.daysUnit')}</span>}
            error={refusals['guestDays'] ? t('events.daysWrong') : null}
            onCommit={(text) => void change('guestDays', label, { guestDays: Number(text) })}
          />
        </Field>
      )}
    </>
  )
}

/** When this booth forgets, in words that a guest would understand. */
export function RetentionFields() {
  const { t } = useTranslation()
  const { event, refusals, change } = useEventForm()
  const { days, eraseFromShare } = event.retention
  const erase = t('events.retention')
  const daysLabel = t('events.days')
  const share = t('events.eraseShare')
  const reset = t('events.eraseOnReset')
  return (
    <>
      <Field label={erase}>
        <Switch
          label={erase}
          checked={days !== null}
          onChange={(checked) => void change('days', erase, { retention: { days: checked ? usualDays : null } })}
        />
      </Field>
      {days !== null && (
        <>
          <Field label={daysLabel}>
            <TextSetting
              label={daysLabel}
              numeric
              value={String(days)}
              maxLength={4}
              end={<span className={styles.unit}>{t('events.daysUnit')}</span>}
              error={refusals['days'] ? t('events.daysWrong') : null}
              onCommit={(text) => void change('days', daysLabel, { retention: { days: Number(text) } })}
            />
          </Field>
          <Field label={share}>
            <Switch
              label={share}
              checked={eraseFromShare}
              onChange={(checked) => void change('eraseFromShare', share, { retention: { eraseFromShare: checked } })}
            />
          </Field>
        </>
      )}
      <GuestDaysFields />
      <Field label={reset} hint={t('events.eraseOnResetHint')}>
        <Switch
          label={reset}
          checked={event.eraseOnReset}
          onChange={(checked) => void change('eraseOnReset', reset, { eraseOnReset: checked })}
        />
      </Field>
      <div className={settingsStyles.block}>
        <p>{days === null ? t('events.retentionOff') : t('events.retentionBooth', { count: days })}</p>
        {days !== null && <p>{eraseFromShare ? t('events.retentionShareErased') : t('events.retentionShareKept')}</p>}
      </div>
    </>
  )
}
