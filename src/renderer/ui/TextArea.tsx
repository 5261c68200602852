import { useId, type ComponentProps, type ReactNode } from 'react'
import { classNames } from './class-names'
import styles from './TextArea.module.css'
import field from './TextField.module.css'

export interface TextAreaProps extends ComponentProps<'textarea'> {
  label: string
  hint?: ReactNode
  /** What is wrong with the text; null while nothing is. */
  error?: string | null
}

/** Several lines of text with their label, hint and error. */
export function TextArea({ label, hint, error = null, className, ...rest }: TextAreaProps) {
  const id = useId()
  const noteId = `${id}-note`
  const note = error ?? hint
  return (
    <div className={classNames(field.field, className)}>
      <label htmlFor={id} className={field.label}>
        {label}
      </label>
      <textarea
        id={id}
        rows={6}
        {...rest}
        className={classNames(styles.area, error !== null && field.wrong)}
        aria-invalid={error !== null || undefined}
        aria-describedby={note ? noteId : undefined}
      />
      {note && (
        <span
          id={noteId}
          className={error === null ? field.hint : field.error}
          role={error === null ? undefined : 'alert'}
        >
          {note}
        </span>
      )}
    </div>
  )
}
