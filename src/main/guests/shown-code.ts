import type { Clock } from '../lib/clock'

/** Whose code the guests' screen shows large: as long as somebody asks for it, and never for the rest of the evening. */
export interface ShownCode {
  /** Null: nobody's. */
  jobId(): string | null
  /** `by`: the client that asks, null for a one-off request. Asked again it stays for as long again. */
  show(jobId: string, by: string | null): void
  hide(): void
  /** A client is gone, and its dialog with it. */
  left(clientId: string): void
}

/** A guest finds the phone and scans within it; a page that shows the code longer asks again before. */
export const codeShownMs = 90_000

export function createShownCode({ clock, onChange }: { clock: Clock; onChange: () => void }): ShownCode {
  let shown: { jobId: string; by: string | null } | null = null
  let stopTimer: (() => void) | null = null

  function set(next: typeof shown): void {
    stopTimer?.()
    stopTimer = next && clock.after(codeShownMs, () => set(null))
    const isOther = next?.jobId !== shown?.jobId
    shown = next
    if (isOther) onChange()
  }

  return {
    jobId: () => shown?.jobId ?? null,
    show: (jobId, by) => set({ jobId, by }),
    hide: () => set(null),
    left(clientId) {
      if (shown?.by === clientId) set(null)
    },
  }
}
