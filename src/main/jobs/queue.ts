import type { PressInput, PressOutput } from '../../contract/commands'
import { AppError, errorFactsOf, type ErrorFacts } from '../../contract/errors'
import type { Job, JobView, SourceName } from '../../contract/job'
import { activeEventOf, type Settings } from '../../contract/settings'
import type { Backend } from '../backends/backend'
import type { BackendName } from '../../contract/style'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import type { Source } from '../sources/source'
import type { Styles } from '../styles/styles'
import { createArrivals, mustBeOfWords, type Arrivals } from './arrivals'
import type { DataFolder } from './data-folder'
import type { JobBoard } from './job-board'
import { isUnfinished, retryTarget } from './job-states'
import type { JobQuery, Journal } from './journal'
import { removeUnwanted } from './leftovers'
import type { Line } from './line'
import { createNewJob } from './new-job'
import type { Originals } from './originals'
import { recoverJobs } from './recovery'
import type { Saving } from './saving'
import { suspended, type Shooting } from './shooting'

/** Who presses, and the id that it gave its picture: one that no job had before. */
export interface Presser {
  presser?: Job['presser']
  jobId?: string
}

/** Everything that can be asked of jobs. Each throws AppError with the reason and the way on. */
export interface Queue extends Arrivals {
  /** Throws why no job is taken on now, or none in this style (absent: the event's). */
  mustBeOpen(style?: string): void
  /** Takes up what the journal holds; before it no press is accepted. */
  open(): Promise<void>
  press(input: PressInput, by?: Presser): PressOutput
  /** The picture of a job that counts or captures, taken by somebody else than its source. */
  deliver: Shooting['deliver']
  cancel(jobId: string): void
  /** Guests may do this: it reaches a countdown alone, never a picture that was taken. */
  cancelCountdown: Shooting['cancelCountdown']
  isCounting: Shooting['isCounting']
  retry(jobId: string, change: { style?: string }): void
  toFront(jobId: string): void
  /** No new press is taken; what is in hand and in line is finished. */
  pause(): void
  resume(): void
  /** Why a press would be refused now; null when it would be taken. */
  blocked(source: SourceName, style?: string): ErrorFacts | null
  /** Why nothing is taken on now, whatever it comes from; null when it is. */
  refusal(): ErrorFacts | null
  /** `failed` counts the booth's own jobs: other programs are told of theirs, and nobody here is to look after them. */
  status(): { paused: boolean; draining: boolean; inHand: number; waiting: number; failed: number }
  list(query: JobQuery): { total: number; jobs: JobView[] }
  /** Presses are refused from now on; resolves when no job is left. */
  finish(): Promise<void>
  unfinished(): number
  /** The machine goes to sleep: every countdown fails by name, and what is being made is not timed. */
  suspend(): void
  /** It is awake again. */
  wake(): void
  /** Presses are taken again, or no longer; what happens to jobs is told by the board. */
  onChange(listen: () => void): void
  /** The first step of closing: presses are refused and countdowns fail. Resolves when what was taken is kept, within 4 s. */
  stop(): Promise<void>
  close(): Promise<void>
}

/** Newest finished jobs that are loaded at start: of all, and of the booth's own. */
const newestLoaded = 200

export function createQueue(deps: {
  journal: Journal
  board: JobBoard
  clock: Clock
  log: Log
  folder: DataFolder
  styles: Styles
  sources: ReadonlyMap<SourceName, Source>
  backends: ReadonlyMap<BackendName, Backend>
  originals: Originals
  shooting: Shooting
  line: Line
  saving: Saving
  settings: () => Settings
  /** The pictures of a job were erased, or are being erased. */
  isErased: (jobId: string) => boolean
  /** Why nothing may be taken on now (disk nearly full); null when all is well. */
  refusal: () => ErrorFacts | null
}): Queue {
  const { journal, board, clock, log, styles, sources, backends, originals, shooting, line, saving, settings } = deps
  const newJob = createNewJob({ styles, backends, settings, clock })
  const listeners: (() => void)[] = []
  let phase: 'opening' | 'open' | 'closing' = 'opening'
  let stopped: Promise<void> | null = null
  let paused = journal.remembered('queue.paused') === 'yes'

  const mustBeOpen = (style?: string) => throwIf(refusal() ?? backendOf(style)?.refusesPress?.('upload') ?? null)
  const arrivals = createArrivals({
    ...{ journal, board, clock, styles, originals, newJob },
    mustBeOpen,
    onArrived: () => line.wake(),
  })

  function refusal(): ErrorFacts | null {
    if (phase === 'opening') return notNow('The console is starting.', 'Try again in a moment.')
    if (phase === 'closing') return { code: 'closing', message: 'The console is closing.', hint: 'Start it again.' }
    if (paused) return { code: 'paused', message: 'The queue is paused.', hint: 'Press Resume to take pictures again.' }
    return deps.refusal()
  }

  function press(input: PressInput, { presser = 'operator', jobId }: Presser = {}): PressOutput {
    const source = input.source ?? settings().capture.source
    const running = shooting.running(source)
    if (running) return { jobId: running, duplicate: true }
    throwIf(blocked(source, input.style))
    const countdownSec = input.countdownSec ?? settings().capture.countdownSec
    const fresh = {
      ...newJob(source, { ...input, consent: input.consent === true, presser }),
      ...(jobId && { id: jobId }),
      countdownSec,
    }
    return {
      jobId: shooting.start({ ...fresh, state: countdownSec > 0 ? 'counting' : 'capturing' }).id,
      duplicate: false,
    }
  }

  function blocked(source: SourceName, asked?: string): ErrorFacts | null {
    const known = sources.get(source)
    if (!known) return { code: 'no_camera', message: `Nothing shoots as "${source}".`, hint: 'Choose another source.' }
    const backend = backendOf(asked)
    return refusal() ?? known.blocked(backend?.name) ?? backend?.refusesPress?.(source) ?? null
  }

  function backendOf(asked: string | undefined): Backend | undefined {
    const wanted = asked ?? activeEventOf(settings()).style
    const style = styles.all().find(({ name }) => name === wanted)
    return style && backends.get(style.backend)
  }

  function cancel(jobId: string): void {
    const job = journal.get(jobId)
    if (job.state === 'counting' || job.state === 'capturing') return shooting.cancel(jobId)
    if (job.state !== 'queued' && job.state !== 'generating') {
      throw new AppError('not_possible_now', `This job is ${job.state} already.`, 'Nothing is left to cancel.')
    }
    board.put(journal.move(jobId, 'cancelled'))
    line.stop(jobId)
    line.wake()
  }

  function retry(jobId: string, change: { style?: string }): void {
    const job = journal.get(jobId)
    // what it made anew nothing would ever erase
    throwIf(deps.isErased(jobId) ? notNow('This picture was erased.', 'Take another if it is wanted.') : null)
    const isOfWords = job.source === 'text'
    const target = change.style && (job.original || isOfWords) ? 'queued' : retryTarget(job)
    if (!target) throw new AppError('not_possible_now', 'There is nothing to go on from.', 'Take the picture again.')
    // what stood in stands in no more: the server may be back
    const wanted = change.style ?? job.standIn?.style
    const style = wanted === undefined ? null : styles.get(wanted)
    if (style && isOfWords) mustBeOfWords(styles, style.name)
    const styled = style ? { style: style.name, backend: style.backend, standIn: null } : {}
    if (target === 'counting') shooting.restart(job)
    else if (target === 'capturing') {
      const takenAtMs = job.takenAtMs ?? job.pressedAtMs
      board.put(journal.move(jobId, 'capturing', { error: null, takenAtMs, ...styled }))
      shooting.resume(jobId)
    } else if (target === 'saving') saving.save(board.put(journal.move(jobId, 'saving', { error: null })))
    else board.put(journal.move(jobId, 'queued', { error: null, result: null, ...styled }))
    line.wake()
  }

  function toFront(jobId: string): void {
    const job = journal.get(jobId)
    if (job.state !== 'queued')
      throw new AppError('not_possible_now', 'This job does not wait.', 'Only waiting jobs move.')
    const highest = Math.max(0, ...board.all().map((other) => (other.state === 'queued' ? other.priority : 0)))
    board.put(journal.note(jobId, { priority: highest + 1 }))
    line.wake()
  }

  function unfinished(): number {
    return board.all().filter((job) => isUnfinished(job.state)).length
  }

  function setPaused(value: boolean): void {
    paused = value
    journal.remember('queue.paused', value ? 'yes' : 'no')
    line.wake()
    announce()
  }

  function setPhase(next: typeof phase): void {
    phase = next
    announce()
  }

  function stop(): Promise<void> {
    if (stopped) return stopped
    setPhase('closing')
    stopped = shooting.close({
      code: 'interrupted_countdown',
      message: 'The console was closed before the picture was taken.',
      hint: 'Take the picture again.',
    })
    return stopped
  }

  function announce(): void {
    for (const listen of listeners) listen()
  }

  return {
    async open() {
      await recoverJobs({ journal, board, originals, folder: deps.folder, log, newest: newestLoaded })
      setPhase('open')
      for (const job of board.all()) {
        if (job.state === 'saving') saving.save(job)
        if (job.state === 'capturing') shooting.resume(job.id)
      }
      line.wake()
      void removeUnwanted({ journal, folder: deps.folder, log, isOver: () => phase === 'closing' })
    },
    press,
    deliver: shooting.deliver,
    ...arrivals,
    mustBeOpen,
    cancel,
    cancelCountdown: shooting.cancelCountdown,
    isCounting: shooting.isCounting,
    retry,
    toFront,
    blocked,
    refusal,
    pause: () => setPaused(true),
    resume: () => setPaused(false),
    status() {
      const all = board.all()
      return {
        paused,
        draining: paused && unfinished() > 0,
        inHand: all.filter(({ state }) => isUnfinished(state) && state !== 'queued').length,
        waiting: all.filter(({ state }) => state === 'queued').length,
        failed: all.filter(({ state, request }) => state === 'failed' && request === null).length,
      }
    },
    list(query) {
      return { total: journal.count(query.states, query.ownOnly), jobs: journal.list(query).map(board.view) }
    },
    unfinished,
    finish() {
      setPhase('closing')
      return new Promise((resolve) => {
        const look = () => {
          if (unfinished() === 0) resolve()
        }
        board.onChange(look)
        look()
      })
    },
    suspend() {
      line.suspend()
      shooting.failCountdowns(suspended)
    },
    wake() {
      line.resume()
      line.wake()
    },
    onChange: (listen) => void listeners.push(listen),
    stop,
    async close() {
      const kept = stop()
      await line.close()
      await saving.close()
      await kept
    },
  }
}

function notNow(message: string, hint: string): ErrorFacts {
  return errorFactsOf(new AppError('not_possible_now', message, hint))
}

function throwIf(facts: ErrorFacts | null): void {
  if (facts) throw new AppError(facts.code, facts.message, facts.hint, facts.params ? { params: facts.params } : {})
}
