import { CircleAlert, CircleCheck, X } from 'lucide-react'
import { Toast as Primitive } from 'radix-ui'
import { createContext, useCallback, useContext, useMemo, useRef, useState, type ReactNode } from 'react'
import { classNames } from './class-names'
import { withToast, type ShownToast, type ToastMessage } from './toast-list'
import styles from './Toast.module.css'

const shortMs = 5_000
/** Errors and undo stay long enough to be read and reached. */
const longMs = 12_000

const ToastContext = createContext<((message: ToastMessage) => void) | null>(null)

/** Says something that passes: what was done, or what could not be done. Facts that matter later belong on a screen. */
export function useToast(): (message: ToastMessage) => void {
  const show = useContext(ToastContext)
  if (show === null) throw new Error('useToast needs a ToastProvider above')
  return show
}

/** Once around the app: keeps the newest four messages at the lower edge. */
export function ToastProvider({
  children,
  labels,
}: {
  children: ReactNode
  labels: { region: string; close: string }
}) {
  const [toasts, setToasts] = useState<ShownToast[]>([])
  const nextId = useRef(1)
  const show = useCallback((message: ToastMessage) => {
    const id = nextId.current++
    setToasts((before) => withToast(before, { ...message, id }))
  }, [])
  const close = useCallback((id: number) => setToasts((before) => before.filter((toast) => toast.id !== id)), [])
  const context = useMemo(() => show, [show])
  return (
    <ToastContext value={context}>
      <Primitive.Provider label={labels.region} swipeDirection="down">
        {children}
        {toasts.map((toast) => (
          <ToastCard key={toast.id} toast={toast} closeLabel={labels.close} onClose={() => close(toast.id)} />
        ))}
        <Primitive.Viewport className={styles.viewport} label={`${labels.region} ({hotkey})`} />
      </Primitive.Provider>
    </ToastContext>
  )
}

function ToastCard({ toast, closeLabel, onClose }: { toast: ShownToast; closeLabel: string; onClose: () => void }) {
  const Icon = toast.level === 'ready' ? CircleCheck : CircleAlert
  return (
    <Primitive.Root
      className={styles.toast}
      duration={toast.level === 'broken' || toast.action ? longMs : shortMs}
      // A click here leaves the focus, and so the keys, where the operator works.
      onMouseDown={(event) => event.preventDefault()}
      onOpenChange={(open) => !open && onClose()}
    >
      <Icon aria-hidden className={classNames(styles.icon, styles[toast.level])} />
      <div className={styles.words}>
        <Primitive.Title className={styles.title}>{toast.title}</Primitive.Title>
        {toast.text !== undefined && (
          <Primitive.Description className={styles.text}>{toast.text}</Primitive.Description>
        )}
      </div>
      {toast.action && (
        <Primitive.Action className={styles.action} altText={toast.action.label} onClick={toast.action.onSelect}>
          {toast.action.label}
        </Primitive.Action>
      )}
      <Primitive.Close className={styles.close} aria-label={closeLabel}>
        <X aria-hidden />
      </Primitive.Close>
    </Primitive.Root>
  )
}
