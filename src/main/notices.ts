import type { Notice } from '../contract/app-state'
import type { ErrorFacts } from '../contract/errors'
import type { Clock } from './lib/clock'

/** What the operator should know that is no job's error. One id is one notice: raised again it is renewed. */
export interface Notices {
  raise(id: string, level: Notice['level'], error: ErrorFacts): void
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
    clear: remove,
    dismiss: remove,
    list: () => [...notices.values()],
    onChange: (listen) => void listeners.push(listen),
  }
}
