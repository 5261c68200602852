/** Time as the page sees it; tests pass one that they move by hand. */
export interface PageClock {
  /** Never goes back. */
  nowMs(): number
  /** The returned function takes it back. */
  after(delayMs: number, call: () => void): () => void
}

export const pageClock: PageClock = {
  nowMs: () => performance.now(),
  after(delayMs, call) {
    const timer = setTimeout(call, delayMs)
    return () => clearTimeout(timer)
  },
}
