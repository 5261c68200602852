import type { Log } from './log'

/** What must be closed again, in the order it was opened. */
export interface Closers {
  add(name: string, close: () => unknown): void
  /** Backwards, each after the one before; one that fails is logged and stops nobody. Asked again, the same promise. */
  closeAll(): Promise<void>
}

export function createClosers(log: Log): Closers {
  const list: { name: string; close: () => unknown }[] = []
  let closed: Promise<void> | null = null

  async function closeEach(): Promise<void> {
    for (const { name, close } of list.reverse()) {
      try {
        await close()
      } catch (error) {
        log.error('something did not close cleanly', { name, error: String(error) })
      }
    }
  }

  return {
    add: (name, close) => void list.push({ name, close }),
    closeAll: () => (closed ??= closeEach()),
  }
}
