import { Check, X } from 'lucide-react'
import { classNames } from './class-names'
import styles from './ConsentCard.module.css'

export interface ConsentCardProps {
  title: string
  /** Line breaks are kept. */
  text: string
  agree: string
  decline: string
  onAgree: () => void
  onDecline: () => void
}

/**
 * A text to agree to and two answers of equal weight; fills its place. Every size is a part of the place, so that a small
 * picture of it shows what guests will see.
 */
export function ConsentCard({ title, text, agree, decline, onAgree, onDecline }: ConsentCardProps) {
  return (
    <section className={styles.place} aria-label={title}>
      <div className={styles.card}>
        <h1 className={styles.title}>{title}</h1>
        <div className={styles.scroll} tabIndex={0} role="group" aria-label={title}>
          <div className={classNames(styles.text, styles[sizeFor(text)])}>
            {text.split('\n').map((line, place) => (
              <p key={place}>{line}</p>
            ))}
          </div>
        </div>
        <div className={styles.answers}>
          <button type="button" className={styles.answer} onClick={onDecline}>
            <X aria-hidden />
            {decline}
          </button>
          <button type="button" className={styles.answer} onClick={onAgree}>
            <Check aria-hidden />
            {agree}
          </button>
        </div>
      </div>
    </section>
  )
}

/** A short text is read from afar; a long one must fit before it is as large. */
function sizeFor(text: string): 'large' | 'middle' | 'small' {
  if (text.length <= 180) return 'large'
  return text.length <= 520 ? 'middle' : 'small'
}
