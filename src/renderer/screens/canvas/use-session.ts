import { useEffect, useRef, useState, type RefObject } from 'react'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { addresses } from '../../../contract/addresses'
import { inkOf, type Brush } from './drawing/brush'
import { pageClock } from './page-clock'
import { pageIdHere } from './page-id'
import { firstState, openSession, type Session, type SessionState } from './session'

export interface SessionPlace {
  room: string
  brush: Brush
  /** Holds the three sheets, the paper first. */
  host: RefObject<HTMLElement | null>
}

const notYet = createStore<SessionState>(() => firstState)

/** The page's session as long as the page lives; null until the kept drawing is back. */
export function useSession({ room, brush, host }: SessionPlace): { session: Session | null; state: SessionState } {
  const [session, setSession] = useState<Session | null>(null)
  const ink = useRef(inkOf(brush))
  useEffect(() => {
    ink.current = inkOf(brush)
  }, [brush])

  useEffect(() => {
    const element = host.current
    const [paper, others, live] = element?.querySelectorAll('canvas') ?? []
    if (!element || !paper || !others || !live) return
    let isOver = false
    const opening = openSession({
      room,
      pageId: pageIdHere(),
      socketUrl: socketUrlOf(room),
      sheets: { host: element, paper, others, live },
      ink: () => ink.current,
      clock: pageClock,
      mayEnter,
    })
    void opening.then((opened) => (isOver ? opened.close() : setSession(opened)))
    return () => {
      isOver = true
      void opening.then((opened) => opened.close())
    }
  }, [room, host])

  useEffect(() => (session === null ? undefined : reconnectWhenBack(session)), [session])
  return { session, state: useStore(session?.state ?? notYet) }
}

function socketUrlOf(room: string): string {
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:'
  return `${scheme}//${location.host}${addresses.canvasSocket}?room=${encodeURIComponent(room)}`
}

/** Whether this browser may be here; where the server does not answer, that is not known and taken as yes. */
async function mayEnter(): Promise<boolean> {
  const answer = await fetch(location.href, { method: 'HEAD', cache: 'no-store' }).catch(() => null)
  return answer?.status !== 401 && answer?.status !== 403
}

/** A tablet that was asleep does not wait for the end of a back-off. */
function reconnectWhenBack(session: Session): () => void {
  const abort = new AbortController()
  const { signal } = abort
  window.addEventListener('online', session.reconnect, { signal })
  document.addEventListener('visibilitychange', () => document.hidden || session.reconnect(), { signal })
  return () => abort.abort()
}
