import type { Notice } from '../contract/app-state'
import type { ErrorFacts } from '../contract/errors'
import type { Clock } from './lib/clock'

/** What the operator should know that is no job's error. One id is one notice: raised again it is renewed. */
export interface Notices {
  raise(id: string, level: Notice['level'], error: ErrorFacts): void
  /** Calls when the operator has read this one; a notice that is raised at each start ends by that. */
  onDismiss(id: string, call: () => void): void
  /** The cause is gone. */
  clear(id: string): void
  /** The operator has read it. */
  dismiss(id: string): void
  list(): Notice[]
  onChange(listen: () => void): void
}

export function createNotices({ clock }: { clock: Clock }): Notices {
  const notices = new Map<string, Notice>()
  const listeners: (() => void)[] = []
  const dismissed = new Map<string, () => void>()
  const announce = () => listeners.forEach((listen) => listen())

  function remove(id: string): void {
    if (notices.delete(id)) announce()
  }

  return {
    raise(id, level, error) {
      const known = notices.get(id)
      if (known && known.error.message === error.message) return
      notices.set(id, { id, level, error, atMs: clock.nowMs(), dismissable: true })
      announce()
    },
    onDismiss: (id, call) => void dismissed.set(id, call),
    clear: remove,
    dismiss(id) {
      if (notices.has(id)) dismissed.get(id)?.()
      remove(id)
    },
    list: () => [...notices.values()],
    onChange: (listen) => void listeners.push(listen),
  }
}
