import { useTranslation } from 'react-i18next'
import { Switch } from '../../ui/Switch'
import { Field } from './Field'
import { ListSetting } from './ListSetting'
import styles from './Settings.module.css'
import { useSettingsForm } from './settings-form'
import { TextSetting } from './TextSetting'

/** What becomes of the pictures that other programs ask for, and which programs need no token. */
export function ProgramFields() {
  const { t } = useTranslation()
  const { settings, refusals, change } = useSettingsForm()
  const publish = t('settings.programs.publish')
  const admitted = t('settings.programs.admitted')
  return (
    <>
      <Field label={publish} hint={t('settings.programs.publishHint')}>
        <Switch
          label={publish}
          checked={settings.broker.publish}
          onChange={(checked) => void change('broker.publish', publish, { broker: { publish: checked } })}
        />
      </Field>
      <NumberField name="keepHours" />
      <NumberField name="keepGb" />
      <Field label={admitted} hint={t('settings.programs.admittedHint')}>
        <ListSetting
          label={admitted}
          values={settings.broker.admitted}
          placeholder="192.168.1.40"
          error={refusals['broker.admitted'] ? t('settings.wrong.address') : null}
          onChange={(addresses) => change('broker.admitted', admitted, { broker: { admitted: addresses } })}
        />
      </Field>
    </>
  )
}

function NumberField({ name }: { name: 'keepHours' | 'keepGb' }) {
  const { t } = useTranslation()
  const { settings, refusals, change } = useSettingsForm()
  const path = `broker.${name}`
  const label = t(`settings.programs.${name}`)
  return (
    <Field label={label} hint={t(`settings.programs.${name}Hint`)}>
      <TextSetting
        label={label}
        numeric
        value={String(settings.broker[name])}
        maxLength={6}
        end={<span className={styles.hint}>{t(`settings.programs.${name}Unit`)}</span>}
        error={refusals[path] ? t('settings.wrong.number') : null}
        onCommit={(text) => void change(path, label, { broker: { [name]: Number(text) } })}
      />
    </Field>
  )
}
