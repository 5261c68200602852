import { ChevronsLeftRight } from 'lucide-react'
import { useRef, type KeyboardEvent, type PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/format'
import styles from './Viewer.module.css'

const steps: Record<string, number> = { ArrowLeft: -0.02, ArrowRight: 0.02, PageDown: -0.1, PageUp: 0.1 }

/** The line between original (left) and result; dragged, or moved by the arrows while it has the focus. */
export function SplitLine({ split, onSplit }: { split: number; onSplit: (split: number) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const line = useRef<HTMLDivElement>(null)
  const move = (event: PointerEvent) => {
    event.stopPropagation()
    if (event.buttons !== 1) return
    const box = line.current?.parentElement?.getBoundingClientRect()
    if (box) onSplit(within((event.clientX - box.left) / box.width))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[event.key]
    if (step === undefined) return
    event.preventDefault()
    onSplit(within(split + step))
  }
  return (
    <>
      <span className={`${styles.side} ${styles.originalSide}`}>{t('gallery.viewer.original')}</span>
      <span className={`${styles.side} ${styles.resultSide}`}>{t('gallery.viewer.result')}</span>
      <div
        ref={line}
        className={styles.line}
        style={{ left: `${split * 100}%` }}
        role="slider"
        tabIndex={0}
        aria-label={t('gallery.viewer.line')}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(split * 100)}
        aria-valuetext={format.percent(split)}
        onPointerDown={(event) => {
          event.stopPropagation()
          event.currentTarget.setPointerCapture(event.pointerId)
        }}
        onPointerMove={move}
        onPointerUp={(event) => event.stopPropagation()}
        onKeyDown={onKeyDown}
      >
        <span className={styles.handle}>
          <ChevronsLeftRight aria-hidden />
        </span>
      </div>
    </>
  )
}

const within = (value: number) => Math.min(1, Math.max(0, value))
