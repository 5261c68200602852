export interface ToastMessage {
  level: 'ready' | 'broken'
  title: string
  text?: string
  /** One thing to do about it, e.g. undo. */
  action?: { label: string; onSelect: () => void }
  /** Takes the place of all messages of the same topic: what they offer does no longer what they say. */
  topic?: string
}

export interface ShownToast extends ToastMessage {
  id: number
}

/** The newest four, without those whose place the next one takes. */
export function withToast(shown: readonly ShownToast[], next: ShownToast): ShownToast[] {
  const { title, topic } = next
  const others = shown.filter((toast) => toast.title !== title && (topic === undefined || toast.topic !== topic))
  return [...others, next].slice(-4)
}
