import { useId, type ComponentProps, type ReactNode } from 'react'
import { classNames } from './class-names'
import styles from './TextField.module.css'

export interface TextFieldProps extends ComponentProps<'input'> {
  label: string
  /** Read aloud only; the screen shows what it is by its place. */
  labelHidden?: boolean
  hint?: ReactNode
  /** What is wrong with the value; null while nothing is. */
  error?: string | null
  /** Before the text: an icon. */
  start?: ReactNode
  /** After the text: a button or a unit. */
  end?: ReactNode
}

/** A line of text with its label, hint and error. */
export function TextField({
  label,
  labelHidden = false,
  hint,
  error = null,
  start,
  end,
  className,
  ...rest
}: TextFieldProps) {
  const id = useId()
  const noteId = `${id}-note`
  const note = error ?? hint
  return (
    <div className={classNames(styles.field, className)}>
      <label htmlFor={id} className={labelHidden ? 'only-heard' : styles.label}>
        {label}
      </label>
      <span className={classNames(styles.box, error !== null && styles.wrong)}>
        {start}
        <input
          id={id}
          type="text"
          autoComplete="off"
          spellCheck={false}
          {...rest}
          className={styles.input}
          aria-invalid={error !== null || undefined}
          aria-describedby={note === undefined || note === null ? undefined : noteId}
        />
        {end}
      </span>
      {note !== undefined && note !== null && (
        <span
          id={noteId}
          className={error === null ? styles.hint : styles.error}
          role={error === null ? undefined : 'alert'}
        >
          {note}
        </span>
      )}
    </div>
  )
}
