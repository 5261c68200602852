import { useState } from 'react'
import styles from './CountdownRing.module.css'

export interface CountdownRingProps {
  /** Until zero, when this was first shown and since. */
  remainingMs: number
  totalMs: number
  /** In the middle: a number, or a word in the last beat. */
  text: string
}

const radius = 46
const circumference = 2 * Math.PI * radius

/** A ring that runs empty with the count in its middle; as tall as its place. */
export function CountdownRing({ remainingMs, totalMs, text }: CountdownRingProps) {
  // The ring runs by itself from here on, so that it is smooth however often the number is drawn.
  const [start] = useState({ remainingMs, totalMs })
  const elapsedMs = Math.max(0, start.totalMs - start.remainingMs)
  const isWord = text.length > 2
  return (
    <div className={styles.countdown}>
      <svg className={styles.ring} viewBox="0 0 100 100" aria-hidden>
        <circle className={styles.ground} cx="50" cy="50" r="49" />
        <circle className={styles.track} cx="50" cy="50" r={radius} />
        <circle
          className={styles.rest}
          cx="50"
          cy="50"
          r={radius}
          strokeDasharray={circumference}
          style={{ animationDuration: `${start.totalMs}ms`, animationDelay: `-${elapsedMs}ms` }}
        />
      </svg>
      <span key={text} className={isWord ? styles.word : styles.number} role="timer" aria-live="assertive">
        {text}
      </span>
    </div>
  )
}
