import { rename } from 'node:fs/promises'
import { systemClock, type Clock } from './clock'

/** What Windows says while a virus scanner or an indexer has a new file open. Elsewhere these codes are the last word. */
const heldCodes = ['EPERM', 'EACCES', 'EBUSY']
const firstDelayMs = 20
const maxDelayMs = 500
/** A scanner looks at a picture of our own disk for a moment; a press waits behind this. */
const patienceMs = 5_000

export interface HeldFileContext {
  platform: NodeJS.Platform
  clock: Clock
}

/** Calls again while others hold the file, for up to 5 s; then rejects with the last error. For our own disk, not the share. */
export async function whenLetGo<T>(
  call: () => Promise<T>,
  { platform, clock }: HeldFileContext = { platform: process.platform, clock: systemClock },
): Promise<T> {
  const startMs = clock.monotonicMs()
  for (let delayMs = firstDelayMs; ; delayMs = Math.min(delayMs * 2, maxDelayMs)) {
    try {
      return await call()
    } catch (error) {
      const isOver = clock.monotonicMs() - startMs >= patienceMs
      if (platform !== 'win32' || isOver || !isHeld(error)) throw error
    }
    await new Promise<void>((resolve) => clock.after(delayMs, resolve))
  }
}

/** As `rename` of fs, which Windows refuses while anybody has either file open. */
export function renamePatiently(from: string, to: string): Promise<void> {
  return whenLetGo(() => rename(from, to))
}

function isHeld(error: unknown): boolean {
  return error instanceof Error && 'code' in error && heldCodes.includes(String(error.code))
}
