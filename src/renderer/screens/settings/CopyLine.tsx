import { Copy } from 'lucide-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/Button'
import { TextArea } from '../../ui/TextArea'
import styles from './CopyLine.module.css'

/** Long and never typed: shown whole, chosen at a touch. */
export function CopyLine({
  label,
  hint,
  text,
  rows = 3,
}: {
  label: string
  hint?: string
  text: string
  rows?: number
}) {
  const { t } = useTranslation()
  const [button, setButton] = useState<'copy' | 'copied' | 'byHand'>('copy')
  const area = useRef<HTMLTextAreaElement>(null)
  const copy = async () => {
    try {
      // absent on pages from other machines without TLS
      await navigator.clipboard.writeText(text)
      setButton('copied')
    } catch {
      area.current?.focus()
      setButton('byHand')
    }
  }
  return (
    <div className={styles.copyLine}>
      <TextArea
        ref={area}
        label={label}
        {...(hint !== undefined && { hint })}
        value={text}
        readOnly
        rows={rows}
        onFocus={(event) => event.target.select()}
      />
      <Button icon={Copy} onClick={() => void copy()}>
        {t(`settings.copying.${button}`)}
      </Button>
    </div>
  )
}
