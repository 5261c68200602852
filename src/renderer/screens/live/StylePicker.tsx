import { useTranslation } from 'react-i18next'
import { activeEventOf } from '../../../contract/settings'
import { useAppState } from '../../connection/use-app-state'
import { useCommand } from '../../connection/use-command'
import { useStyleTitle } from '../../connection/use-style-title'
import { Select } from '../../ui/Select'

/** The style of the next presses. */
export function StylePicker() {
  const { t } = useTranslation()
  const run = useCommand()
  const titleOf = useStyleTitle()
  const styles = useAppState((state) => state.styles)
  const style = useAppState((state) => activeEventOf(state.settings).style)
  const options = styles.map(({ name, coverUrl }) => ({ value: name, label: titleOf(name), coverUrl }))
  return (
    <Select
      label={t('live.style')}
      value={style}
      options={options}
      disabled={options.length === 0}
      onChange={(next) => void run('settings.change', { event: { style: next } })}
    />
  )
}
