import { describe, expect, test } from 'vitest'
import { exampleId, exampleJob } from '../../../contract/testing/state-example'
import { askedFirst, attract, idleMsOf, jobToFollow, sceneOf } from './kiosk-scene'

const place = { at: 'job', jobId: exampleId(1) } as const
const sceneFor = (parts: Parameters<typeof exampleJob>[1]) =>
  sceneOf(place, { [exampleId(1)]: exampleJob(1, parts) }).name

describe('kiosk', () => {
  test('follows a job from countdown to result', () => {
    expect(sceneFor({ state: 'counting' })).toBe('countdown')
    expect(sceneFor({ state: 'capturing' })).toBe('countdown')
    expect(sceneFor({ state: 'capturing', takenAtMs: 2000 })).toBe('making')
    expect(sceneFor({ state: 'queued' })).toBe('making')
    expect(sceneFor({ state: 'generating' })).toBe('making')
    expect(sceneFor({ state: 'saving' })).toBe('making')
    expect(sceneFor({ state: 'saved', resultUrl: '/media/results/x' })).toBe('result')
  })

  test('shows a result as soon as it is verified in the spool, share or no share', () => {
    expect(sceneFor({ state: 'saving', resultUrl: '/media/results/x', waitsForShare: true })).toBe('result')
  })

  test('asks for a moment when a job fails, and begins anew when it is cancelled or gone', () => {
    expect(sceneFor({ state: 'failed' })).toBe('sorry')
    expect(sceneFor({ state: 'cancelled' })).toBe('attract')
    expect(sceneOf(place, {}).name).toBe('attract')
  })

  test('joins a countdown that the operator started, but never leaves its own', () => {
    const jobs = { [exampleId(1)]: exampleJob(1, { state: 'counting' }) }
    expect(jobToFollow(attract, jobs)).toBe(exampleId(1))
    expect(jobToFollow({ at: 'job', jobId: exampleId(7) }, jobs)).toBe(exampleId(1))
    expect(jobToFollow(place, jobs)).toBeNull()
    expect(jobToFollow({ at: 'pressing', style: 'noir' }, jobs)).toBeNull()
    expect(jobToFollow(attract, { [exampleId(1)]: exampleJob(1, { state: 'counting', source: 'upload' }) })).toBeNull()
  })

  test('returns to the start from every scene by itself, except while the count runs', () => {
    const job = exampleJob(1)
    const times = { resultSec: 35, idleSec: 40 }
    expect(idleMsOf({ name: 'result', job }, times)).toBe(35_000)
    expect(idleMsOf({ name: 'styles' }, times)).toBe(40_000)
    expect(idleMsOf({ name: 'sorry' }, times)).toBeGreaterThan(0)
    expect(idleMsOf({ name: 'making', job }, times)).toBeGreaterThan(0)
    expect(idleMsOf({ name: 'countdown', job }, times)).toBeNull()
  })
})

describe('consent', () => {
  const styles = { at: 'styles' } as const

  test('is asked once of each guest, and again when the text has changed', () => {
    expect(askedFirst(styles, 'May we?', null)).toEqual({ at: 'consent', text: 'May we?', next: styles })
    expect(askedFirst(styles, 'May we?', 'May we?')).toEqual(styles)
    expect(askedFirst(styles, 'May we show it?', 'May we?')).toMatchObject({ at: 'consent', text: 'May we show it?' })
  })

  test('is no step where the event has no text', () => {
    expect(askedFirst(styles, null, null)).toEqual(styles)
  })

  test('leaves time to read, and the good-bye goes by itself', () => {
    const times = { resultSec: 35, idleSec: 10 }
    expect(idleMsOf({ name: 'consent', text: 'May we?', next: styles }, times)).toBeGreaterThanOrEqual(60_000)
    expect(idleMsOf(sceneOf({ at: 'bye' }, {}), times)).toBeLessThanOrEqual(8000)
  })
})
