import { AppError } from '../../contract/errors'
import type { Backend, GeneratedFile, GenerateHooks, GenerateRequest } from '../backends/backend'
import type { Images } from '../images/images'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import { createWakingClock } from '../lib/waking-clock'
import { createJobOrder } from './job-order'
import { isClosing, makeOn } from './make-on'
import type { LedgerEntry, PromptLedger } from './prompt-ledger'
import type { ServerLink } from './server-link'
import type { ServerPool } from './server-pool'

export interface ComfyBackendDeps {
  pool: ServerPool
  ledger: PromptLedger
  images: Images
  clock: Clock
  log: Log
  /** Milliseconds that a style usually takes; null: not known yet. */
  expectedMs: (style: string) => number | null
  /** How long a job whose servers are all gone waits for one before it goes back into the line. */
  patienceMs: number
}

/** What a style is taken to need while nothing is measured. */
const guessedMs = 15_000
/** Servers that died under one job, after which it is given up rather than tried on. */
const mostLosses = 6
/** How long a server may not answer before its job goes elsewhere, and when there is nowhere else. */
const briefAwayMs = 3000
const awayMs = 15_000

/** Makes pictures on ComfyUI servers, whichever is best, and goes on elsewhere when one fails. */
export function createComfyBackend(deps: ComfyBackendDeps): Backend {
  const { pool } = deps
  const clock = createWakingClock(deps.clock)
  return {
    name: 'comfyui',
    keepsTime: true,
    slots: () => pool.slots(),
    unavailable: () => pool.unavailable(),
    generate: (request, hooks) => generate({ ...deps, clock }, request, hooks),
    hold: clock.hold,
    goOn: clock.goOn,
    onChange: (listen) => void pool.onChange(listen),
    close: () => pool.close(),
  }
}

async function generate(
  deps: ComfyBackendDeps,
  request: GenerateRequest,
  hooks: GenerateHooks,
): Promise<GeneratedFile[]> {
  const { pool, ledger, images, log } = deps
  const { signal } = hooks
  const { jobId, style } = request
  const order = createJobOrder(request, images)
  const unfit = new Set<ServerLink>()
  let seed = request.seed
  let losses = 0
  /** The server that had it last: where that is removed meanwhile it is closed when the job is elsewhere. */
  let letGo: () => void = () => undefined

  try {
    for (;;) {
      signal.throwIfAborted()
      const open = stillWanted(ledger.open(jobId))
      const link = await nextLink(deps, { style: style.name, open, unfit, signal })
      const resume = open?.serverUrl === link.settings.url ? open : null
      if (open && !resume) leave(open)
      keep(link)
      seed = resume?.seed ?? seed
      const unreachableMs = isOtherReady(link) ? briefAwayMs : awayMs
      const attempt = await makeOn({
        ...deps,
        link,
        order,
        resume,
        seed,
        unreachableMs,
        workDir: request.workDir,
        hooks,
      })
      log.debug('an attempt ended', { jobId, server: link.name, state: attempt.state })
      if (attempt.state === 'made') return attempt.files
      if (attempt.state === 'nothing') {
        if (seed !== request.seed) throw attempt.error
        seed = (seed + 1) % 2 ** 31
      } else if (attempt.state === 'unfit') {
        unfit.add(link)
        if (pool.links().every((one) => unfit.has(one))) throw attempt.error
      } else {
        losses++
        if (losses >= mostLosses) throw attempt.error
      }
    }
  } catch (error) {
    const open = isClosing(signal) ? null : ledger.open(jobId)
    if (open && isNobodys(open)) leave(open)
    throw error
  } finally {
    letGo()
  }

  function keep(link: ServerLink): void {
    const before = letGo
    letGo = link.keep()
    before()
  }

  /** A prompt for the style that the job had before is of no use. */
  function stillWanted(open: LedgerEntry | null): LedgerEntry | null {
    if (open === null || open.style === style.name) return open
    leave(open)
    return null
  }

  /** Somebody else makes it: what the other server may still have of it is taken off there when it answers. */
  function leave({ promptId, mark, serverUrl }: LedgerEntry): void {
    pool.at(serverUrl)?.abandon({ promptId, mark })
    ledger.end(mark, 'left')
  }

  /** Nobody goes on with it: the job was cancelled while it waited for its server, or that was removed. */
  function isNobodys({ serverUrl }: LedgerEntry): boolean {
    return signal.aborted || !pool.links().some(({ settings }) => settings.url === serverUrl)
  }

  function isOtherReady(link: ServerLink): boolean {
    return pool.links().some((one) => one !== link && one.status() === 'ready' && !unfit.has(one))
  }
}

/**
 * The server that has the open prompt, where it answers; else the best free one. Waits while servers are busy; when none
 * works any more, for as long as patience lasts.
 */
async function nextLink(
  { pool, clock, expectedMs, patienceMs }: ComfyBackendDeps,
  {
    style,
    open,
    unfit,
    signal,
  }: { style: string; open: LedgerEntry | null; unfit: ReadonlySet<ServerLink>; signal: AbortSignal },
): Promise<ServerLink> {
  const order = { style, expectedMs: expectedMs(style) ?? guessedMs, not: unfit }
  let downSinceMs: number | null = null
  for (;;) {
    signal.throwIfAborted()
    const known = open && pool.at(open.serverUrl)
    if (known?.status() === 'ready') return known
    const link = known?.status() === 'checking' ? null : pool.choose(order)
    if (link) return link
    const isAnyUp = pool.links().some((one) => one.status() === 'ready' && !unfit.has(one))
    downSinceMs = isAnyUp ? null : (downSinceMs ?? clock.monotonicMs())
    const leftMs = downSinceMs === null ? null : downSinceMs + patienceMs - clock.monotonicMs()
    if (leftMs !== null && leftMs <= 0) throw noneLeft(pool)
    await changed(pool, clock, signal, leftMs)
  }
}

/** Resolves at the next change of any server, after `atMostMs`, or when the signal comes. */
function changed(pool: ServerPool, clock: Clock, signal: AbortSignal, atMostMs: number | null): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stopListening()
      stopTimer()
      signal.removeEventListener('abort', done)
      resolve()
    }
    const stopListening = pool.onChange(done)
    const stopTimer = atMostMs === null ? () => undefined : clock.after(atMostMs, done)
    signal.addEventListener('abort', done, { once: true })
  })
}

function noneLeft(pool: ServerPool): AppError {
  const reason = pool.unavailable()
  return new AppError(
    'backend_unavailable',
    reason ? `No ComfyUI server can be used: ${reason.message}` : 'No ComfyUI server can be used.',
    reason?.hint ?? 'Start one, or choose a built-in style.',
    { params: { backend: 'comfyui' } },
  )
}
