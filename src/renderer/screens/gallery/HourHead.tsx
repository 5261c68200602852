import type { CSSProperties } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/format'
import { classNames } from '../../ui/class-names'
import type { GridRow } from './grid-layout'
import styles from './Grid.module.css'

const hourMs = 3_600_000

/** Day, hour and how many; stays on top while its pictures pass. */
export function HourHead({
  row: { startMs, count },
  isStuck,
  style,
}: {
  row: Extract<GridRow, { kind: 'hour' }>
  isStuck: boolean
  style: CSSProperties
}) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <div className={classNames(styles.hour, isStuck && styles.stuck)} role="presentation" style={style}>
      <span className={styles.hourWords}>
        {format.shortTime(startMs)} – {format.shortTime(startMs + hourMs)}
      </span>
      <span>{format.day(startMs)}</span>
      <span className={styles.hourCount}>{t('gallery.count', { count, shown: format.number(count) })}</span>
    </div>
  )
}
