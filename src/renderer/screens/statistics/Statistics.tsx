import { ChartColumn } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useStyleTitle } from '../../connection/use-style-title'
import { useFormat } from '../../i18n/format'
import { goTo } from '../../navigation'
import { Button } from '../../ui/Button'
import { EmptyState } from '../../ui/EmptyState'
import type { Figures, StyleFigures } from './figures'
import styles from './Statistics.module.css'
import { jobLimit, useFigures } from './use-figures'

/** How the day goes: how many, and how long each style takes. */
export function Statistics() {
  const { t } = useTranslation()
  const figures = useFigures()
  if (figures === null) return null
  if (figures.pressed === 0) {
    return (
      <EmptyState icon={ChartColumn} title={t('statistics.none')} text={t('statistics.noneText')}>
        <Button kind="primary" onClick={() => goTo('live')}>
          {t('statistics.toLive')}
        </Button>
      </EmptyState>
    )
  }
  return (
    <div className={styles.screen}>
      <h1>{t('statistics.title')}</h1>
      <Counts figures={figures} />
      {figures.styles.length > 0 && <Styles figures={figures.styles} />}
      {figures.pressed >= jobLimit && <p className={styles.note}>{t('statistics.limited', { count: jobLimit })}</p>}
    </div>
  )
}

function Counts({ figures }: { figures: Figures }) {
  const { t } = useTranslation()
  const format = useFormat()
  const counts = [
    [figures.pressed, t('statistics.pressed')],
    [figures.saved, t('statistics.saved')],
    [figures.unfinished, t('statistics.waiting')],
    [figures.failed, t('statistics.failed')],
    [figures.cancelled, t('statistics.cancelled')],
  ] as const
  return (
    <dl className={styles.counts}>
      {counts.map(([count, word]) => (
        <div key={word} className={styles.count}>
          <dt>{word}</dt>
          <dd>{format.number(count)}</dd>
        </div>
      ))}
    </dl>
  )
}

function Styles({ figures }: { figures: readonly StyleFigures[] }) {
  const { t } = useTranslation()
  const longestMs = Math.max(...figures.map(({ p95Ms }) => p95Ms), 1)
  return (
    <table className={styles.table}>
      <caption className={styles.caption}>{t('statistics.perStyle')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('statistics.style')}</th>
          <th scope="col" className={styles.figure}>
            {t('statistics.pictures')}
          </th>
          <th scope="col" className={styles.figure}>
            {t('statistics.median')}
          </th>
          <th scope="col" className={styles.figure}>
            {t('statistics.p95')}
          </th>
          <td className={styles.chart} />
        </tr>
      </thead>
      <tbody>
        {figures.map((row) => (
          <StyleRow key={row.style} row={row} longestMs={longestMs} />
        ))}
      </tbody>
    </table>
  )
}

/** The bar reaches the median, its shadow the 95th percentile. */
function StyleRow({ row, longestMs }: { row: StyleFigures; longestMs: number }) {
  const format = useFormat()
  const titleOf = useStyleTitle()
  const { style, pictures, medianMs, p95Ms } = row
  return (
    <tr>
      <th scope="row">{titleOf(style)}</th>
      <td className={styles.figure}>{format.number(pictures)}</td>
      <td className={styles.figure}>{format.duration(medianMs)}</td>
      <td className={styles.figure}>{format.duration(p95Ms)}</td>
      <td className={styles.chart} aria-hidden>
        <div className={styles.bar} style={{ '--p95': p95Ms / longestMs, '--median': medianMs / longestMs }} />
      </td>
    </tr>
  )
}
