import { ArrowLeft } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { StyleView } from '../../../contract/style'
import { useStyleTitle } from '../../connection/use-style-title'
import { Button } from '../../ui/Button'
import styles from './StyleScene.module.css'

interface StyleSceneProps {
  styles: readonly StyleView[]
  onChoose: (style: string) => void
  onBack: () => void
}

/** Large covers to choose from. */
export function StyleScene({ styles: offered, onChoose, onBack }: StyleSceneProps) {
  const { t } = useTranslation()
  const columns = columnsFor(offered.length)
  return (
    <div className={styles.scene}>
      <h1 className={styles.title}>{t('kiosk.chooseStyle')}</h1>
      <ul className={styles.cards} style={{ '--columns': columns, '--rows': Math.ceil(offered.length / columns) }}>
        {offered.map((style) => (
          <StyleCard key={style.name} style={style} onChoose={() => onChoose(style.name)} />
        ))}
      </ul>
      <Button size="guest" kind="quiet" icon={ArrowLeft} className={styles.back} onClick={onBack}>
        {t('kiosk.back')}
      </Button>
    </div>
  )
}

/** One row for up to three, two rows for up to ten, so that no cover becomes a slit. */
function columnsFor(count: number): number {
  if (count <= 3) return Math.max(1, count)
  return count <= 10 ? Math.ceil(count / 2) : Math.ceil(count / 3)
}

function StyleCard({ style, onChoose }: { style: StyleView; onChoose: () => void }) {
  const titleOf = useStyleTitle()
  return (
    <li className={styles.place}>
      <button type="button" className={styles.card} onClick={onChoose}>
        <img src={style.coverUrl} alt="" draggable={false} />
        <span className={styles.name}>{titleOf(style.name)}</span>
      </button>
    </li>
  )
}
