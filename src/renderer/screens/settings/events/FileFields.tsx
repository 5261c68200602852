import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ErrorFacts } from '../../../../contract/errors'
import { nameOfEvent } from '../../../events/event-list'
import { errorText } from '../../../i18n/error-text'
import { Switch } from '../../../ui/Switch'
import { Field } from '../Field'
import { useSettingsForm } from '../settings-form'
import settingsStyles from '../Settings.module.css'
import { TextSetting } from '../TextSetting'
import { useCheckedName } from '../use-checked-name'
import { useEventForm } from './event-form'
import styles from './Events.module.css'
import { folderProblem, typedFolder } from './folder-problem'

/** Where the event's files go and what they are called, with the path that it gives while it is typed. */
export function FileFields() {
  const { t } = useTranslation()
  const { settings } = useSettingsForm()
  const { event } = useEventForm()
  const [folder, setFolder] = useState(event.folder)
  const [pattern, setPattern] = useState<string | null>(null)
  const checked = useCheckedName({
    dir: settings.share.dir,
    pattern: pattern ?? event.pattern ?? settings.share.pattern,
    folder: typedFolder(folder),
  })
  const wrong = checked?.error ?? null
  return (
    <>
      <FolderField draft={folder} onDraft={setFolder} wrong={wrong} />
      <PatternField onDraft={setPattern} wrong={wrong} />
      {checked !== null && checked.example !== '' && (
        <p className={styles.example} aria-live="polite">
          {t('events.example')} <code>{checked.example}</code>
        </p>
      )}
    </>
  )
}

function FolderField(props: { draft: string; onDraft: (text: string) => void; wrong: ErrorFacts | null }) {
  const { t } = useTranslation()
  const { settings } = useSettingsForm()
  const { event, refusals, change } = useEventForm()
  const label = t('events.folder')
  const problem = folderProblem(settings.events, event.id, typedFolder(props.draft))
  const words = () => {
    if (problem?.kind === 'form') return t('events.folderWrong')
    if (problem?.kind === 'taken') return t('events.folderTaken', { name: nameOfEvent(t, problem.by) })
    const refused = props.wrong ?? refusals['folder']
    return refused ? `${errorText(t, refused).message}. ${refused.message}` : null
  }
  return (
    <Field label={label} hint={t('events.folderHint')}>
      <TextSetting
        label={label}
        value={event.folder}
        maxLength={120}
        placeholder={t('events.root')}
        error={words()}
        onDraft={props.onDraft}
        onCommit={(text) => {
          const folder = typedFolder(text)
          if (folder !== event.folder && problem === null) void change('folder', label, { folder })
        }}
      />
    </Field>
  )
}

function PatternField({ onDraft, wrong }: { onDraft: (text: string | null) => void; wrong: ErrorFacts | null }) {
  const { t } = useTranslation()
  const { settings } = useSettingsForm()
  const { event, change } = useEventForm()
  const label = t('events.pattern')
  const general = settings.share.pattern
  const set = (pattern: string | null) => {
    onDraft(null)
    void change('pattern', label, { pattern })
  }
  return (
    <Field label={label} hint={t('events.patternHint', { pattern: general })}>
      <label className={settingsStyles.buttons}>
        <Switch
          label={t('events.ownPattern')}
          checked={event.pattern !== null}
          onChange={(checked) => set(checked ? general : null)}
        />
        <span className={settingsStyles.switchWords}>{t('events.ownPattern')}</span>
      </label>
      {event.pattern !== null && (
        <TextSetting
          label={label}
          value={event.pattern}
          error={wrong && `${errorText(t, wrong).message}. ${wrong.message}`}
          onDraft={onDraft}
          onCommit={set}
        />
      )}
    </Field>
  )
}
