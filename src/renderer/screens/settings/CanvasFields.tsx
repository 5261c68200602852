import { useTranslation } from 'react-i18next'
import { Switch } from '../../ui/Switch'
import { Field } from './Field'
import { ListSetting } from './ListSetting'
import { useSettingsForm } from './settings-form'

/** Who may use drawings, and machines that draw without a code. */
export function CanvasFields() {
  const { t } = useTranslation()
  const { settings, refusals, change } = useSettingsForm()
  const guestsUse = t('rooms.guestsUse')
  const admitted = t('rooms.admitted')
  return (
    <>
      <Field label={guestsUse} hint={t('rooms.guestsUseHint')}>
        <Switch
          label={guestsUse}
          checked={settings.canvas.guestsUse}
          onChange={(checked) => void change('canvas.guestsUse', guestsUse, { canvas: { guestsUse: checked } })}
        />
      </Field>
      <Field label={admitted} hint={t('rooms.admittedHint')}>
        <ListSetting
          label={admitted}
          values={settings.canvas.admitted}
          placeholder="192.168.1.31"
          error={refusals['canvas.admitted'] ? t('settings.wrong.address') : null}
          onChange={(addresses) => change('canvas.admitted', admitted, { canvas: { admitted: addresses } })}
        />
      </Field>
    </>
  )
}
