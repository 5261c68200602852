import { AppError } from '../../contract/errors'
import { isVideo } from '../../contract/media'
import { ownBytes } from '../lib/own-bytes'
import type { MediaFacts } from './images'
import type { Operation } from './messages'
import { decoding, openPicture, openResult } from './opened-picture'
import { upright, verify } from './operations'
import { verifyResult } from './result'

/** Side of the small copies that are looked at. */
const lookPx = 64
/** Steps of 255 between the darkest and the brightest point, up to which a picture counts as one colour. */
const uniformSpread = 4
/** Mean difference in steps of 255: photos encoded or scaled anew were at most 1.5 apart, a brightness of 3 % more 3.9. */
const sameDifference = 1.6

/**
 * Decodes a generator's picture and throws `result_empty` where it is nothing: one colour all over (what a filter or a
 * broken VAE gives), or the picture `unlike` as it went in. What moves may begin dark and with the picture that
 * went in; of a video only the container is looked at.
 */
export async function prove({ path, unlike }: Extract<Operation, { kind: 'prove' }>): Promise<MediaFacts> {
  const facts = await verifyResult({ kind: 'verifyResult', path })
  if (isVideo(facts)) return facts
  const { frames } = await openResult(path)
  const made = await look(path, Math.floor(frames / 2))
  if (spread(made) <= uniformSpread) throw nothing('uniform', 'The result is a single colour.')
  if (unlike !== null && frames === 1 && difference(made, await look(unlike)) < sameDifference) {
    throw nothing('unchanged', 'The result is the picture that went in.')
  }
  return facts
}

/** Decodes the picture, and the one before it: a program that saves too early saves that one once more. */
export async function differ({ path, from }: Extract<Operation, { kind: 'differ' }>): Promise<MediaFacts> {
  const facts = await verify({ kind: 'verify', path })
  const before = await verify({ kind: 'verify', path: from })
  const isOfOneSize = facts.widthPx === before.widthPx && facts.heightPx === before.heightPx
  if (isOfOneSize && (await pixels(path)).equals(await pixels(from))) {
    throw nothing('repeated', 'The result is the picture of the job before.')
  }
  return { ...facts, durationMs: null }
}

async function pixels(path: string): Promise<Buffer> {
  const picture = upright(await openPicture(path)).flatten({ background: '#fff' })
  return decoding(() => picture.raw().toBuffer())
}

/** Three bytes a pixel, whatever the picture had. */
async function look(path: string, frame = 0): Promise<Uint8Array> {
  const picture = upright(await openResult(path, frame)).flatten({ background: '#fff' })
  const small = picture.resize(lookPx, lookPx, { fit: 'fill' }).toColourspace('srgb')
  const { data, info } = await decoding(() => small.raw().toBuffer({ resolveWithObject: true }))
  if (info.channels === 3) return ownBytes(data)
  return Uint8Array.from({ length: lookPx * lookPx * 3 }, (_none, at) => data[Math.floor(at / 3) * info.channels]!)
}

/** Of the channel with the most: a single colour that is not grey has three values. */
function spread(pixels: Uint8Array): number {
  const low = [255, 255, 255]
  const high = [0, 0, 0]
  pixels.forEach((value, at) => {
    low[at % 3] = Math.min(low[at % 3]!, value)
    high[at % 3] = Math.max(high[at % 3]!, value)
  })
  return Math.max(...high.map((value, channel) => value - low[channel]!))
}

function difference(one: Uint8Array, other: Uint8Array): number {
  const sum = one.reduce((total, value, at) => total + Math.abs(value - other[at]!), 0)
  return sum / one.length
}

function nothing(kind: 'uniform' | 'unchanged' | 'repeated', message: string): AppError {
  const hint = 'Try again with another seed. If it stays so, the model or its VAE does not fit the style.'
  return new AppError('result_empty', message, hint, { params: { kind } })
}
