/** What named tokens hold open: it ends with them. */
export interface OpenConnections {
  /** Calls `end` when the token is revoked; the returned function forgets it. */
  hold(tokenId: string, end: () => void): () => void
  endAll(tokenId: string): void
}

export function createOpenConnections(): OpenConnections {
  const held = new Map<string, Set<() => void>>()
  return {
    hold(tokenId, end) {
      const ends = held.get(tokenId) ?? new Set()
      held.set(tokenId, ends.add(end))
      return () => {
        ends.delete(end)
        if (ends.size === 0 && held.get(tokenId) === ends) held.delete(tokenId)
      }
    },
    endAll(tokenId) {
      const ends = held.get(tokenId) ?? new Set()
      held.delete(tokenId)
      for (const end of ends) end()
    },
  }
}
