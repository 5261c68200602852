import { useTranslation } from 'react-i18next'
import { TextArea } from '../../ui/TextArea'
import styles from './PromptBox.module.css'

/** What the drawing shows, in words; everybody in the room has the same. */
export function PromptBox({ prompt, onType }: { prompt: string; onType: (text: string) => void }) {
  const { t } = useTranslation()
  return (
    <TextArea
      label={t('canvas.prompt')}
      placeholder={t('canvas.promptExample')}
      className={styles.box}
      rows={3}
      maxLength={2000}
      value={prompt}
      onChange={(event) => onType(event.target.value)}
    />
  )
}
