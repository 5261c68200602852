import { useTranslation } from 'react-i18next'
import { useAppState } from '../../connection/use-app-state'
import { Chip } from '../../ui/Chip'
import { Switch } from '../../ui/Switch'
import { CanvasFields } from './CanvasFields'
import { CertificateFields } from './CertificateFields'
import { Field } from './Field'
import { ListSetting } from './ListSetting'
import { PairField } from './PairField'
import { PairedBrowsersField } from './PairedBrowsersField'
import { ProgramFields } from './ProgramFields'
import { useSettingsForm } from './settings-form'
import styles from './Settings.module.css'
import { TabletFields } from './TabletFields'
import { TokensField } from './tokens/TokensField'
import { TextSetting } from './TextSetting'

export function NetworkSection() {
  const { t } = useTranslation()
  const { settings, change } = useSettingsForm()
  const lan = t('settings.network.lan')
  return (
    <>
      <Addresses />
      <PairField />
      <PairedBrowsersField />
      <TokensField />
      <ProgramFields />
      <Field label={lan} hint={t('settings.network.lanHint')} needsRestart>
        <Switch
          label={lan}
          checked={settings.server.lan}
          onChange={(checked) => void change('server.lan', lan, { server: { lan: checked } })}
        />
      </Field>
      <PortField />
      <CertificateFields of="server" />
      <StrangersFields />
      <TabletFields />
      <CanvasFields />
    </>
  )
}

function Addresses() {
  const { t } = useTranslation()
  const consoleUrl = useAppState((state) => state.app.consoleUrl)
  const lanUrls = useAppState((state) => state.app.lanUrls)
  const urls = [...(consoleUrl === null ? [] : [consoleUrl]), ...lanUrls]
  return (
    <Field label={t('settings.network.addresses')} hint={t('settings.network.addressesHint')}>
      {urls.length === 0 ? (
        <Chip level="attention">{t('settings.network.noAddress')}</Chip>
      ) : (
        <ul className={styles.addresses}>
          {urls.map((url) => (
            <li key={url}>
              <code>{url}</code>
            </li>
          ))}
        </ul>
      )}
    </Field>
  )
}

function PortField() {
  const { t } = useTranslation()
  const { settings, refusals, change } = useSettingsForm()
  const port = t('settings.network.port')
  return (
    <Field label={port} hint={t('settings.network.portHint')} needsRestart>
      <TextSetting
        label={port}
        numeric
        value={String(settings.server.port)}
        maxLength={5}
        error={refusals['server.port'] ? t('settings.wrong.port') : null}
        onCommit={(text) => void change('server.port', port, { server: { port: Number(text) } })}
      />
    </Field>
  )
}

function StrangersFields() {
  const { t } = useTranslation()
  const { settings, refusals, change } = useSettingsForm()
  const origins = t('settings.network.origins')
  const hosts = t('settings.network.hosts')
  return (
    <>
      <Field label={origins} hint={t('settings.network.originsHint')}>
        <ListSetting
          label={origins}
          values={settings.server.allowedOrigins}
          placeholder="https://booth.example.org"
          error={refusals['server.allowedOrigins'] ? t('settings.wrong.origin') : null}
          onChange={(allowedOrigins) => change('server.allowedOrigins', origins, { server: { allowedOrigins } })}
        />
      </Field>
      <Field label={hosts} hint={t('settings.network.hostsHint')}>
        <ListSetting
          label={hosts}
          values={settings.server.allowedHosts}
          placeholder="booth.local"
          error={refusals['server.allowedHosts'] ? t('settings.wrong.text') : null}
          onChange={(allowedHosts) => change('server.allowedHosts', hosts, { server: { allowedHosts } })}
        />
      </Field>
    </>
  )
}
