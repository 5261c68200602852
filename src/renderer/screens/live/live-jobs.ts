import type { CaptureView } from '../../../contract/capture'
import { awaitsShutter, type JobView } from '../../../contract/job'

type Jobs = Readonly<Record<string, JobView>>

/** The job whose shutter everybody waits for; null while there is none. */
export function shotInProgress(jobs: Jobs): JobView | null {
  const shots = Object.values(jobs).filter(awaitsShutter)
  return shots.sort((a, b) => b.number - a.number)[0] ?? null
}

/** Whose shutter is awaited, and whose picture was taken last of all that were. */
export interface ShotWatch {
  awaitedIds: readonly string[]
  takenId: string | null
}

export const nothingShot: ShotWatch = { awaitedIds: [], takenId: null }

/** How the watch goes on, the same object where nothing happened. A restyled picture never waited for a shutter. */
export function watchShots(watch: ShotWatch, jobs: Jobs): ShotWatch {
  const awaitedIds = Object.values(jobs)
    .filter(({ state, originalUrl }) => (state === 'counting' || state === 'capturing') && originalUrl === null)
    .map(({ id }) => id)
  const takenId = watch.awaitedIds.filter((id) => jobs[id]?.originalUrl).at(-1) ?? watch.takenId
  const isSame = takenId === watch.takenId && awaitedIds.join() === watch.awaitedIds.join()
  return isSame ? watch : { awaitedIds, takenId }
}

/** What is generated or saved now, oldest first; what only waits for the share is told by the strip on top. */
export function jobsAtWork(jobs: Jobs): JobView[] {
  return Object.values(jobs)
    .filter(({ state, waitsForShare }) => state === 'generating' || (state === 'saving' && !waitsForShare))
    .sort((a, b) => a.number - b.number)
}

export function newestSaved(jobs: Jobs): JobView | null {
  const saved = Object.values(jobs).filter(
    ({ state, resultUrl, isApi }) => state === 'saved' && resultUrl !== null && !isApi,
  )
  return saved.reduce<JobView | null>((newest, job) => (newest && newest.number > job.number ? newest : job), null)
}

/** The waiting line in its order. */
export function jobsInLine(jobs: Jobs): JobView[] {
  return Object.values(jobs)
    .filter(({ state }) => state === 'queued')
    .sort((a, b) => (a.position ?? Infinity) - (b.position ?? Infinity) || a.number - b.number)
}

/** One picture of the filmstrip: a job, its capture once there is one, or a file that others put into the share. */
export interface FilmstripEntry {
  id: string
  job: JobView | null
  capture: CaptureView | null
  atMs: number
}

/** Newest first, without what other programs asked for. A press that never became a picture shows only when it failed. */
export function filmstripEntries(
  jobs: Jobs,
  captures: Readonly<Record<string, CaptureView>>,
  limit: number,
): FilmstripEntry[] {
  const shown = Object.values(jobs).filter(
    ({ state, originalUrl, resultUrl, isApi }) =>
      !isApi && (state === 'failed' || ((originalUrl ?? resultUrl) !== null && state !== 'cancelled')),
  )
  const ofJobs = shown.map((job) => ({ id: job.id, job, capture: captures[job.id] ?? null, atMs: job.pressedAtMs }))
  const others = Object.values(captures)
    .filter(({ id }) => jobs[id] === undefined)
    .map((capture) => ({ id: capture.id, job: null, capture, atMs: capture.takenAtMs }))
  return [...ofJobs, ...others].sort((a, b) => b.atMs - a.atMs || b.id.localeCompare(a.id)).slice(0, limit)
}

/** Taken by a camera: it can be taken once more, unlike a file or a drawing. */
export function wasShot({ source }: Pick<JobView, 'source'>): boolean {
  return source === 'webcam' || source === 'touchdesigner'
}
