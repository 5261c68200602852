/**
 * One run of `work` for all who ask before it begins: who asks while it runs waits for one more, which begins after it.
 * So each asker's wait covers what they had done before they asked.
 */
export function shared(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> = Promise.resolve()
  let next: Promise<void> | null = null

  return () => {
    if (next) return next
    const begun = running
      .catch(() => undefined)
      .then(() => {
        next = null
        return (running = work())
      })
    next = begun
    return begun
  }
}
