import type { ErrorFacts } from '../contract/errors'
import type { Clock } from './lib/clock'
import { freeBytes } from './lib/files'
import type { Log } from './lib/log'

/** Below this a press is refused, bytes: room for the pictures in hand, the journal and its backups. */
const reserveBytes = 2_000_000_000
const lookEveryMs = 10_000

/** Watches the free space of the data folder's disk. */
export interface DiskGuard {
  /** Null while there is room. */
  refusal(): ErrorFacts | null
  onChange(listen: () => void): void
  close(): void
}

/** Looks once before it resolves, then every ten seconds. */
export async function createDiskGuard(deps: {
  dir: string
  clock: Clock
  log: Log
  free?: typeof freeBytes
}): Promise<DiskGuard> {
  const { dir, clock, log, free = freeBytes } = deps
  const listeners: (() => void)[] = []
  let refusal: ErrorFacts | null = null
  let stopTimer: () => void = () => undefined
  let isClosed = false

  function close(): void {
    isClosed = true
    stopTimer()
  }

  async function look(): Promise<void> {
    try {
      const before = refusal
      const bytes = await free(dir)
      refusal = bytes < reserveBytes ? low(bytes) : null
      if ((before === null) !== (refusal === null)) listeners.forEach((listen) => listen())
    } catch (error) {
      log.warn('the free space could not be read', { dir, error: String(error) })
    }
    if (!isClosed) stopTimer = clock.after(lookEveryMs, () => void look())
  }

  await look()
  return { refusal: () => refusal, onChange: (listen) => void listeners.push(listen), close }
}

function low(bytes: number): ErrorFacts {
  const freeMb = Math.floor(bytes / 1_000_000)
  return {
    code: 'disk_low',
    message: `Only ${freeMb} MB are free where the pictures are kept.`,
    hint: 'Free 2 GB on this disk; pictures are taken again by themselves.',
    params: { freeMb },
  }
}
