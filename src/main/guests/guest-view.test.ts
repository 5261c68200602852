import { expect, test } from 'vitest'
import type { Job } from '../../contract/job'
import { guestViewOf } from './guest-view'

const dayMs = 24 * 3_600_000

/** Of a picture that waits in line, by a clock that said 2020 when it was taken. */
function viewAt(nowMs: number, agesFromMs: number, change: Partial<Job> = {}) {
  const takenAtMs = Date.UTC(2020, 0, 1)
  const job = { state: 'queued', takenAtMs, pressedAtMs: takenAtMs, result: null, ...change } as unknown as Job
  const live = { progress: 0, position: 1, etaMs: null, previewVersion: 0 }
  const facts = { wish: null, isErased: false, isRejected: false, guestDays: 30, originalOffered: false }
  return guestViewOf({ job, live, ...facts, agesFromMs, nowMs })
}

test('a link ages by the corrected moment of its picture', () => {
  const correctedMs = Date.UTC(2026, 10, 21)
  expect(viewAt(correctedMs + 29 * dayMs, correctedMs)).toMatchObject({ state: 'forming' })
  expect(viewAt(correctedMs + 31 * dayMs, correctedMs)).toEqual({ state: 'expired' })
})

test('who was photographed is not told to look at the camera while the picture is being kept', () => {
  expect(viewAt(0, 0, { state: 'capturing', takenAtMs: null })).toMatchObject({ phase: 'counting' })
  expect(viewAt(0, 0, { state: 'capturing' })).toMatchObject({ phase: 'making' })
})
