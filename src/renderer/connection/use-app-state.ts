import { createContext, useContext, useSyncExternalStore } from 'react'
import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import type { AppState } from '../../contract/app-state'
import type { Client } from './client'
import type { Mirror, Mirrored } from './mirror'

export interface Connected {
  client: Client
  mirror: Mirror
}

export const ConnectionContext = createContext<Connected | null>(null)

export function useConnection(): Connected {
  const connected = useContext(ConnectionContext)
  if (connected === null) throw new Error('useConnection needs a ConnectionContext above')
  return connected
}

/** What is known about the connection itself. */
export function useMirrored<Part>(select: (mirrored: Mirrored) => Part): Part {
  return useStore(useConnection().mirror.store, select)
}

/** A part of the core's state. Only below the shell, which shows screens once there is a state. */
export function useAppState<Part>(select: (state: AppState) => Part): Part {
  return useMirrored((mirrored) => select(presentState(mirrored)))
}

/** As `useAppState`, for selectors that build an object or list: equal parts mean no new rendering. */
export function useAppStateParts<Part>(select: (state: AppState) => Part): Part {
  return useMirrored(useShallow((mirrored: Mirrored) => select(presentState(mirrored))))
}

function presentState({ state }: Mirrored): AppState {
  if (state === null) throw new Error('There is no state yet: show this below the shell only')
  return state
}

/** The server's wall time, milliseconds, anew every `everyMs` (and not at all while null). */
export function useServerNowMs(everyMs: number | null): number {
  const { clock } = useConnection().mirror
  const step = everyMs ?? 60_000
  // Rounded to the step, so that the value is stable between two ticks as React asks.
  const read = () => Math.floor(clock.nowMs() / step) * step
  const subscribe = (changed: () => void) => {
    if (everyMs === null) return () => undefined
    const timer = setInterval(changed, everyMs)
    return () => clearInterval(timer)
  }
  return useSyncExternalStore(subscribe, read)
}
