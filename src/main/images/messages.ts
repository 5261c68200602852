import { z } from 'zod'
import { errorFacts } from '../../contract/errors'
import { overlayPlacement } from '../../contract/event'
import { durationMs, mediaType } from '../../contract/media'

const path = z.string().min(1)

/** One piece of work for a child; mirrors the methods of `Images`. */
export const operation = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('verify'), path }),
  z.strictObject({ kind: z.literal('verifyResult'), path }),
  z.strictObject({
    kind: z.literal('thumbnail'),
    inputPath: path,
    outputPath: path,
    maxPx: z.number().int().min(16).max(8192),
  }),
  z.strictObject({
    kind: z.literal('convert'),
    inputPath: path,
    outputPath: path,
    format: z.enum(['jpeg', 'png']),
    quality: z.number().int().min(1).max(100),
  }),
  z.strictObject({ kind: z.literal('prove'), path, unlike: path.nullable() }),
  z.strictObject({ kind: z.literal('differ'), path, from: path }),
  z.strictObject({ kind: z.literal('verifyOverlay'), path }),
  z.strictObject({
    kind: z.literal('compose'),
    inputPath: path,
    overlayPath: path,
    outputPath: path,
    placement: overlayPlacement,
    widthRatio: z.number().positive().max(1),
    format: z.enum(['jpeg', 'png']),
    quality: z.number().int().min(1).max(100),
  }),
  z.strictObject({
    kind: z.literal('fit'),
    inputPath: path,
    outputPath: path,
    maxSidePx: z.number().int().min(16).max(8192),
    aspect: z.number().positive().nullable(),
    how: z.enum(['crop', 'pad']),
    background: z.enum(['grey', 'white', 'black']),
  }),
  z.strictObject({
    kind: z.literal('render'),
    inputPath: path,
    outputPath: path,
    recipe: z.string(),
    params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    seed: z.number().int().nonnegative(),
  }),
])
export type Operation = z.infer<typeof operation>

/** Core to child. `cancel` is obeyed between steps. */
export const toChild = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('run'), id: z.number().int(), operation }),
  z.strictObject({ type: z.literal('cancel'), id: z.number().int() }),
])
export type ToChild = z.infer<typeof toChild>

const size = { widthPx: z.number().int().positive(), heightPx: z.number().int().positive() }

/** Of a still; what else was told is left out. */
export const pictureFacts = z.object({ mediaType: z.enum(['image/jpeg', 'image/png', 'image/webp']), ...size })
export const mediaFacts = z.strictObject({ mediaType, ...size, durationMs: durationMs.default(null) })

const id = z.number().int()
const stepCount = z.number().int().nonnegative()

/** Child to core. After `run` come any number of `step` and `preview`, then one `done`, `failed` or `cancelled`. */
export const fromChild = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('step'), id, step: stepCount, maxSteps: stepCount, name: z.string() }),
  z.strictObject({
    type: z.literal('preview'),
    id,
    jpeg: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
  }),
  z.strictObject({ type: z.literal('memory'), rssBytes: z.number().nonnegative() }),
  z.strictObject({ type: z.literal('done'), id, facts: mediaFacts }),
  z.strictObject({ type: z.literal('failed'), id, error: errorFacts }),
  z.strictObject({ type: z.literal('cancelled'), id }),
])
export type FromChild = z.output<typeof fromChild>
/** As the child writes it. */
export type Told = z.input<typeof fromChild>
