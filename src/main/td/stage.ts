import { z } from 'zod'
import { instantMs, jobId as jobIdShape } from '../../contract/job'
import type { TdStageState } from '../../contract/touchdesigner'

/** The place of the one job that TouchDesigner has; it outlives the console, because what it works on does too. */
export interface Stage {
  state(): TdStageState
  owner(): string | null
  /** Takes the place for a job; false while another one has it. */
  take(jobId: string): boolean
  /** Journals, before it happens, that this job's capture goes to that machine. */
  sending(jobId: string, machineId: string): void
  /** Where this job's capture went, also before a restart; null where none went. */
  sentTo(jobId: string): { machineId: string; atMs: number } | null
  show(jobId: string, state: 'counting' | 'working' | 'syncing'): void
  /** TouchDesigner is done with it. Nothing happens when the place is another's. */
  free(jobId: string): void
  /** The console gave the job up: free where nothing was sent, else occupied. */
  giveUp(jobId: string): void
  /** The operator says that TouchDesigner is free. */
  clear(): void
  /** It is another machine's turn: what the one before may still work on does not hold this one up. */
  moveTo(machineId: string | null): void
  onFree(listen: () => void): void
  onChange(listen: () => void): void
}

const remembered = z.object({ jobId: jobIdShape, machineId: z.string(), atMs: instantMs })
const key = 'td.stage'

interface Held {
  jobId: string
  state: Exclude<TdStageState, 'free'>
  sent: { machineId: string; atMs: number } | null
}

export function createStage(deps: {
  memory: { get(key: string): string | null; set(key: string, value: string): void }
  nowMs: () => number
  /** Whether the job goes on, so that it will come back for its place. */
  goesOn: (jobId: string) => boolean
}): Stage {
  const { memory, nowMs } = deps
  const freeListeners: (() => void)[] = []
  const changeListeners: (() => void)[] = []
  let held: Held | null = readHeld()

  function readHeld(): Held | null {
    const read = remembered.safeParse(parsed(memory.get(key)))
    if (!read.success) return null
    const { jobId, ...sent } = read.data
    return { jobId, sent, state: deps.goesOn(jobId) ? 'working' : 'occupied' }
  }

  function announce(): void {
    changeListeners.forEach((listen) => listen())
  }

  function end(): void {
    const wasSent = held?.sent
    held = null
    if (wasSent) memory.set(key, '')
    announce()
    freeListeners.forEach((listen) => listen())
  }

  return {
    state: () => held?.state ?? 'free',
    owner: () => held?.jobId ?? null,
    take(jobId) {
      if (held && held.jobId !== jobId) return false
      // taken up again after it was given up: the operator wants it made anew
      if (held && held.state !== 'occupied') return true
      held = { jobId, state: 'counting', sent: null }
      announce()
      return true
    },
    sending(jobId, machineId) {
      const atMs = nowMs()
      memory.set(key, JSON.stringify({ jobId, machineId, atMs }))
      held = { jobId, state: 'working', sent: { machineId, atMs } }
      announce()
    },
    sentTo: (jobId) => (held?.jobId === jobId ? held.sent : null),
    show(jobId, state) {
      if (held?.jobId !== jobId || held.state === state) return
      held.state = state
      announce()
    },
    free(jobId) {
      if (held?.jobId === jobId) end()
    },
    giveUp(jobId) {
      if (held?.jobId !== jobId) return
      if (!held.sent) return end()
      held.state = 'occupied'
      announce()
    },
    clear() {
      if (held?.state === 'occupied') end()
    },
    moveTo(machineId) {
      if (held?.state === 'occupied' && machineId !== null && held.sent?.machineId !== machineId) end()
    },
    onFree: (listen) => void freeListeners.push(listen),
    onChange: (listen) => void changeListeners.push(listen),
  }
}

function parsed(text: string | null): unknown {
  if (!text) return null
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
