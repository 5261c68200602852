import { X } from 'lucide-react'
import { Dialog as Primitive } from 'radix-ui'
import { useRef, type ReactNode } from 'react'
import { classNames } from './class-names'
import styles from './Dialog.module.css'

export interface DialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  /** What is at stake, under the title. */
  description?: ReactNode
  children?: ReactNode
  /** Buttons, the safe one first. */
  actions?: ReactNode
  closeLabel: string
  wide?: boolean
  /** The dialog itself gets the focus, so that Enter is not the first button's: for those that listen to keys. */
  keepsFocus?: boolean
}

/** A question or form over the screen; Esc and the cross leave it. */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  children,
  actions,
  closeLabel,
  wide = false,
  keepsFocus = false,
}: DialogProps) {
  const opener = useRef<Element>(null)
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      <Primitive.Portal>
        <Primitive.Overlay className={styles.scrim} />
        <Primitive.Content
          className={classNames(styles.dialog, wide && styles.wide)}
          onOpenAutoFocus={(event) => {
            opener.current = document.activeElement
            focusFirst(event, keepsFocus)
          }}
          onCloseAutoFocus={(event) => focusAgain(event, opener.current)}
          {...(description === undefined && { 'aria-describedby': undefined })}
        >
          <header className={styles.header}>
            <Primitive.Title>{title}</Primitive.Title>
            <Primitive.Close className={styles.close} aria-label={closeLabel}>
              <X aria-hidden />
            </Primitive.Close>
          </header>
          {description !== undefined && (
            <Primitive.Description asChild>
              <div className={styles.description}>{description}</div>
            </Primitive.Description>
          )}
          {children}
          {actions !== undefined && <footer className={styles.actions}>{actions}</footer>}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  )
}

/** The dialog itself where it keeps the focus; else the first field, so that typing works at once; else the first button. */
function focusFirst(event: Event, keepsFocus: boolean) {
  const dialog = event.currentTarget
  if (!(dialog instanceof HTMLElement)) return
  const first = keepsFocus ? dialog : dialog.querySelector<HTMLElement>('input, textarea')
  if (first === null) return
  event.preventDefault()
  first.focus()
}

/** Where the keyboard was before; the component library only knows buttons that it opens a dialog by itself with. */
function focusAgain(event: Event, opener: Element | null) {
  if (!(opener instanceof HTMLElement) || !opener.isConnected) return
  event.preventDefault()
  opener.focus()
}
