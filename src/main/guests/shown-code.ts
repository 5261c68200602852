import type { Clock } from '../lib/clock'

/** Whose code the guests' screen shows large: as long as somebody asks for it, and never for the rest of the evening. */
export interface ShownCode {
  /** Null: nobody's. */
  jobId(): string | null
  /** `by`: the client that asks, null for a one-off request. What was shown before goes. */
  show(jobId: string, by: string | null): void
  /** For as long again, where it is still what this client shows; else nothing, as somebody else's code stands there. */
  keep(jobId: string, by: string | null): void
  /** By a client: where it is that client's. */
  hide(by: string | null): void
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
    keep(jobId, by) {
      if (shown?.jobId === jobId && shown.by === by) set(shown)
    },
    hide(by) {
      if (by === null || shown?.by === by) set(null)
    },
    left(clientId) {
      if (shown?.by === clientId) set(null)
    },
  }
}
