import { AppError, errorFactsOf, type ErrorFacts } from '../../contract/errors'
import type { Job } from '../../contract/job'
import type { BackendName } from '../../contract/style'
import { knownInputs } from '../../contract/style-inputs'
import type { Backend, GeneratedFiles, GenerateProgress } from '../backends/backend'
import type { Clock } from '../lib/clock'
import { emptyFolder } from '../lib/files'
import type { Log } from '../lib/log'
import { createTimeLimit, type TimeLimit } from '../lib/time-limit'
import { untilWritten } from '../lib/until-written'
import type { Styles } from '../styles/styles'
import type { DataFolder } from './data-folder'
import { durationFacts, lineEtas, remainingMs, type DurationFacts } from './eta'
import type { JobBoard } from './job-board'
import type { JobChange, Journal } from './journal'
import { lineOrder } from './line-order'

/** The waiting line in front of the backends: one job in flight a slot, the rest in order. */
export interface Line {
  /** Fills free slots; called whenever something may have changed. */
  wake(): void
  running(): number
  runningOn(backend: BackendName): number
  /** The machine goes to sleep, or is awake again: what runs is not timed meanwhile. */
  suspend(): void
  resume(): void
  /** Ends a running generation; the caller has journaled why. */
  stop(jobId: string): void
  /** Resolves when nothing works for the job any more. */
  ended(jobId: string): Promise<void>
  /** Ends all runs and waits for them; their jobs stay `generating` in the journal and resume at the next start. */
  close(): Promise<void>
}

/** `wait`, the failure, or the style and backend that stand in for those that were asked for. */
export type WhenUnavailable = 'wait' | ErrorFacts | Required<Pick<JobChange, 'style' | 'backend' | 'standIn'>>

/** Durations of a style that its estimate rests on. */
const measuredRuns = 50
/** After which the line is looked at again when the journal refused, milliseconds. */
const againMs = 2000

export function createLine(deps: {
  journal: Journal
  board: JobBoard
  clock: Clock
  log: Log
  folder: DataFolder
  styles: Styles
  backends: ReadonlyMap<BackendName, Backend>
  /** Takes the result over into the spool and journals the next step. */
  onGenerated(job: Job, files: GeneratedFiles): Promise<void>
  /** What becomes of a waiting job whose backend cannot be used: it waits, fails, or gets another style. */
  whenUnavailable: (job: Job) => WhenUnavailable
  /** How long a job may take in place of what its style says, milliseconds; null, or absent: as the style says. */
  timeoutMs?: (job: Job) => number | null
}): Line {
  const { journal, board, clock, log, folder, styles, backends, onGenerated, whenUnavailable } = deps
  const runs = new Map<string, { backend: BackendName; abort: AbortController; ended: Promise<void> }>()
  const limits = new Set<TimeLimit>()
  /** By style, forgotten when a new run is measured. */
  const histories = new Map<string, DurationFacts>()
  let closing = false
  let isAgainDue = false

  function waiting(): Job[] {
    const queued = board.all().filter((job) => job.state === 'queued')
    return queued.sort(lineOrder)
  }

  function wake(): void {
    if (closing) return
    try {
      fill()
      estimate()
    } catch (error) {
      log.error('the line could not go on', { error: String(error) })
      wakeLater()
    }
  }

  function wakeLater(): void {
    if (isAgainDue) return
    isAgainDue = true
    clock.after(againMs, () => {
      isAgainDue = false
      wake()
    })
  }

  function fill(): void {
    for (const job of waiting()) {
      const backend = backends.get(job.backend)
      if (backend?.unavailable(job.id) && stoodIn(job)) return fill()
      if (!backend || backend.unavailable(job.id) || runningOn(job.backend) >= backend.slots()) continue
      // cancelled and retried while its last run still ends: two runs of one job would take each other's files
      if (!runs.has(job.id)) start(job, backend)
    }
  }

  /** Whether a job that would wait for its backend goes another way, as the operator wants it then. */
  function stoodIn(job: Job): boolean {
    const wish = whenUnavailable(job)
    if (wish === 'wait') return false
    if ('style' in wish) {
      log.info('a job is made with the style that stands in', { jobId: job.id, style: wish.style })
      board.put(journal.note(job.id, wish))
      return true
    }
    board.put(journal.move(job.id, 'failed', { error: wish }))
    return true
  }

  function runningOn(name: BackendName): number {
    return [...runs.values()].filter((run) => run.backend === name).length
  }

  function start(job: Job, backend: Backend): void {
    const abort = new AbortController()
    const started = board.put(journal.startGenerating(job.id))
    board.update(job.id, { generatingSinceMs: clock.monotonicMs(), position: null })
    const ended = run(started, backend, abort).finally(() => {
      runs.delete(job.id)
      wake()
    })
    runs.set(job.id, { backend: backend.name, abort, ended })
  }

  async function run(job: Job, backend: Backend, abort: AbortController): Promise<void> {
    const startedAtMs = clock.monotonicMs()
    let limit: TimeLimit | null = null
    try {
      const named = styles.get(job.style)
      const fixedMs = deps.timeoutMs?.(job) ?? null
      const style = { ...named, timeoutMs: fixedMs ?? named.timeoutMs }
      const workDir = folder.workOf(job.id)
      await emptyFolder(workDir)
      if (!backend.keepsTime) {
        limit = createTimeLimit(clock, style.timeoutMs, () => abort.abort(timedOut(style.timeoutMs)))
        limits.add(limit)
      }
      const request = {
        jobId: job.id,
        source: job.source,
        style,
        ...(fixedMs !== null && { isTimeFixed: true as const }),
        originalPath: originalOf(job, backend),
        prompt: job.prompt,
        hasFrame: job.output.overlay?.placement === 'frame',
        seed: job.seed,
        inputs: knownInputs(style, job.inputs),
        workDir,
      }
      const files = await backend.generate(request, hooksOf(job.id, abort.signal))
      abort.signal.throwIfAborted()
      limit?.stop()
      const [capture, ...others] = files
      if (!capture) throw new AppError('generation_failed', 'The backend gave no picture.', 'Try again.')
      await onGenerated(job, [capture, ...others])
      journal.endGeneration(job, clock.monotonicMs() - startedAtMs)
      histories.delete(job.style)
    } catch (error) {
      ended(job.id, backend, abort.signal.aborted ? abort.signal.reason : error)
    } finally {
      limit?.stop()
      if (limit) limits.delete(limit)
    }
  }

  function ended(jobId: string, backend: Backend, error: unknown): void {
    const facts = errorFactsOf(error)
    untilWritten({ clock, log, isOver: () => closing }, `the end of job ${jobId}`, () => {
      journal.endAttempts(jobId, 'generating', facts.code)
      // a cancelled job is journaled already; one cut by closing resumes at the next start
      if (closing || journal.get(jobId).state !== 'generating') return
      if (facts.code === 'backend_unavailable' && backend.unavailable(jobId)) {
        log.info('a job waits for its backend again', { jobId, reason: facts.message })
        return void board.put(journal.move(jobId, 'queued'))
      }
      log.warn('generation failed', { jobId, code: facts.code, message: facts.message })
      board.put(journal.move(jobId, 'failed', { error: facts }))
    })
  }

  function originalOf(job: Job, backend: Backend): string {
    if (!job.original && (backend.takesPictures || job.source === 'text')) return ''
    if (!job.original) throw new AppError('original_missing', 'This job has no original.', 'Take the picture again.')
    return folder.resolve(job.original.file)
  }

  function hooksOf(jobId: string, signal: AbortSignal) {
    return {
      signal,
      onProgress(told: GenerateProgress) {
        if (signal.aborted || !runs.has(jobId)) return
        const fraction = Number.isFinite(told.fraction) ? Math.min(1, Math.max(0, told.fraction)) : 0
        const progress = Math.max(board.live(jobId).progress, fraction)
        const { step, maxSteps, node, cachedNodes = 0, server = '' } = told
        board.update(jobId, { progress, step, maxSteps, node, cachedNodes, server })
        estimate()
      },
      onPreview(preview: { bytes: Uint8Array; mediaType: string }) {
        if (signal.aborted || !runs.has(jobId)) return
        board.update(jobId, { preview, previewVersion: board.live(jobId).previewVersion + 1 })
      },
    }
  }

  function historyOf(style: string): DurationFacts {
    const known = histories.get(style)
    if (known) return known
    const facts = durationFacts(journal.durations(style, measuredRuns))
    histories.set(style, facts)
    return facts
  }

  function estimate(): void {
    for (const backend of backends.values()) estimateOn(backend)
  }

  function estimateOn(backend: Backend): void {
    const running = board.all().filter((job) => job.state === 'generating' && job.backend === backend.name)
    const runningMs = running.map((job) => {
      const { generatingSinceMs, step, maxSteps } = board.live(job.id)
      const elapsedMs = clock.monotonicMs() - (generatingSinceMs ?? clock.monotonicMs())
      const etaMs = remainingMs({ elapsedMs, step, maxSteps }, historyOf(job.style))
      board.update(job.id, { etaMs })
      return etaMs
    })
    const line = waiting().filter((job) => job.backend === backend.name)
    const waitingMs = line.map((job) => historyOf(job.style).medianMs)
    // nobody knows when a server comes back
    const etas = backend.unavailable() ? [] : lineEtas({ slots: backend.slots(), runningMs, waitingMs })
    line.forEach((job, place) => board.update(job.id, { position: place + 1, etaMs: etas[place] ?? null }))
  }

  return {
    wake,
    suspend() {
      limits.forEach((limit) => limit.hold())
      for (const backend of backends.values()) backend.hold?.()
    },
    resume() {
      limits.forEach((limit) => limit.goOn())
      for (const backend of backends.values()) backend.goOn?.()
    },
    runningOn,
    running: () => runs.size,
    ended: async (jobId) => runs.get(jobId)?.ended,
    stop: (jobId) =>
      runs.get(jobId)?.abort.abort(new AppError('not_possible_now', 'Cancelled.', 'Retry it if it is wanted.')),
    async close() {
      closing = true
      const ends = [...runs.values()].map((run) => {
        run.abort.abort(new AppError('closing', 'The console is closing.', 'It goes on at the next start.'))
        return run.ended
      })
      await Promise.all(ends)
    },
  }
}

function timedOut(timeoutMs: number): AppError {
  const seconds = Math.round(timeoutMs / 1000)
  return new AppError(
    'generation_timeout',
    `The picture was not finished within ${seconds} s.`,
    'Try again, or choose another style.',
    {
      params: { seconds },
    },
  )
}
