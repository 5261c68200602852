import { useState } from 'react'
import { useAppState } from '../../connection/use-app-state'

export interface CodeToShow {
  /** Whose code the operator shows; null: nobody's, or a guest has put it away. */
  jobId: string | null
  /** The guest is done with it: their link stands before nobody else, until the operator shows one anew. */
  putAway: () => void
}

export function useCodeToShow(): CodeToShow {
  const shownJobId = useAppState((state) => state.guests.shownJobId)
  const [awayJobId, setAwayJobId] = useState<string | null>(null)
  if (awayJobId !== null && awayJobId !== shownJobId) setAwayJobId(null)
  return { jobId: shownJobId === awayJobId ? null : shownJobId, putAway: () => setAwayJobId(shownJobId) }
}
