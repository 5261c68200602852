import { randomUUID } from 'node:crypto'
import type { FakeEnd, FakeItem } from './fake-worker'
import type { FakeProfile } from './fake-profiles'
import type { FakeSockets } from './fake-sockets'
import type { FakeVoice } from './fake-voice'
import type { FakeQuirks } from './fake-quirks'

/** Pending, running and finished jobs; one runs at a time. */
export interface FakeQueue {
  add(item: Omit<FakeItem, 'number'>, place: { front: boolean; number: number | null }): FakeItem
  remaining(): number
  running(): FakeItem | null
  pending(): FakeItem[]
  /** Only pending ones; tells whether there was one. */
  remove(promptId: string): boolean
  clear(): void
  interrupt(promptId: string | null): void
  history(promptId: string): unknown
  recent(count: number): unknown
  forget(promptId: string): void
  forgetAll(): void
  /** Resolves when this job has its history. */
  ended(promptId: string): Promise<void>
  /** How often jobs of this id were started. */
  starts(): string[]
}

export function createFakeQueue(deps: {
  profile: FakeProfile
  quirks: FakeQuirks
  sockets(): FakeSockets
  voice: FakeVoice
  worker: { run(item: FakeItem): Promise<FakeEnd>; interrupt(): void }
  isUp(): boolean
}): FakeQueue {
  const { profile, quirks, voice, worker } = deps
  const waiting: FakeItem[] = []
  const finished = new Map<string, { entry: Record<string, unknown>; hiddenReads: number; item: FakeItem }>()
  const watchers = new Map<string, (() => void)[]>()
  const started: string[] = []
  let running: FakeItem | null = null
  let counter = 0

  const remaining = () => waiting.length + (running ? 1 : 0)

  function tellStatus(): void {
    deps.sockets().send('status', { status: { exec_info: { queue_remaining: remaining() } } }, null)
  }

  async function work(): Promise<void> {
    if (running || !deps.isUp()) return
    const item = waiting.shift()
    if (!item) return
    running = item
    started.push(item.promptId)
    tellStatus()
    const end = await worker.run(item)
    if (!deps.isUp() || running !== item) return
    finished.set(item.promptId, { entry: entryOf(item, end), hiddenReads: quirks.lateHistoryReads, item })
    running = null
    tellStatus()
    voice.over(item)
    for (const tell of watchers.get(item.promptId) ?? []) tell()
    watchers.delete(item.promptId)
    soon()
  }

  /** The worker is another thread there: what it does comes after the reply that is being written. */
  const soon = () => void setImmediate(() => void work())

  function entryOf(item: FakeItem, end: FakeEnd): Record<string, unknown> {
    const { number, promptId, graph, extraData, outputs } = item
    const identity = (id: string) => ({ node_id: id, display_node: id, parent_node: null, real_node_id: id })
    const meta = Object.fromEntries(Object.keys(end.outputs).map((id) => [id, identity(id)]))
    return {
      prompt: [number, promptId, graph, extraData, outputs],
      outputs: end.outputs,
      status: { status_str: end.completed ? 'success' : 'error', completed: end.completed, messages: end.messages },
      ...(profile.historyMeta ? { meta } : {}),
    }
  }

  return {
    add(fresh, { front, number }) {
      const chosen = number ?? (front ? -counter : counter)
      counter++
      const item = { ...fresh, number: chosen }
      waiting.push(item)
      waiting.sort((a, b) => a.number - b.number)
      tellStatus()
      soon()
      return item
    },
    remaining,
    // a job whose history is late is still told as running: both change under one lock
    running: () => running ?? [...finished.values()].find((one) => one.hiddenReads > 0)?.item ?? null,
    pending: () => [...waiting],
    remove(promptId) {
      const place = waiting.findIndex((item) => item.promptId === promptId)
      if (place >= 0) waiting.splice(place, 1)
      if (place >= 0) tellStatus()
      return place >= 0
    },
    clear() {
      waiting.length = 0
      tellStatus()
    },
    interrupt(promptId) {
      if (profile.interruptById && promptId !== null && running?.promptId !== promptId) return
      if (running) worker.interrupt()
    },
    history(promptId) {
      const found = finished.get(promptId)
      if (!found) return {}
      if (found.hiddenReads > 0) {
        found.hiddenReads--
        return {}
      }
      return { [promptId]: found.entry }
    },
    recent: (count) =>
      Object.fromEntries([...finished].slice(-count).map(([promptId, { entry }]) => [promptId, entry])),
    forget: (promptId) => void finished.delete(promptId),
    forgetAll() {
      finished.clear()
      started.length = 0
    },
    ended: (promptId) =>
      new Promise((resolve) => {
        if (finished.has(promptId)) return resolve()
        watchers.set(promptId, [...(watchers.get(promptId) ?? []), resolve])
      }),
    starts: () => [...started],
  }
}

/** The id that a job gets: the client's where the version honours it. Null: refused. */
export function promptIdOf(asked: unknown, profile: FakeProfile): string | null {
  if (profile.promptId === 'ignored' || asked === undefined || asked === null) return randomUUID()
  if (profile.promptId === 'any') return typeof asked === 'string' ? asked : JSON.stringify(asked)
  const isCanonical = typeof asked === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(asked)
  return isCanonical ? asked : null
}
