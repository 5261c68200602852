import { awaitsShutter, type JobView } from '../../../contract/job'

/** Where the guests are, as this screen remembers it. */
export type Place =
  | { at: 'attract' }
  | { at: 'consent'; text: string; next: Choice }
  | Choice
  /** Pressed, and no answer yet. */
  | { at: 'pressing'; style: string }
  | { at: 'job'; jobId: string }
  | { at: 'sorry' }
  | { at: 'bye' }

/** Where a guest chooses what to do next. */
export type Choice = { at: 'styles' } | { at: 'ready'; style: string }

/** What the guests see. */
export type Scene =
  | { name: 'attract' }
  | { name: 'consent'; text: string; next: Choice }
  | { name: 'styles' }
  | { name: 'ready'; style: string; isPressed: boolean }
  | { name: 'countdown'; job: JobView }
  | { name: 'making'; job: JobView }
  | { name: 'result'; job: JobView }
  | { name: 'sorry' }
  | { name: 'bye' }

export const attract: Place = { at: 'attract' }

/** The way of a guest to `next`: by the event's text, unless there is none or this guest has agreed to the very same. */
export function askedFirst(next: Choice, text: string | null, agreedText: string | null): Place {
  return text === null || text === agreedText ? next : { at: 'consent', text, next }
}

/** Pure: the scene of a place, as far as its job has come. */
export function sceneOf(place: Place, jobs: Readonly<Record<string, JobView>>): Scene {
  switch (place.at) {
    case 'attract':
      return { name: 'attract' }
    case 'consent':
      return { name: 'consent', text: place.text, next: place.next }
    case 'styles':
      return { name: 'styles' }
    case 'ready':
      return { name: 'ready', style: place.style, isPressed: false }
    case 'pressing':
      return { name: 'ready', style: place.style, isPressed: true }
    case 'sorry':
      return { name: 'sorry' }
    case 'bye':
      return { name: 'bye' }
    case 'job':
      return sceneOfJob(jobs[place.jobId])
  }
}

function sceneOfJob(job: JobView | undefined): Scene {
  if (job === undefined || job.state === 'cancelled') return { name: 'attract' }
  if (job.state === 'failed') return { name: 'sorry' }
  if (awaitsShutter(job)) return { name: 'countdown', job }
  // Once it is verified in the spool it is safe; the share may take its time.
  if (job.resultUrl !== null && (job.state === 'saving' || job.state === 'saved')) return { name: 'result', job }
  return { name: 'making', job }
}

/** The job that the guest screen joins when the operator presses: the countdown belongs on the guests' screen. */
export function jobToFollow(place: Place, jobs: Readonly<Record<string, JobView>>): string | null {
  const counting = Object.values(jobs).find(({ state, source }) => state === 'counting' && source !== 'upload')
  if (counting === undefined || place.at === 'pressing') return null
  return place.at === 'job' && place.jobId === counting.id ? null : counting.id
}

/** Of the kiosk's settings. */
export interface IdleTimes {
  resultSec: number
  idleSec: number
}

/** How long a scene stays when nobody touches anything, milliseconds; null: until the job goes on. */
export function idleMsOf(scene: Scene, { resultSec, idleSec }: IdleTimes): number | null {
  switch (scene.name) {
    case 'styles':
    case 'ready':
      return idleSec * 1000
    // A long text is read without a touch.
    case 'consent':
      return Math.max(90, idleSec) * 1000
    case 'bye':
      return 5000
    case 'result':
      return resultSec * 1000
    case 'sorry':
      return 8000
    // A guest who waits longer than this has gone; the picture is made all the same.
    case 'making':
      return 300_000
    case 'attract':
    case 'countdown':
      return null
  }
}
