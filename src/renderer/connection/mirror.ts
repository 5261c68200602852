import { createStore, type StoreApi } from 'zustand/vanilla'
import { appState, type AppState, type PatchEntry, type Role, type ServerMessage } from '../../contract/app-state'
import { captureView } from '../../contract/capture'
import { jobView } from '../../contract/job'
import { createServerClock, type ServerClock } from './server-clock'

/** The core's state as this window knows it. */
export interface Mirrored {
  /** `connecting` until the first snapshot; `lost` afterwards, while the state may be old. */
  link: 'connecting' | 'up' | 'lost'
  clientId: string | null
  role: Role | null
  seq: number
  state: AppState | null
}

export interface Mirror {
  store: StoreApi<Mirrored>
  clock: ServerClock
  /** Takes a snapshot or patch; false when a patch does not fit on what is known: ask for a snapshot. */
  receive(message: Extract<ServerMessage, { type: 'snapshot' | 'patch' }>): boolean
  setLink(up: boolean): void
}

export function createMirror(clock: ServerClock = createServerClock()): Mirror {
  const store = createStore<Mirrored>(() => ({ link: 'connecting', clientId: null, role: null, seq: -1, state: null }))

  return {
    store,
    clock,
    receive(message) {
      clock.observe(message.nowMs)
      if (message.type === 'snapshot') {
        const { clientId, role, seq, state } = message
        store.setState({ link: 'up', clientId, role, seq, state })
        return true
      }
      const { state, seq } = store.getState()
      if (state === null || message.seq !== seq + 1) return false
      const next = patched(state, message.entries)
      if (next === null) return false
      store.setState({ seq: message.seq, state: next })
      return true
    },
    setLink(up) {
      const { link, state } = store.getState()
      if (!up && link === 'up') store.setState({ link: 'lost' })
      // After a break the server numbers anew: `up` is told by its snapshot, not by the open socket.
      if (!up && state === null) store.setState({ link: 'connecting' })
    },
  }
}

/** The state with the entries applied, or null when one of them has not the shape of its place. Unchanged parts stay the same objects. */
export function patched(state: AppState, entries: readonly PatchEntry[]): AppState | null {
  let next: AppState = state
  for (const entry of entries) {
    const changed = entry.path.length === 1 ? withTopLevel(next, entry) : withRecordEntry(next, entry)
    if (changed === null) return null
    next = changed
  }
  return next
}

function withTopLevel(state: AppState, { path: [key], value }: PatchEntry): AppState | null {
  if (key === undefined || !Object.hasOwn(appState.shape, key)) return null
  const parsed = appState.shape[key as keyof AppState].safeParse(value)
  return parsed.success ? { ...state, [key]: parsed.data } : null
}

const recordShapes = { jobs: jobView, captures: captureView } as const

function withRecordEntry(state: AppState, { path: [key, id], value }: PatchEntry): AppState | null {
  if ((key !== 'jobs' && key !== 'captures') || id === undefined) return null
  if (value === undefined) {
    const { [id]: _removed, ...rest } = state[key]
    return { ...state, [key]: rest }
  }
  const parsed = recordShapes[key].safeParse(value)
  return parsed.success ? { ...state, [key]: { ...state[key], [id]: parsed.data } } : null
}
