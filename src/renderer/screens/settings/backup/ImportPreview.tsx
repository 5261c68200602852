import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { errorFactsOf, type ErrorFacts } from '../../../../contract/errors'
import type { SettingsChange, SettingsDifference } from '../../../../contract/settings-file'
import { useConnection } from '../../../connection/use-app-state'
import { useStyleTitle } from '../../../connection/use-style-title'
import { useUndoToast } from '../../../connection/use-undo-toast'
import { errorText } from '../../../i18n/error-text'
import { useFormat } from '../../../i18n/format'
import { Button } from '../../../ui/Button'
import { Chip } from '../../../ui/Chip'
import { Dialog } from '../../../ui/Dialog'
import { useSettingsForm } from '../settings-form'
import styles from './Backup.module.css'
import type { Import } from './BackupSection'
import { changeWords, eventsOf, pathWords, shownChanges, type WordFacts } from './setting-words'

/** What an import would do, before it does; "Apply" does exactly this or nothing. */
export function ImportPreview({ chosen, onClose }: { chosen: Import; onClose: () => void }) {
  const { t } = useTranslation()
  const { change, apply, error, isPending } = useImport(chosen, onClose)
  const isBlocked = change.problems.some(({ blocking }) => blocking)
  const rows = shownChanges(change.changes)
  const hasChanges = rows.length > 0
  return (
    <Dialog
      open
      wide
      keepsFocus
      onOpenChange={(open) => !open && onClose()}
      title={t('backup.preview')}
      description={<Origin fileName={chosen.fileName} change={change} count={rows.length} />}
      closeLabel={t('app.close')}
      actions={
        <>
          <Button onClick={onClose}>{hasChanges ? t('app.cancel') : t('app.close')}</Button>
          {hasChanges && (
            <Button kind="primary" disabled={isBlocked} pending={isPending} onClick={() => void apply()}>
              {t('backup.apply')}
            </Button>
          )}
        </>
      }
    >
      {change.problems.length > 0 && <Problems change={change} isBlocked={isBlocked} />}
      {hasChanges ? <Changes change={change} rows={rows} /> : <p>{t('backup.noChange')}</p>}
      {error && (
        <p className={styles.error} role="alert">
          {errorText(t, error).message}. {errorText(t, error).hint}
        </p>
      )}
    </Dialog>
  )
}

/** Where the settings moved meanwhile the preview is made anew, and nothing is applied unseen. */
function useImport({ file, change: first }: Import, onClose: () => void) {
  const { t } = useTranslation()
  const { client } = useConnection()
  const [change, setChange] = useState(first)
  const [error, setError] = useState<ErrorFacts | null>(null)
  const [isPending, setPending] = useState(false)
  const tellChange = useUndoToast()

  async function apply(): Promise<void> {
    setPending(true)
    try {
      const { revision } = await client.command('settings.apply', { file, fingerprint: change.fingerprint })
      onClose()
      tellChange({ title: t('backup.imported') }, revision)
    } catch (thrown) {
      const facts = errorFactsOf(thrown)
      if (facts.code === 'settings_changed') setChange(await client.command('settings.preview', { file }))
      setError(facts)
      setPending(false)
    }
  }

  return { change, apply, error, isPending }
}

function Origin({ fileName, change, count }: { fileName: string; change: SettingsChange; count: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { app, writtenAtMs } = change
  const day = format.day(writtenAtMs)
  return (
    <>
      <p>{t('backup.from', { file: fileName, day, time: format.shortTime(writtenAtMs), app })}</p>
      {count > 0 && (
        <p>
          {t('backup.changes', { count })}. {t('backup.nothingYet')}
        </p>
      )}
    </>
  )
}

function Problems({ change, isBlocked }: { change: SettingsChange; isBlocked: boolean }) {
  const { t } = useTranslation()
  const facts = useWordFacts(change)
  return (
    <section className={styles.problems}>
      <h3>{t('backup.problems')}</h3>
      <ul>
        {change.problems.map(({ path, error, blocking }) => (
          <li key={`${path} ${error.message}`}>
            <Chip level={blocking ? 'broken' : 'attention'} size="small">
              {pathWords(t, path, facts)}
            </Chip>
            <p>
              {errorText(t, error).message}. {errorText(t, error).hint}
            </p>
          </li>
        ))}
      </ul>
      {isBlocked && <p>{t('backup.blocked')}</p>}
    </section>
  )
}

function useWordFacts({ changes }: SettingsChange): WordFacts {
  const { settings } = useSettingsForm()
  const styleTitle = useStyleTitle()
  return { events: eventsOf(settings.events, changes), styleTitle }
}

function Changes({ change, rows }: { change: SettingsChange; rows: SettingsDifference[] }) {
  const { t } = useTranslation()
  const facts = useWordFacts(change)
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={t('backup.preview')}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('backup.what')}</th>
            <th scope="col">{t('backup.before')}</th>
            <th scope="col">{t('backup.after')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((difference) => {
            const { what, before, after } = changeWords(t, difference, facts)
            return (
              <tr key={difference.path}>
                <th scope="row">{what}</th>
                <td>{before}</td>
                <td>{after}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
