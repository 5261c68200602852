import { Slider as Primitive } from 'radix-ui'
import { useState } from 'react'
import styles from './Slider.module.css'

export interface SliderProps {
  label: string
  value: number
  min: number
  max: number
  step?: number
  /** The value with its unit, shown at the end and read aloud. */
  format?: (value: number) => string
  /** Called when the handle is let go, not on the way. */
  onCommit: (value: number) => void
  disabled?: boolean
}

/** A number on a line. */
export function Slider({ label, value, min, max, step = 1, format = String, onCommit, disabled = false }: SliderProps) {
  const [moving, setMoving] = useState<number | null>(null)
  const shown = moving ?? value
  return (
    <span className={styles.slider}>
      <Primitive.Root
        className={styles.root}
        value={[shown]}
        {...{ min, max, step, disabled }}
        onValueChange={([next]) => setMoving(next ?? null)}
        onValueCommit={([next]) => {
          setMoving(null)
          if (next !== undefined) onCommit(next)
        }}
      >
        <Primitive.Track className={styles.track}>
          <Primitive.Range className={styles.range} />
        </Primitive.Track>
        <Primitive.Thumb className={styles.thumb} aria-label={label} aria-valuetext={format(shown)} />
      </Primitive.Root>
      <span className={styles.value} aria-hidden>
        {format(shown)}
      </span>
    </span>
  )
}
