import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import type { BrokerCounts, BrokerFields, BrokerState, ServiceRequest } from '../../contract/broker'
import { AppError } from '../../contract/errors'
import type { Job, JobRequest, OriginalFacts } from '../../contract/job'
import { jobState } from '../../contract/job'
import type { StyleInputs } from '../../contract/style'
import { knownInputs, pictureNeeded } from '../../contract/style-inputs'
import type { Images } from '../images/images'
import type { DataFolder } from '../jobs/data-folder'
import type { JobBoard, LiveFacts } from '../jobs/job-board'
import type { Journal, NewJob } from '../jobs/journal'
import type { Line } from '../jobs/line'
import type { MakeNewJob } from '../jobs/new-job'
import type { Queue } from '../jobs/queue'
import type { RequestedJobs } from '../jobs/requested-jobs'
import type { Clock } from '../lib/clock'
import { createAskedJobs } from './asked-jobs'
import { brokerStateOf, statesOf } from './job-words'
import { pictureSize } from './picture-size'
import type { Style, Styles } from '../styles/styles'

/** A picture that was received whole and flushed, under the name that its job will have. */
export interface ReceivedPicture {
  jobId: string
  /** Relative to the data folder. */
  file: string
  mediaType: OriginalFacts['mediaType']
  sizeBytes: number
  /** Hex; null where nobody asked for it. */
  sha256: string | null
  /** Its first bytes, up to some hundred thousand. */
  head: Uint8Array
}

/** What other programs may do with their own jobs; a job of another requester is as unknown as none: `not_found`. */
export interface Broker {
  /** Throws why nothing is taken on now. */
  mustBeOpen(): void
  /** Takes the picture's file over, also when it throws; resolves when the job is on disk. */
  submitPicture(asked: {
    requester: string
    picture: ReceivedPicture
    fields: BrokerFields
    key: string | null
  }): Promise<Job>
  submitWords(asked: { requester: string; request: ServiceRequest; key: string | null }): Promise<Job>
  get(requester: string, jobId: string): Job
  list(requester: string, query: { status: BrokerState | null; limit: number }): { total: number; jobs: Job[] }
  counts(): BrokerCounts
  promptId(jobId: string): string | null
  live(jobId: string): LiveFacts
  /** Absolute; null where it was erased. */
  resultPath(job: Job): string | null
  /** Nothing changes where the job is over already but for one that is done: that throws `not_possible_now`. */
  cancel(requester: string, jobId: string): Job
  /** Ends it where it runs and erases it with all its files; a save in hand is waited for, ten seconds at most: then `too_busy`. */
  remove(requester: string, jobId: string): Promise<void>
  /** Calls whenever something of the job changed, also when it is gone; returns what ends that. */
  watch(jobId: string, listen: () => void): () => void
  /** As `remove`, whoever's it is. */
  erase(job: Job): Promise<void>
}

export interface BrokerDeps {
  journal: Journal
  requested: RequestedJobs
  board: JobBoard
  queue: Pick<Queue, 'mustBeOpen' | 'cancel'>
  line: Pick<Line, 'wake' | 'ended'>
  folder: DataFolder
  images: Pick<Images, 'verify'>
  styles: Styles
  newJob: MakeNewJob
  /** Writes in one transaction with others of the same moment; resolves when it is on disk. */
  commit: (write: () => void) => Promise<void>
  /** Flushes the folder of received pictures. */
  syncRequests: () => Promise<void>
  /** Of multipart jobs that name none. */
  defaultStyle: () => string
  publishes: () => boolean
  resultPath: (jobId: string) => string | null
  eraseFiles: (job: Job) => Promise<void>
  /** Soon, and once for many. */
  onArrived: () => void
  clock: Pick<Clock, 'after'>
}

/** Below every press, in the order in which they came; the operator may raise one. */
const apiPriority = -1
/** Longer than a copy to a share that answers; one that is away may be so for days. */
const savePatienceMs = 10_000
const usualSteps = 20
const usualCfg = 7

export function createBroker(deps: BrokerDeps): Broker {
  const { journal, requested, board, queue, line, folder, images, styles, newJob, commit } = deps
  const watchers = new Map<string, Set<() => void>>()
  const asked = createAskedJobs(requested.find)
  board.onChange((jobId) => {
    asked.forget(jobId)
    watchers.get(jobId)?.forEach((listen) => listen())
  })

  function get(requester: string, jobId: string): Job {
    const job = board.get(jobId) ?? asked.get(jobId)
    if (job?.request?.requester === requester) return job
    throw new AppError(
      'not_found',
      `There is no job ${jobId}.`,
      'It may have been deleted, or belong to another token.',
    )
  }

  /** The job that is there then: this one, or the one that the same key made before. */
  async function add(
    fresh: Omit<NewJob, 'state'> & { request: JobRequest },
    original: OriginalFacts | null,
    use: { key: string; fingerprint: string } | null,
  ): Promise<Job> {
    const { requester } = fresh.request
    let job: Job | null = null
    await commit(() => {
      const known = use && requested.known(requester, use.key)
      if (known) job = repeated(known, use.fingerprint)
      else {
        job = journal.addTakenWithin(fresh, original)
        if (use) requested.keepKey({ requester, jobId: job.id, ...use })
      }
    })
    const added = job as Job | null
    if (!added) throw new AppError('internal', 'The job was not written.', 'Submit it again.')
    if (added.id !== fresh.id) return added
    board.put(added)
    deps.onArrived()
    return added
  }

  function repeated(known: { jobId: string; fingerprint: string }, fingerprint: string): Job {
    if (known.fingerprint === fingerprint) return journal.get(known.jobId)
    throw new AppError(
      'invalid_input',
      'This Idempotency-Key was used for another request.',
      'Use a key of its own for each job.',
    )
  }

  async function originalOf({ file, mediaType, sizeBytes, head }: ReceivedPicture): Promise<OriginalFacts> {
    const size = pictureSize(head)
    if (size) return { file, mediaType, sizeBytes, ...size }
    // its size stands far behind its beginning, or nowhere: then it is decoded now
    return { file, sizeBytes, ...(await images.verify(folder.resolve(file))) }
  }

  return {
    mustBeOpen: () => queue.mustBeOpen(deps.defaultStyle()),
    get,
    async submitPicture({ requester, picture, fields, key }) {
      const path = folder.resolve(picture.file)
      try {
        const style = styles.get(fields.style ?? deps.defaultStyle())
        queue.mustBeOpen(style.name)
        const inputs = knownInputs(style, fields.negative_prompt ? { negative: fields.negative_prompt } : {})
        const plain = newJob('upload', { style: style.name, prompt: fields.prompt, seed: fields.seed, inputs })
        const original = await originalOf(picture)
        await deps.syncRequests()
        const staysHere = !deps.publishes()
        const output = { ...plain.output, overlay: null }
        const request = { words: 'broker', requester, staysHere } as const
        const fresh = { ...plain, id: picture.jobId, output, request, priority: apiPriority }
        const fingerprint = key === null ? '' : fingerprintOf([fields, picture.sha256])
        const job = await add(fresh, original, key === null ? null : { key, fingerprint })
        if (job.id !== picture.jobId) await rm(path, { force: true })
        return job
      } catch (error) {
        // once the job is on disk the picture is its own, whatever failed after that
        if (!journal.find(picture.jobId)) await rm(path, { force: true })
        throw error
      }
    },
    async submitWords({ requester, request: asked, key }) {
      const style = styles.get(asked.style)
      queue.mustBeOpen(style.name)
      if (style.takes.picture) throw pictureNeeded(style.name)
      const { prompt_text: prompt, seed } = asked
      const plain = newJob('text', { style: style.name, prompt, seed, inputs: inputsOf(asked, style) })
      const request = { words: 'service', requester, staysHere: false } as const
      const fresh = { ...plain, output: pageOf(asked), request, priority: apiPriority }
      return add(fresh, null, key === null ? null : { key, fingerprint: fingerprintOf(asked) })
    },
    list(requester, { status, limit }) {
      const states = status === null ? jobState.options : statesOf(status)
      const counts = requested.counts('broker', requester)
      const total = states.reduce((sum, state) => sum + (counts[state] ?? 0), 0)
      return { total, jobs: requested.list({ requester, words: 'broker', states, limit }) }
    },
    counts() {
      const told: BrokerCounts = { jobs_count: 0, queued: 0, running: 0, done: 0, error: 0 }
      const counts = requested.counts('broker', null)
      for (const state of jobState.options) {
        told[brokerStateOf[state]] += counts[state] ?? 0
        told.jobs_count += counts[state] ?? 0
      }
      return told
    },
    promptId: requested.promptId,
    live: board.live,
    resultPath: ({ id }) => deps.resultPath(id),
    cancel(requester, jobId) {
      const { state } = get(requester, jobId)
      if (state !== 'cancelled' && state !== 'failed') queue.cancel(jobId)
      return get(requester, jobId)
    },
    async remove(requester, jobId) {
      await erase(get(requester, jobId))
    },
    erase,
    watch,
  }

  function watch(jobId: string, listen: () => void): () => void {
    const listeners = watchers.get(jobId) ?? new Set()
    watchers.set(jobId, listeners.add(listen))
    return () => {
      listeners.delete(listen)
      if (listeners.size === 0) watchers.delete(jobId)
    }
  }

  /** Resolves when its file is not being saved, or after a while. */
  function saveEnded(jobId: string): Promise<void> {
    return new Promise((resolve) => {
      const stopWatching = watch(jobId, look)
      const stopTimer = deps.clock.after(savePatienceMs, end)
      look()

      function look(): void {
        if (journal.find(jobId)?.state !== 'saving') end()
      }

      function end(): void {
        stopWatching()
        stopTimer()
        resolve()
      }
    })
  }

  async function erase({ id, state }: Job): Promise<void> {
    if (state === 'counting' || state === 'capturing' || state === 'queued' || state === 'generating') queue.cancel(id)
    await line.ended(id)
    if (journal.find(id)?.state === 'saving') await saveEnded(id)
    // the run may have come to its end in this moment
    const job = journal.find(id)
    if (!job) return
    if (job.state === 'saving') {
      throw new AppError('too_busy', 'Its file is just being saved.', 'Delete it again in a moment.')
    }
    await deps.eraseFiles(job)
    journal.remove(id)
    board.remove(id)
  }
}

/** What was said; and the service's own defaults where the style takes such a thing. */
function inputsOf(asked: ServiceRequest, style: Style): StyleInputs {
  const { negative_prompt: negative, steps, cfg, sampler, scheduler, checkpoint_name: checkpoint } = asked
  const { width, height } = asked.resolution ?? {}
  const said = { negative, steps, cfg, sampler, scheduler, checkpoint, width, height }
  const given = Object.entries(said).filter(([, value]) => value !== undefined && value !== '')
  return { ...knownInputs(style, { steps: usualSteps, cfg: usualCfg }), ...(Object.fromEntries(given) as StyleInputs) }
}

/** Where a page's picture goes: the next version that is free there. */
function pageOf(asked: ServiceRequest): NewJob['output'] {
  const chapter = asked.chapter ?? asked.resolution?.chapter ?? 1
  const page = asked.page ?? asked.resolution?.page ?? 1
  const [ch, p] = [String(chapter).padStart(2, '0'), String(page).padStart(3, '0')]
  return { folder: `ch-${ch}/raw/comfyui`, pattern: `ch${ch}_p${p}_v{version}`, overlay: null }
}

function fingerprintOf(body: unknown): string {
  return createHash('sha256').update(JSON.stringify(body)).digest('hex')
}
