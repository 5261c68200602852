import type { ErrorFacts } from '../../contract/errors'
import { errorFactsOf } from '../../contract/errors'
import type { ServerSettings, ServerView } from '../../contract/server'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import { cancelPrompt } from './cancel-prompt'
import { createComfyApi, type ComfyApi } from './comfy-api'
import { requestProblem, stalled } from './comfy-errors'
import { createComfyHttp } from './comfy-http'
import { createComfySocket, type ComfySocket } from './comfy-socket'
import { createLoadedModels, type LoadedModels } from './loaded-models'
import type { SystemStats } from './messages'

/** One server that is in use: its connections, its health, and what it has of us. */
export interface ServerLink {
  /** As they are now; its address stays the same. */
  readonly settings: ServerSettings
  /** What people call it. */
  readonly name: string
  readonly clientId: string
  readonly api: ComfyApi
  readonly socket: ComfySocket
  readonly models: LoadedModels
  status(): ServerView['status']
  reason(): ErrorFacts | null
  /** Jobs in its queue, ours and others', as far as is known. */
  queueLength(): number
  ownJobs(): number
  /** One of our jobs is on it until the returned function is called. */
  occupy(): () => void
  /** It is not closed until the returned function is called, though it leaves the settings: it may have a prompt of a job. */
  keep(): () => void
  /** Other settings for the same address: what runs goes on. */
  take(settings: ServerSettings): void
  /** It is in the settings no more: a sign-in that is set from now on is another address's. `take` undoes it. */
  leave(): void
  /** Asked anew over a new event stream, for it was started anew or wants another sign-in: what runs goes on. */
  reopen(): void
  /**
   * Out of use for a while, longer each time, until it answers again; one that hangs also until another prompt than
   * `hangsAt` is at work there, or none.
   */
  setAside(reason: unknown, options?: { hangsAt: string | null }): void
  /** A prompt that nobody waits for any more: taken off now, or as soon as the server answers. One that hangs answers. */
  abandon(prompt: { promptId: string; mark: string }): void
  /** Nothing of ours is on it any more, or what was given up cannot be taken off. */
  isIdle(): boolean
  /** Asks now how it is. Throws what it met. */
  probe(): Promise<SystemStats>
  view(): ServerView
  close(): Promise<void>
}

/** Between two looks at a server that works, and after failures. */
const healthMs = 10_000
const firstAsideMs = 1000
const maxAsideMs = 60_000
const probeTimeoutMs = 5000
/** After so many in a row, about a minute, what was given up there is left. */
const failuresUntilLeft = 7
/** How long closing waits for prompts that are being taken off. */
const lastCancelsMs = 3000

export function createServerLink(deps: {
  settings: ServerSettings
  clientId: string
  headers: () => Record<string, string>
  clock: Clock
  log: Log
  onChange: () => void
}): ServerLink {
  const { clientId, clock, log, onChange } = deps
  let { settings } = deps
  let lastHeaders: Record<string, string> | null = null
  const headers = () => lastHeaders ?? deps.headers()
  const baseUrl = settings.url.replace(/\/+$/, '')
  const api = createComfyApi(createComfyHttp({ baseUrl, headers, clock }))
  const socket = createComfySocket({ baseUrl, clientId, headers, clock, log })
  const models = createLoadedModels()
  const abandoned = new Map<string, { promptId: string; mark: string }>()
  const takingOff = new Set<Promise<void>>()
  const closing = new AbortController()
  let status: ServerView['status'] = 'checking'
  let reason: ErrorFacts | null = null
  let failures = 0
  let retryAtMs: number | null = null
  let stopTimer: () => void = () => undefined
  let stats: SystemStats | null = null
  let latencyMs: number | null = null
  let queueLength = 0
  let keepers = 0
  let ownJobs = 0
  /** Of a server that hangs: the prompt that it has at work. */
  let stuckAt: string | null = null

  function schedule(inMs: number): void {
    stopTimer()
    if (!closing.signal.aborted) stopTimer = clock.after(inMs, () => void look())
  }

  async function look(): Promise<void> {
    try {
      await probe()
    } catch (error) {
      setAside(error)
    }
  }

  async function probe(): Promise<SystemStats> {
    const startedAtMs = clock.monotonicMs()
    const found = await api.stats(probeTimeoutMs)
    const elapsedMs = clock.monotonicMs() - startedAtMs
    const { running, pending } = await api.queue(closing.signal)
    stats = found
    latencyMs = Math.round(elapsedMs)
    queueLength = running.length + pending.length
    stillHangs(running[0]?.promptId ?? null)
    cameBack()
    return found
  }

  /** HTTP answers as ever while the worker is dead (ComfyUI issue 16312): only a queue that moves tells. */
  function stillHangs(atWork: string | null): void {
    if (stuckAt !== null && stuckAt === atWork) throw stalled(name())
    stuckAt = null
  }

  function cameBack(): void {
    if (closing.signal.aborted) return
    if (status !== 'ready') log.info('a ComfyUI server is ready', { server: baseUrl, version: version() })
    status = 'ready'
    reason = null
    retryAtMs = null
    failures = 0
    schedule(healthMs)
    for (const prompt of abandoned.values()) startTakingOff(prompt)
    onChange()
  }

  function setAside(thrown: unknown, { hangsAt }: { hangsAt: string | null } = { hangsAt: null }): void {
    if (closing.signal.aborted) return
    stuckAt = hangsAt ?? stuckAt
    const waitMs = Math.min(maxAsideMs, firstAsideMs * 2 ** failures)
    failures++
    models.forget()
    status = 'aside'
    reason = errorFactsOf(requestProblem(thrown, name(), null))
    retryAtMs = clock.nowMs() + waitMs
    log.warn('a ComfyUI server is set aside', { server: baseUrl, code: reason.code, forMs: waitMs })
    schedule(waitMs)
    onChange()
  }

  function startTakingOff(prompt: { promptId: string; mark: string }): void {
    const work = takeOff(prompt).finally(() => {
      takingOff.delete(work)
      if (!closing.signal.aborted) onChange()
    })
    takingOff.add(work)
  }

  async function takeOff(prompt: { promptId: string; mark: string }): Promise<void> {
    abandoned.delete(prompt.mark)
    const isGone = await cancelPrompt({ api, clock, log, ...prompt, signal: closing.signal })
    if (!isGone) abandoned.set(prompt.mark, prompt)
  }

  const name = (): string => settings.name || baseUrl.replace(/^https?:\/\//, '')
  const version = (): string => stats?.system.comfyui_version ?? ''

  function allOr(work: Iterable<Promise<void>>, atMostMs: number): Promise<unknown> {
    return new Promise((resolve) => {
      const stop = clock.after(atMostMs, () => resolve(null))
      void Promise.all(work).then(resolve).finally(stop)
    })
  }

  schedule(0)

  return {
    get settings() {
      return settings
    },
    get name() {
      return name()
    },
    clientId,
    api,
    socket,
    models,
    status: () => status,
    reason: () => reason,
    queueLength: () => Math.max(queueLength, ownJobs),
    ownJobs: () => ownJobs,
    occupy() {
      ownJobs++
      let isOver = false
      onChange()
      return () => {
        if (isOver) return
        isOver = true
        ownJobs--
        onChange()
      }
    },
    keep() {
      keepers++
      return () => {
        keepers--
        onChange()
      }
    },
    take(next) {
      settings = next
      lastHeaders = null
    },
    leave: () => void (lastHeaders = headers()),
    reopen() {
      status = 'checking'
      reason = null
      retryAtMs = null
      failures = 0
      stuckAt = null
      stats = null
      latencyMs = null
      models.forget()
      socket.renew()
      schedule(0)
      onChange()
    },
    setAside,
    abandon(prompt) {
      abandoned.set(prompt.mark, prompt)
      if (status === 'ready' || stuckAt !== null) startTakingOff(prompt)
    },
    isIdle: () => ownJobs + keepers + takingOff.size === 0 && (abandoned.size === 0 || failures >= failuresUntilLeft),
    probe,
    view: () => ({
      id: settings.id,
      name: name(),
      url: settings.url,
      status,
      reason,
      retryAtMs,
      version: version(),
      devices: (stats?.devices ?? []).slice(0, 16).map((device) => ({
        name: device.name,
        vramTotalBytes: device.vram_total,
        vramFreeBytes: device.vram_free,
      })),
      latencyMs,
      queueLength: Math.max(queueLength, ownJobs),
      ownJobs,
      slots: settings.slots,
      headerNames: Object.keys(headers()),
      canRestart: settings.startCommand !== '',
      warmStyles: models.warmStyles(),
    }),
    async close() {
      // a program that is ended right after a cancel: nobody would take it off later
      if (takingOff.size > 0) await allOr(takingOff, lastCancelsMs)
      closing.abort()
      stopTimer()
      await socket.close()
    },
  }
}
