import { expect, test } from 'vitest'
import type { Job } from '../contract/job'
import { jobIdInName } from './share/name-rules'
import { proposedName } from './td-names'

const jobId = '3f2b8c1e-5d4a-4e6f-8a90-1b2c3d4e5f60'
const words = { number: 42, style: 'touchdesigner', event: 'Gala', zoneOffsetMin: 0, seed: 1 }
const place = { source: 'touchdesigner', backend: 'touchdesigner', output: { pattern: null } }

function nameOf(pattern: string, ...ends: Job['state'][]): string {
  const timeline = ends.map((state) => ({ state, atMs: 0 }))
  return proposedName({ id: jobId, ...words, ...place, timeline } as Job, pattern, { extension: 'jpg', atMs: 0 })
}

test('each attempt at a job has a name of its own, also where the pattern tells no time', () => {
  const names = [[], ['failed'], ['failed', 'cancelled']] as Job['state'][][]
  expect(names.map((ends) => nameOf('{event}-{counter}-{jobId}', ...ends))).toEqual([
    `Gala-42-${jobId}.jpg`,
    `Gala-42-${jobId}-2.jpg`,
    `Gala-42-${jobId}-3.jpg`,
  ])
})

test('a name that tells the time needs no number', () => {
  expect(nameOf('PhotoCall-{stamp}-{jobId}', 'failed')).toBe(`PhotoCall-1970-01-01-00-00-00-${jobId}.jpg`)
  expect(nameOf('{stamp}/{jobId}', 'failed')).toBe(`${jobId}-2.jpg`)
})

test.each(['{event}', '{jobId}/{style}', '{jobId}-{counter}', '{counter}'])(
  'whatever the pattern (%s), the job is found by the name',
  (pattern) => {
    for (const ends of [[], ['failed']] as Job['state'][][]) {
      const name = nameOf(pattern, ...ends)
      expect([jobIdInName(name), name.includes('/')]).toEqual([jobId, false])
    }
  },
)
