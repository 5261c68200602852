import { LifeBuoy } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../../connection/use-command'
import { Button } from '../../ui/Button'
import { useToast } from '../../ui/Toast'
import { Field } from './Field'
import styles from './Settings.module.css'

/** For whoever helps from afar; the file manager shows it where the operator saved it. */
export function SupportField() {
  const { t } = useTranslation()
  const run = useCommand()
  const showToast = useToast()
  const [isSaving, setSaving] = useState(false)
  const save = async () => {
    setSaving(true)
    const saved = await run('app.saveSupport', {})
    setSaving(false)
    if (saved?.path) showToast({ level: 'ready', title: t('settings.support.saved'), text: saved.path })
  }
  return (
    <Field label={t('settings.support.label')} hint={t('settings.support.hint')}>
      <div className={styles.buttons}>
        <Button icon={LifeBuoy} pending={isSaving} onClick={() => void save()}>
          {t('settings.support.save')}
        </Button>
      </div>
    </Field>
  )
}
