import { addresses } from '../../contract/addresses'
import type { Job, JobView } from '../../contract/job'
import { isVideo } from '../../contract/media'
import { byIdentity } from '../lib/by-identity'
import { systemClock, type Clock } from '../lib/clock'
import { isUnfinished, retryTarget } from './job-states'
import { isOwn, mostTelling } from './most-telling'

/** What is known of a job only while the process lives. */
export interface LiveFacts {
  /** Monotonic moment of zero; null unless counting. */
  zeroAtMs: number | null
  /** Monotonic start of the running generation; null unless generating. */
  generatingSinceMs: number | null
  progress: number
  step: number
  maxSteps: number
  node: string
  cachedNodes: number
  server: string
  previewVersion: number
  preview: { bytes: Uint8Array; mediaType: string } | null
  waitsForShare: boolean
  etaMs: number | null
  position: number | null
}

const restful: LiveFacts = {
  zeroAtMs: null,
  generatingSinceMs: null,
  progress: 0,
  step: 0,
  maxSteps: 0,
  node: '',
  cachedNodes: 0,
  server: '',
  previewVersion: 0,
  preview: null,
  waitsForShare: false,
  etaMs: null,
  position: null,
}

/** Every unfinished job and the newest others in memory, as the journal has them, with their live facts. */
export interface JobBoard {
  /** Called after each journal write. */
  put(job: Job): Job
  get(jobId: string): Job | null
  /** Of a job that left the journal. */
  remove(jobId: string): void
  /** Facts changed in the journal of a job that may have left the memory: whoever keeps something of it reads it again. */
  changed(jobId: string): void
  live(jobId: string): LiveFacts
  update(jobId: string, facts: Partial<LiveFacts>): void
  all(): Job[]
  views(): Record<string, JobView>
  view(job: Job): JobView
  onChange(listen: (jobId: string) => void): void
}

/** How many finished jobs stay in memory beside the unfinished ones: so many of the booth's own, and so many of other programs. */
const keptFinished = 200
/** The wall clock against the monotonic one wavers by less. */
const toldAgainMs = 100
/** How many jobs viewers get, and how large they may be together, so that the whole state stays below 256 kB. */
const shownJobs = 200
const shownChars = 165_000

/** `isErased`: of a job whose pictures were erased, or are being erased. */
export function createJobBoard(
  clock: Clock = systemClock,
  isErased: (jobId: string) => boolean = () => false,
): JobBoard {
  const jobs = new Map<string, Job>()
  const live = new Map<string, LiveFacts>()
  const told = new Map<string, number>()
  const views = new WeakMap<Job, { facts: LiveFacts; view: JobView }>()
  const listeners: ((jobId: string) => void)[] = []
  const announce = (jobId: string) => listeners.forEach((listen) => listen(jobId))

  let finishedSinceTrim = 0

  function trim(): void {
    finishedSinceTrim = 0
    const finished = [...jobs.values()].filter((job) => !isUnfinished(job.state)).sort((a, b) => b.number - a.number)
    const [own, others] = [finished.filter(isOwn), finished.filter((job) => !isOwn(job))]
    for (const { id } of [...own.slice(keptFinished), ...others.slice(keptFinished)]) {
      jobs.delete(id)
      live.delete(id)
    }
  }

  const liveOf = (jobId: string) => live.get(jobId) ?? restful

  /** Told in wall time, which may be set meanwhile: then it is told anew, and not for a rounding. */
  function endsAt(jobId: string): number | null {
    const { zeroAtMs } = liveOf(jobId)
    if (zeroAtMs === null) {
      told.delete(jobId)
      return null
    }
    const endsAtMs = Math.round(clock.nowMs() + zeroAtMs - clock.monotonicMs())
    const before = told.get(jobId)
    if (before !== undefined && Math.abs(before - endsAtMs) < toldAgainMs) return before
    told.set(jobId, endsAtMs)
    return endsAtMs
  }

  /** The same object as long as nothing in it changes: viewers are told by that what is new. */
  function shown(job: Job): JobView {
    const [facts, endsAtMs] = [liveOf(job.id), endsAt(job.id)]
    const last = views.get(job)
    if (last?.facts === facts && last.view.endsAtMs === endsAtMs) return last.view
    const whole = viewOf(job, facts, endsAtMs)
    const view = whole.canRetry && isErased(job.id) ? { ...whole, canRetry: false } : whole
    views.set(job, { facts, view })
    return view
  }

  return {
    put(job) {
      if (endsRun(jobs.get(job.id) ?? null, job)) live.delete(job.id)
      jobs.set(job.id, job)
      if (!isUnfinished(job.state)) {
        if (++finishedSinceTrim > 50) trim()
      }
      announce(job.id)
      return job
    },
    get: (jobId) => jobs.get(jobId) ?? null,
    remove(jobId) {
      jobs.delete(jobId)
      live.delete(jobId)
      told.delete(jobId)
      announce(jobId)
    },
    changed: announce,
    live: liveOf,
    update(jobId, facts) {
      const before = liveOf(jobId)
      const keys = Object.keys(facts) as (keyof LiveFacts)[]
      if (!jobs.has(jobId) || keys.every((key) => before[key] === facts[key])) return
      live.set(jobId, { ...before, ...facts })
      announce(jobId)
    },
    all: () => [...jobs.values()],
    views() {
      const newest: Record<string, JobView> = {}
      let chars = 0
      for (const job of mostTelling([...jobs.values()], shownJobs)) {
        const view = shown(job)
        chars += charsOf(view)
        if (chars > shownChars) break
        newest[job.id] = view
      }
      return newest
    },
    view: shown,
    onChange: (listen) => void listeners.push(listen),
  }
}

const charsOf = byIdentity((view: JobView) => JSON.stringify(view).length)

/** Whether the live facts are of a step that is over: a frame and a place kept for ever would fill the memory. */
function endsRun(before: Job | null, now: Job): boolean {
  return before?.state !== now.state && now.state !== 'capturing'
}

/** Pure: the journal's facts without paths, and the live ones. */
export function viewOf(job: Job, live: LiveFacts, endsAtMs: number | null): JobView {
  const { original, result, priority: _p, prompt: _t, inputs: _i, request, zoneOffsetMin: _z, ...kept } = job
  const { event: _e, output: _o, consentAtMs: _c, consent: _cc, presser: _g, standIn, ...shown } = kept
  const newestPicture = result ? 'result' : 'original'
  return {
    ...shown,
    endsAtMs,
    progress: job.state === 'saving' || job.state === 'saved' ? 1 : live.progress,
    step: live.step,
    maxSteps: live.maxSteps,
    node: live.node,
    ...(live.cachedNodes > 0 && { cachedNodes: live.cachedNodes }),
    ...(live.server !== '' && { server: live.server }),
    etaMs: live.etaMs,
    position: live.position,
    previewUrl: live.preview ? addresses.preview(job.id, live.previewVersion) : null,
    originalUrl: original ? addresses.original(job.id) : null,
    resultUrl: result ? addresses.result(job.id) : null,
    ...(result && isVideo(result) && { isVideo: true }),
    ...(standIn && { standIn }),
    ...(request && { isApi: true }),
    thumbUrl: original || result ? addresses.thumb(job.id, newestPicture) : null,
    fileName: result?.name ?? null,
    handedTo: result?.handedTo ?? null,
    waitsForShare: live.waitsForShare,
    canRetry: retryTarget(job) !== null,
  }
}
