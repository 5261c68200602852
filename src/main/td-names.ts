import { posix } from 'node:path'
import type { Job } from '../contract/job'
import { parsePattern, renderName, type NamePattern } from './share/name-pattern'
import { attemptOf } from './td/attempt'

const plainPattern = 'PhotoCall-{stamp}-{jobId}'

/**
 * The file name that a capture proposes: by the booth's pattern, and always with the jobId, by which the file is found.
 * Where the pattern tells no time, a further attempt has a number at its end: by the name scripts and console know it.
 */
export function proposedName(job: Job, general: string, now: { extension: string; atMs: number }): string {
  const { id: jobId, number, style, event, zoneOffsetMin, seed, source, backend } = job
  const fields = { seed, source, backend }
  const facts = { jobId, number, style, event, zoneOffsetMin, takenAtMs: now.atMs, fields }
  const wanted = parsePattern(job.output.pattern ?? general, null)
  const pattern = wanted.hasJobId ? wanted : parsePattern(plainPattern, null)
  const { name } = posix.parse(renderName(pattern, facts, { extension: now.extension, version: 1 }))
  const own = name.includes(jobId) ? name : jobId
  const attempt = attemptOf(job)
  const isDistinct = attempt === 1 || (own === name && tellsTime(pattern))
  return `${own}${isDistinct ? '' : `-${attempt}`}.${now.extension}`
}

/** In the name itself: folders are left out of a proposal. */
function tellsTime({ components }: NamePattern): boolean {
  return components.at(-1)?.some((part) => part.type === 'token' && ['stamp', 'time'].includes(part.name)) === true
}
