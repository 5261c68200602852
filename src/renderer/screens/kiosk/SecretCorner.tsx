import { useEffect, useRef } from 'react'
import { useWindowKey } from '../../use-window-key'
import styles from './SecretCorner.module.css'

const holdMs = 3000

/** The operator's way out, which guests do not find: the upper right corner held for three seconds, or Ctrl+Shift+K. */
export function SecretCorner({ onHeld }: { onHeld: () => void }) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const release = () => clearTimeout(timer.current)
  useWindowKey((event) => {
    if (!event.ctrlKey || !event.shiftKey || event.code !== 'KeyK') return
    event.preventDefault()
    onHeld()
  })
  useEffect(() => () => clearTimeout(timer.current), [])
  return (
    <div
      className={styles.corner}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        release()
        timer.current = setTimeout(onHeld, holdMs)
      }}
      onMouseDown={(event) => event.preventDefault() /* the keyboard stays where it was */}
      onPointerUp={release}
      onPointerCancel={release}
      aria-hidden
    />
  )
}
