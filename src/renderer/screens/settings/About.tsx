import { FolderOpen } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useAppState } from '../../connection/use-app-state'
import { useCommand } from '../../connection/use-command'
import { errorText } from '../../i18n/error-text'
import { useFormat } from '../../i18n/format'
import { Button } from '../../ui/Button'
import { Chip } from '../../ui/Chip'
import { Field } from './Field'
import styles from './Settings.module.css'
import { SupportField } from './SupportField'

export function About() {
  const { t } = useTranslation()
  const format = useFormat()
  const app = useAppState((state) => state.app)
  return (
    <>
      <Field label={t('settings.about.version')}>
        <p className={styles.value}>
          {app.version} · {app.runtime}
        </p>
      </Field>
      <Field label={t('settings.about.since')}>
        <p className={styles.value}>
          {format.day(app.startedAtMs)}, {format.shortTime(app.startedAtMs)}
        </p>
      </Field>
      <Field label={t('settings.about.data')} hint={t('settings.about.dataHint')}>
        <code className={styles.value}>{app.dataDir}</code>
        <Logs />
      </Field>
      {window.photocall !== undefined && <SupportField />}
      <StylesField />
    </>
  )
}

function Logs() {
  const { t } = useTranslation()
  const run = useCommand()
  if (window.photocall === undefined) return null
  return (
    <div className={styles.buttons}>
      <Button icon={FolderOpen} onClick={() => void run('app.openLogs', {})}>
        {t('settings.about.openLogs')}
      </Button>
    </div>
  )
}

function StylesField() {
  const { t } = useTranslation()
  const count = useAppState((state) => state.styles.length)
  const broken = useAppState((state) => state.brokenStyles)
  return (
    <Field label={t('settings.about.styles')} hint={t('settings.about.stylesHint')}>
      <Chip level="ready">{t('settings.about.working', { count })}</Chip>
      {broken.map(({ name, error }) => (
        <div key={name} className={styles.broken}>
          <Chip level="broken">{t('settings.about.brokenStyle', { name })}</Chip>
          <p>{error.message}</p>
          <p className={styles.hint}>{errorText(t, error).hint}</p>
        </div>
      ))}
    </Field>
  )
}
