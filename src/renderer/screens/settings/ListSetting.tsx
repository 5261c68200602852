import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/Button'
import { IconButton } from '../../ui/IconButton'
import { TextField } from '../../ui/TextField'
import styles from './Settings.module.css'

/** A list of short texts: one line each, added and removed one at a time. */
export function ListSetting({
  label,
  values,
  placeholder,
  error,
  onChange,
}: {
  label: string
  values: readonly string[]
  placeholder: string
  error: string | null
  /** Resolves with whether it was taken. */
  onChange: (values: string[]) => Promise<boolean>
}) {
  const { t } = useTranslation()
  const [draft, setDraft] = useState('')
  const add = async () => {
    const text = draft.trim()
    if (text !== '' && (await onChange([...values.filter((value) => value !== text), text]))) setDraft('')
  }
  return (
    <div className={styles.list}>
      {values.length > 0 && (
        <ul>
          {values.map((value) => (
            <li key={value} className={styles.listItem}>
              <code>{value}</code>
              <IconButton
                icon={X}
                label={t('settings.remove', { value })}
                onClick={() => void onChange(values.filter((other) => other !== value))}
              />
            </li>
          ))}
        </ul>
      )}
      <div className={styles.addLine}>
        <TextField
          className={styles.grow}
          label={label}
          labelHidden
          value={draft}
          placeholder={placeholder}
          maxLength={200}
          error={error}
          onChange={(event) => setDraft(event.target.value)}
          onKeyDown={(event) => event.key === 'Enter' && void add()}
        />
        <Button icon={Plus} disabled={draft.trim() === ''} onClick={() => void add()}>
          {t('settings.add')}
        </Button>
      </div>
    </div>
  )
}
