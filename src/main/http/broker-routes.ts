import { randomUUID } from 'node:crypto'
import { basename } from 'node:path'
import { Hono, type Context } from 'hono'
import {
  brokerListQuery,
  idempotencyHeader,
  idempotencyKey,
  serviceRequest,
  type ServiceStatus,
} from '../../contract/broker'
import { AppError } from '../../contract/errors'
import { jobId, type Job } from '../../contract/job'
import type { Broker } from '../broker/broker'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import { receiveForm } from './broker-form'
import { brokerReply } from './broker-reply'
import { fileResponse } from './file-response'
import { createInFlight } from './in-flight'
import { createJobEvents } from './job-events'
import { receiveText } from './receive-body'

/** `requester`: whose jobs these are, as access tells it. */
export interface BrokerEnv {
  Bindings: { requester: string }
}

/** How a job is told; which words are the broker's affair. */
export interface JobWords {
  statusOf(job: Job): object
  stateOf(job: Job): string
  eventOf(job: Job): object
}

export interface BrokerRoutesDeps {
  broker: Broker
  words: JobWords
  /** Relative to the data folder, and absolute. */
  pictureName: (jobId: string, extension: string) => string
  absolute: (name: string) => string
  clock: Clock
  log: Log
}

const extensions = { 'image/jpeg': 'jpg', 'image/png': 'png', 'image/webp': 'webp' } as const
const jsonLimits = {
  limitBytes: 64_000,
  idleMs: 10_000,
  tooLarge: () => new AppError('picture_too_large', 'The request is larger than 64 kB.', 'Shorten it.'),
}
const noStore = { 'cache-control': 'no-store' }

/** `/jobs` and what lies below: the job broker by multipart, the job service by JSON; every error is `{"detail"}`. */
export function createBrokerRoutes(deps: BrokerRoutesDeps): Hono<BrokerEnv> {
  const { broker, words, clock } = deps
  const app = new Hono<BrokerEnv>({ strict: false })
  const uploads = createInFlight(8)
  const events = createJobEvents({ broker, words, clock })

  app.post('/jobs', (c) => {
    const type = (c.req.header('content-type') ?? '').toLowerCase()
    if (type.startsWith('multipart/form-data')) return uploads(() => submitPicture(c))
    if (/^application\/json\s*(;|$)/.test(type)) return submitWords(c)
    throw new AppError('picture_unsupported', 'Jobs come as multipart/form-data or application/json.', 'Set it so.')
  })

  async function submitPicture(c: Context<BrokerEnv>): Promise<Response> {
    broker.mustBeOpen()
    const key = keyOf(c)
    const id = randomUUID()
    let file = ''
    const pathFor = (mediaType: keyof typeof extensions) =>
      deps.absolute((file = deps.pictureName(id, extensions[mediaType])))
    const { fields, ...received } = await receiveForm(c.req.raw, { pathFor, hashes: key !== null, clock })
    const picture = { ...received, jobId: id, file }
    const job = await broker.submitPicture({ requester: c.env.requester, picture, fields, key })
    return c.json({ job_id: job.id, status: words.stateOf(job), message: 'Job queued for processing' }, 200, noStore)
  }

  async function submitWords(c: Context<BrokerEnv>): Promise<Response> {
    const key = keyOf(c)
    const request = serviceRequest.parse(parseJson(await receiveText(c.req.raw, { ...jsonLimits, clock })))
    const job = await broker.submitWords({ requester: c.env.requester, request, key })
    return c.json({ jobId: job.id, status: words.stateOf(job) }, 202, noStore)
  }

  app.get('/jobs', (c) => {
    const { status = null, limit } = brokerListQuery.parse(c.req.query())
    const { total, jobs } = broker.list(c.env.requester, { status, limit })
    return c.json({ total, returned: jobs.length, jobs: jobs.map(words.statusOf) }, 200, noStore)
  })
  app.get('/jobs/:id', (c) => {
    const job = jobOf(c)
    const status = words.statusOf(job)
    return c.json(job.request?.words === 'service' ? { ...status, ...placeOf(job) } : status, 200, noStore)
  })
  app.delete('/jobs/:id', async (c) => {
    await broker.remove(c.env.requester, jobOf(c).id)
    return c.json({ message: 'Job deleted' }, 200, noStore)
  })
  app.post('/jobs/:id/cancel', (c) => {
    const job = broker.cancel(c.env.requester, jobOf(c).id)
    return c.json({ id: job.id, status: words.stateOf(job), message: 'Job cancelled' }, 200, noStore)
  })
  app.get('/jobs/:id/result', async (c) => {
    const job = jobOf(c)
    if (job.state !== 'saved') throw notComplete(words.stateOf(job))
    const path = broker.resultPath(job)
    const response = path === null ? null : await fileResponse(path, c.req.raw, 'revalidate')
    if (!response) throw new AppError('not_found', 'The result is no longer there.', 'It was erased or moved.')
    return response
  })
  app.get('/jobs/:id/preview', (c) => {
    const { preview } = broker.live(jobOf(c).id)
    const headers = { ...noStore, 'x-content-type-options': 'nosniff' }
    if (!preview) return c.body(null, 204, headers)
    return c.body(new Uint8Array(preview.bytes), 200, { ...headers, 'content-type': preview.mediaType })
  })
  app.get('/jobs/:id/events', (c) => events.open(c.env.requester, jobOf(c), c.req.raw.signal))

  app.notFound((c) => brokerReply(new AppError('not_found', `There is no ${c.req.path.slice(0, 200)}.`, 'See /docs.')))
  app.onError((error, c) => {
    const reply = brokerReply(error)
    if (reply.status === 500) deps.log.error('a request failed', { path: c.req.path, error: String(error.stack) })
    return reply
  })
  return app

  /** Throws `not_found` for what is no id, no job, or somebody else's. */
  function jobOf(c: Context<BrokerEnv>): Job {
    const id = jobId.safeParse(c.req.param('id'))
    if (!id.success) throw new AppError('not_found', 'There is no such job.', 'Use the id of the answer to the submit.')
    return broker.get(c.env.requester, id.data)
  }

  function placeOf(job: Job): Pick<ServiceStatus, 'promptId' | 'imagePath' | 'imageFile'> {
    const path = job.state === 'saved' ? broker.resultPath(job) : null
    const name = job.state === 'saved' ? (job.result?.name ?? null) : null
    return { promptId: broker.promptId(job.id), imagePath: path, imageFile: name === null ? null : basename(name) }
  }
}

const notComplete = (state: string) =>
  new AppError('not_possible_now', `The job is ${state}: it has no result.`, 'Ask for its status.')

function keyOf(c: Context<BrokerEnv>): string | null {
  const given = c.req.header(idempotencyHeader)
  if (given === undefined) return null
  const key = idempotencyKey.safeParse(given)
  if (key.success) return key.data
  throw new AppError('invalid_input', 'The Idempotency-Key has 1 to 200 characters.', 'Use a UUID.')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    throw new AppError('invalid_input', 'The body is no JSON.', 'Send one JSON object.', { cause: error })
  }
}
