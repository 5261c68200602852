import { Download, Undo2, Upload } from 'lucide-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { errorFactsOf, type ErrorFacts } from '../../../../contract/errors'
import type { SettingsChange, SettingsFile } from '../../../../contract/settings-file'
import { useConnection } from '../../../connection/use-app-state'
import { useCommand } from '../../../connection/use-command'
import { errorText } from '../../../i18n/error-text'
import { Button } from '../../../ui/Button'
import { useToast } from '../../../ui/Toast'
import { Field } from '../Field'
import settingsStyles from '../Settings.module.css'
import styles from './Backup.module.css'
import { ImportPreview } from './ImportPreview'
import { exportName, keepFile, parsedFile } from './settings-file-io'

/** Settings as a file, and the way back from the last change. */
export function BackupSection() {
  return (
    <>
      <ExportField />
      <ImportField />
      <UndoField />
    </>
  )
}

function ExportField() {
  const { t } = useTranslation()
  const run = useCommand()
  const showToast = useToast()
  const [leftOut, setLeftOut] = useState<SettingsFile['leftOut']>([])
  const label = t('backup.export')
  const save = async () => {
    const file = await run('settings.export', {})
    if (file === null) return
    keepFile(exportName(file.writtenAtMs), file)
    setLeftOut(file.leftOut)
    showToast({ level: 'ready', title: t('backup.exported'), text: exportName(file.writtenAtMs) })
  }
  return (
    <Field label={label} hint={t('backup.exportHint')}>
      <div className={settingsStyles.buttons}>
        <Button icon={Download} onClick={() => void save()}>
          {label}
        </Button>
      </div>
      {leftOut.length > 0 && (
        <div className={settingsStyles.hint} role="status">
          <p>{t('backup.leftOut')}</p>
          <ul className={styles.leftOut}>
            {leftOut.map(({ path, kind }) => (
              <li key={path}>
                <code>{path}</code> {t(`backup.why.${kind}`)}
              </li>
            ))}
          </ul>
        </div>
      )}
    </Field>
  )
}

/** A chosen file and what it would change here. */
export interface Import {
  fileName: string
  file: unknown
  change: SettingsChange
}

function ImportField() {
  const { t } = useTranslation()
  const { client } = useConnection()
  const [chosen, setChosen] = useState<Import | null>(null)
  const [error, setError] = useState<ErrorFacts | null>(null)
  const input = useRef<HTMLInputElement>(null)
  const label = t('backup.import')
  const look = async (file: File) => {
    setError(null)
    try {
      const content = await parsedFile(file)
      const change = await client.command('settings.preview', { file: content })
      setChosen({ fileName: file.name, file: content, change })
    } catch (thrown) {
      setError(errorFactsOf(thrown))
    }
  }
  return (
    <Field
      label={label.replace('…', '')}
      hint={t('backup.importHint')}
      error={error && errorWords(errorText(t, error))}
    >
      <input
        ref={input}
        type="file"
        accept="application/json,.json"
        hidden
        aria-label={label}
        onChange={({ target }) => {
          const [file] = target.files ?? []
          if (file) void look(file)
          target.value = ''
        }}
      />
      <div className={settingsStyles.buttons}>
        <Button icon={Upload} onClick={() => input.current?.click()}>
          {label}
        </Button>
      </div>
      {chosen !== null && <ImportPreview chosen={chosen} onClose={() => setChosen(null)} />}
    </Field>
  )
}

function errorWords({ message, hint }: { message: string; hint: string }): string {
  return `${message}. ${hint}`
}

function UndoField() {
  const { t } = useTranslation()
  const run = useCommand()
  const showToast = useToast()
  const label = t('backup.undo')
  const undo = async () => {
    if ((await run('settings.undo', {})) !== null) showToast({ level: 'ready', title: t('backup.undone') })
  }
  return (
    <Field label={label} hint={t('backup.undoHint')}>
      <div className={settingsStyles.buttons}>
        <Button icon={Undo2} onClick={() => void undo()}>
          {t('app.undo')}
        </Button>
      </div>
    </Field>
  )
}
