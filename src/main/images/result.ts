import { readFile } from 'node:fs/promises'
import { reachesEnd } from './container-end'
import { ContainerBroken, withReader } from './container-reader'
import type { MediaFacts } from './images'
import type { MovingKind } from './magic-bytes'
import type { Operation } from './messages'
import { mp4Facts } from './mp4-container'
import { decoding, movingKindOf, openResult, unreadable, unsupported } from './opened-picture'
import { upright, verify } from './operations'
import { webmFacts } from './webm-container'

/** Says what a finished file is, once it is found whole; throws `picture_*`. */
export async function verifyResult({ path }: Extract<Operation, { kind: 'verifyResult' }>): Promise<MediaFacts> {
  const moving = await movingKindOf(path)
  if (moving !== null && moving !== 'gif') return wholeVideo(path, moving)
  const { kind, facts, frames } = await openResult(path)
  if (frames === 1 && kind !== 'gif') return { ...(await verify({ kind: 'verify', path })), durationMs: null }
  if (!reachesEnd(kind, await readFile(path))) throw unreadable()
  // frames build on one another: to show the last, a decoder goes through all of them
  const last = await openResult(path, frames - 1)
  await decoding(() => upright(last).resize(16, 16, { fit: 'fill' }).raw().toBuffer())
  return facts
}

const mediaTypes = { mp4: 'video/mp4', mov: 'video/quicktime', webm: 'video/webm' } as const

/** A video's pixels are not decoded here: there is no decoder for them in this program, and none is needed to keep them. */
async function wholeVideo(path: string, kind: Exclude<MovingKind, 'gif'>): Promise<MediaFacts> {
  try {
    const facts = await withReader(path, kind === 'webm' ? webmFacts : mp4Facts)
    if (facts === null) throw unsupported('Matroska video')
    return { mediaType: mediaTypes[kind], ...facts }
  } catch (error) {
    throw error instanceof ContainerBroken ? unreadable(error) : error
  }
}
