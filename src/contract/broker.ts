import { z } from 'zod'
import { jobId, prompt, seed } from './job'
import { styleInputs, styleName } from './style'

/**
 * The job broker's addresses: pictures and words from other programs become jobs. Multipart is the broker's own way, JSON
 * the job service's; a job answers in the words it was submitted in.
 */
export const brokerAddresses = {
  jobs: '/jobs',
  job: (id: string) => `/jobs/${id}`,
  result: (id: string) => `/jobs/${id}/result`,
  events: (id: string) => `/jobs/${id}/events`,
  cancel: (id: string) => `/jobs/${id}/cancel`,
  /** The newest preview frame of a job at work; `version` changes with each. */
  preview: (id: string, version: number) => `/jobs/${id}/preview?v=${version}`,
  health: '/health',
} as const

/** Repeats a submit without making a second job: the same key and requester is the same job. */
export const idempotencyHeader = 'idempotency-key'
export const idempotencyKey = z.string().min(1).max(200)

/** A form's field is text; an empty one is as good as none. */
const optionalText = <T extends z.ZodType<unknown, string | undefined>>(shape: T) =>
  z
    .string()
    .max(20_000)
    .transform((text) => (text.trim() === '' ? undefined : text))
    .pipe(shape.optional())

const seedCount = 2n ** 31n

/** Any whole number stands for a seed that every sampler takes: the same one for the same number. */
const foldedSeed = (given: string | number) => Number(((BigInt(given) % seedCount) + seedCount) % seedCount)

const seedText = z
  .string()
  .trim()
  .regex(/^-?\d{1,100}$/, { error: 'is no whole number' })
  .transform(foldedSeed)
  .pipe(seed)

const wholeNumber = { error: 'is no whole number' }
const seedNumber = z
  .number()
  .refine(Number.isInteger, wholeNumber)
  .meta({ type: 'integer' })
  .transform(foldedSeed)
  .pipe(seed)

/** The fields of `POST /jobs` as multipart/form-data, beside the file `image`; others are read past. */
export const brokerFields = z.object({
  prompt: optionalText(prompt).optional(),
  /** Without effect for a style that binds none. */
  negative_prompt: optionalText(styleInputs.shape.negative).optional(),
  seed: optionalText(seedText).optional(),
  /** Absent: the image-to-video style where a ComfyUI server is set, else the built-in default. */
  style: optionalText(styleName).optional(),
})
export type BrokerFields = z.output<typeof brokerFields>

/** The file's field. */
export const brokerImageField = 'image'

export const brokerState = z.enum(['queued', 'running', 'done', 'error'])
export type BrokerState = z.infer<typeof brokerState>

export const brokerAccepted = z.object({ job_id: jobId, status: brokerState, message: z.string() })

/** Seconds since 1970, with fractions. */
const instantSec = z.number()

export const brokerStatus = z.object({
  id: jobId,
  status: brokerState,
  created_at: instantSec,
  prompt: z.string(),
  has_result: z.boolean(),
  error_message: z.string().nullable(),
  started_at: instantSec.nullable(),
  completed_at: instantSec.nullable(),
  /** Seconds at work, once it is over. */
  processing_time: z.number().nullable(),
})
export type BrokerStatus = z.infer<typeof brokerStatus>

const listLimit = 500

/** More than 500 is as good as 500. */
export const brokerListQuery = z.object({
  status: brokerState.optional(),
  limit: z.coerce
    .number()
    .min(1)
    .refine(Number.isInteger, wholeNumber)
    .meta({ type: 'integer' })
    .transform((limit) => Math.min(limit, listLimit))
    .default(50),
})

/** `total` of that status, `returned` of them, newest first. */
export const brokerList = z.object({
  total: z.number().int(),
  returned: z.number().int(),
  jobs: z.array(brokerStatus),
})

export const brokerMessage = z.object({ message: z.string() })
export const brokerError = z.object({ detail: z.string() })

/** Multipart jobs of every requester, counted. */
export const brokerCounts = z.object({
  jobs_count: z.number().int(),
  queued: z.number().int(),
  running: z.number().int(),
  done: z.number().int(),
  error: z.number().int(),
})
export type BrokerCounts = z.infer<typeof brokerCounts>

export const brokerHealth = brokerCounts.extend({
  status: z.literal('healthy'),
  ok: z.literal(true),
  /** Seconds since 1970, with fractions. */
  timestamp: z.number(),
})

const place = z.number().int().min(1).max(9999)

const usualStyle = 'txt2img'

/** Many clients send null for what they were not told. */
const orNull = <T extends z.ZodType>(shape: T) =>
  shape
    .nullish()
    .transform((given) => given ?? undefined)
    .optional()

/** `POST /jobs` as application/json: a picture of words, into a book's folder of the output folder; others are read past, and null is as good as absent. */
export const serviceRequest = z.object({
  prompt_text: prompt.refine((text) => text.trim() !== '', { error: 'is empty' }),
  negative_prompt: orNull(styleInputs.shape.negative),
  seed: orNull(seedNumber),
  /** 20 where the style takes steps. */
  steps: orNull(styleInputs.shape.steps),
  /** 7 where the style takes it. */
  cfg: orNull(styleInputs.shape.cfg),
  sampler: orNull(styleInputs.shape.sampler),
  scheduler: orNull(styleInputs.shape.scheduler),
  checkpoint_name: orNull(styleInputs.shape.checkpoint),
  resolution: orNull(
    z
      .object({
        width: orNull(styleInputs.shape.width),
        height: orNull(styleInputs.shape.height),
        /** As older clients say it; the request's own go before them. */
        chapter: orNull(place),
        page: orNull(place),
      })
      .refine(({ width, height }) => (width === undefined) === (height === undefined), {
        error: 'has width and height, or neither',
      }),
  ),
  /** 1 where nothing says another. */
  chapter: orNull(place),
  page: orNull(place),
  style: styleName
    .nullable()
    .default(usualStyle)
    .transform((given) => given ?? usualStyle),
})
export type ServiceRequest = z.output<typeof serviceRequest>

export const serviceState = z.enum(['queued', 'running', 'complete', 'failed'])
export type ServiceState = z.infer<typeof serviceState>

export const serviceAccepted = z.object({ jobId, status: serviceState })

export const serviceStatus = z.object({
  jobId,
  status: serviceState,
  /** ComfyUI's id of it, once it was handed over. */
  promptId: z.string().nullable(),
  /** Absolute, as this computer sees the output folder; once it is verified there. */
  imagePath: z.string().nullable(),
  /** `ch01_p001_v1.png`. */
  imageFile: z.string().nullable(),
  error: z.string().nullable(),
})
export type ServiceStatus = z.infer<typeof serviceStatus>

/** The data of each server-sent event `state`; the first is the present state, the last one of a job that is over. */
export const jobEvent = z.object({
  id: jobId,
  /** In the words of the job. */
  status: z.union([brokerState, serviceState]),
  step: z.number().int(),
  max: z.number().int(),
  /** Of the whole job, 0 to 1. */
  progress: z.number(),
  /** Seconds, null where nothing is known. */
  eta: z.number().nullable(),
  /** The node's class, or the recipe's step. */
  node: z.string(),
  /** Address of the newest preview frame. */
  preview: z.string().nullable(),
  error: z.string().nullable(),
})
export type JobEvent = z.infer<typeof jobEvent>
