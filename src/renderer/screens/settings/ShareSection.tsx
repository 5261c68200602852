import { FolderCheck, FolderOpen, FolderSearch } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { ShareView } from '../../../contract/app-state'
import type { Settings } from '../../../contract/settings'
import { syncProvider } from '../../../contract/sync-provider'
import { useAppState } from '../../connection/use-app-state'
import { useCommand } from '../../connection/use-command'
import { errorText } from '../../i18n/error-text'
import { useFormat } from '../../i18n/format'
import { syncName } from '../../i18n/saved-words'
import { Button } from '../../ui/Button'
import { Chip } from '../../ui/Chip'
import { Select } from '../../ui/Select'
import { Slider } from '../../ui/Slider'
import { Switch } from '../../ui/Switch'
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
      <SyncedByField />
      <PatternField />
      <FormatFields />
    </>
  )
}

function ShareState() {
  const { t } = useTranslation()
  const format = useFormat()
  const share = useAppState((state) => state.share)
  const { status, freeBytes, syncedBy } = share
  return (
    <>
      {status === 'ready' && (
        <div className={styles.state}>
          <Chip level="ready">{t('settings.share.ready')}</Chip>
          {freeBytes !== null && <span>{t('settings.share.free', { free: format.bytes(freeBytes) })}</span>}
          {syncedBy !== null && <span>{t('settings.share.handed', { name: syncName(t, syncedBy) })}</span>}
        </div>
      )}
      {needsWord(share) && <AdoptField />}
      <DriveLimits />
    </>
  )
}

/** Only a person can tell the right folder without its mark from a wrong one. */
function needsWord({ reason }: ShareView): boolean {
  return ['unmarked', 'other'].includes(String(reason?.params?.['kind']))
}

function AdoptField() {
  const { t } = useTranslation()
  const run = useCommand()
  const dir = useAppState((state) => state.share.dir)
  return (
    <Field label={dir} hint={t('settings.share.adoptHint')}>
      <Button icon={FolderCheck} onClick={() => void run('share.adopt', {})}>
        {t('settings.share.adopt')}
      </Button>
    </Field>
  )
}

/** Windows knows no syncing of folders: its drives keep their names safe themselves, so there is nothing to say. */
function DriveLimits() {
  const { t } = useTranslation()
  const lacks = useAppState((state) => state.share.lacks)
  const platform = useAppState((state) => state.app.platform)
  const told = lacks.filter((skill) => skill !== 'folder-sync' || platform !== 'win32')
  if (told.length === 0) return null
  return (
    <div className={styles.state}>
      {told.map((skill) => (
        <p key={skill}>{t(`settings.share.lacks.${skill}`)}</p>
      ))}
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

const syncedBys = ['auto', 'plain', ...syncProvider.options] as const

function SyncedByField() {
  const { t } = useTranslation()
  const { settings, change } = useSettingsForm()
  const label = t('settings.share.syncedBy')
  return (
    <Field label={label} hint={t('settings.share.syncedByHint')}>
      <Select
        label={label}
        value={settings.share.syncedBy}
        options={syncedBys.map((value) => ({ value, label: t(`settings.share.syncPrograms.${value}`) }))}
        onChange={(syncedBy) => void change('share.syncedBy', label, { share: { syncedBy } })}
      />
    </Field>
  )
}

const formats: Settings['share']['format'][] = ['jpeg', 'png', 'as-delivered']

function FormatFields() {
  const { t } = useTranslation()
  const { settings, change } = useSettingsForm()
  const format = t('settings.share.format')
  const quality = t('settings.share.quality')
  const words = t('settings.share.promptInPictures')
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
      <Field label={words} hint={t('settings.share.promptInPicturesHint')}>
        <Switch
          label={words}
          checked={settings.share.promptInPictures}
          onChange={(promptInPictures) => void change('share.promptInPictures', words, { share: { promptInPictures } })}
        />
      </Field>
    </>
  )
}
