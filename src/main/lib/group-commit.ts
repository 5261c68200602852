import type { Database } from './sqlite'

interface Write {
  write(): void
  done(): void
  failed(error: unknown): void
}

/**
 * Writes durably, many at the price of one: what is asked for in the same moment, such as while the disk was busy with
 * the write before, travels in one transaction. Resolves when it is on disk; a write that fails takes no other with it.
 */
export function createGroupCommit(database: Pick<Database, 'transaction'>): (write: () => void) => Promise<void> {
  let waiting: Write[] = []

  function commit(): void {
    const group = waiting
    waiting = []
    try {
      database.transaction(() => group.forEach(({ write }) => write()))
      group.forEach(({ done }) => done())
    } catch (error) {
      if (group.length === 1) return group[0]!.failed(error)
      group.forEach(alone)
    }
  }

  function alone({ write, done, failed }: Write): void {
    try {
      database.transaction(write)
      done()
    } catch (error) {
      failed(error)
    }
  }

  return (write) =>
    new Promise((done, failed) => {
      waiting.push({ write, done, failed })
      if (waiting.length === 1) setImmediate(commit)
    })
}
