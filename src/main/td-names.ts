import { posix } from 'node:path'
import type { Job } from '../contract/job'
import { parsePattern, renderName } from './share/name-pattern'
import { attemptOf } from './td/attempt'

const plainPattern = 'PhotoCall-{stamp}-{jobId}'

/**
 * The file name that a capture proposes: by the booth's pattern, and always with the jobId, by which the file is found.
 * A further attempt has a name of its own also where the pattern tells no time: by that scripts and console know it.
 */
export function proposedName(job: Job, general: string, now: { extension: string; atMs: number }): string {
  const { id: jobId, number, style, event, zoneOffsetMin, seed, source, backend } = job
  const fields = { seed, source, backend }
  const facts = { jobId, number, style, event, zoneOffsetMin, takenAtMs: now.atMs, fields }
  const wanted = parsePattern(job.output.pattern ?? general, null)
  const pattern = wanted.hasJobId ? wanted : parsePattern(plainPattern, null)
  const { name } = posix.parse(renderName(pattern, facts, { extension: now.extension, version: 1 }))
  const attempt = attemptOf(job)
  return `${name.includes(jobId) ? name : jobId}${attempt > 1 ? `-${attempt}` : ''}.${now.extension}`
}
