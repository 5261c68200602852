import { FolderOpen, FolderSearch } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Settings } from '../../../contract/settings'
import { useAppState } from '../../connection/use-app-state'
import { useCommand } from '../../connection/use-command'
import { errorText } from '../../i18n/error-text'
import { useFormat } from '../../i18n/format'
import { Button } from '../../ui/Button'
import { Chip } from '../../ui/Chip'
import { Select } from '../../ui/Select'
import { Slider } from '../../ui/Slider'
import { Field } from './Field'
import { PatternField } from './PatternField'
import { useSettingsForm } from './settings-form'
import styles from './Settings.module.css'
import { TextSetting } from './TextSetting'

export function ShareSection() {
  return (
    <>
      <ShareState />
      <FolderField />
      <PatternField />
      <FormatFields />
    </>
  )
}

/** Away is no harm yet: pictures wait here. */
const shareLevels = { ready: 'ready', away: 'attention', full: 'broken', 'read-only': 'broken' } as const

function ShareState() {
  const { t } = useTranslation()
  const format = useFormat()
  const { status, freeBytes, waiting, waitingBytes, reason } = useAppState((state) => state.share)
  return (
    <div className={styles.state}>
      <Chip level={shareLevels[status]}>{t(`settings.share.status.${status}`)}</Chip>
      {freeBytes !== null && <span>{t('settings.share.free', { free: format.bytes(freeBytes) })}</span>}
      {waiting > 0 && <span>{t('settings.share.waiting', { count: waiting, size: format.bytes(waitingBytes) })}</span>}
      {reason !== null && <span>{errorText(t, reason).hint}</span>}
    </div>
  )
}

function FolderField() {
  const { t } = useTranslation()
  const { settings, refusals, change } = useSettingsForm()
  const run = useCommand()
  const inForce = useAppState((state) => state.share.dir)
  const folder = t('settings.share.folder')
  const isDesktop = window.photocall !== undefined
  const set = (dir: string | null) => void change('share.dir', folder, { share: { dir } })
  const choose = async () => {
    const chosen = await run('app.chooseFolder', {})
    if (chosen !== null && chosen.dir !== null) set(chosen.dir)
  }
  const error = refusals['share.dir'] ? errorText(t, refusals['share.dir']).message : null
  return (
    <Field label={folder} hint={t('settings.share.folderHint')}>
      <TextSetting
        label={folder}
        value={settings.share.dir ?? ''}
        placeholder={inForce}
        maxLength={400}
        error={error}
        onCommit={(dir) => set(dir.trim() === '' ? null : dir.trim())}
      />
      {isDesktop && (
        <div className={styles.buttons}>
          <Button icon={FolderSearch} onClick={() => void choose()}>
            {t('settings.share.choose')}
          </Button>
          <Button kind="quiet" icon={FolderOpen} onClick={() => void run('app.openShare', {})}>
            {t('settings.share.open')}
          </Button>
        </div>
      )}
    </Field>
  )
}

const formats: Settings['share']['format'][] = ['jpeg', 'png', 'as-delivered']

function FormatFields() {
  const { t } = useTranslation()
  const { settings, change } = useSettingsForm()
  const format = t('settings.share.format')
  const quality = t('settings.share.quality')
  return (
    <>
      <Field label={format} hint={t('settings.share.formatHint')}>
        <Select
          label={format}
          value={settings.share.format}
          options={formats.map((value) => ({ value, label: t(`settings.share.formats.${value}`) }))}
          onChange={(value) => void change('share.format', format, { share: { format: value } })}
        />
      </Field>
      {settings.share.format === 'jpeg' && (
        <Field label={quality} hint={t('settings.share.qualityHint')}>
          <Slider
            label={quality}
            min={50}
            max={100}
            value={settings.share.jpegQuality}
            onCommit={(jpegQuality) => void change('share.jpegQuality', quality, { share: { jpegQuality } })}
          />
        </Field>
      )}
    </>
  )
}
