import { useTranslation } from 'react-i18next'
import { Field } from './Field'
import { ListSetting } from './ListSetting'
import { useSettingsForm } from './settings-form'
import { TextSetting } from './TextSetting'

/** The operator's own page for tablets, and tablets that cannot pair. */
export function TabletFields() {
  const { t } = useTranslation()
  const { settings, refusals, change } = useSettingsForm()
  const page = t('settings.network.tabletPage')
  const admitted = t('settings.network.tabletsAdmitted')
  return (
    <>
      <Field label={page} hint={t('settings.network.tabletPageHint')}>
        <TextSetting
          label={page}
          value={settings.tablet.pageDir ?? ''}
          maxLength={400}
          error={refusals['tablet.pageDir'] ? t('settings.wrong.folder') : null}
          onCommit={(text) => void change('tablet.pageDir', page, { tablet: { pageDir: text.trim() || null } })}
        />
      </Field>
      <Field label={admitted} hint={t('settings.network.tabletsAdmittedHint')}>
        <ListSetting
          label={admitted}
          values={settings.tablet.admitted}
          placeholder="192.168.1.31"
          error={refusals['tablet.admitted'] ? t('settings.wrong.address') : null}
          onChange={(addresses) => change('tablet.admitted', admitted, { tablet: { admitted: addresses } })}
        />
      </Field>
    </>
  )
}
