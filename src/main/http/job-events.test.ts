import { expect, test } from 'vitest'
import type { Job } from '../../contract/job'
import { createJobEvents } from './job-events'

const job = { id: '11111111-2222-4333-8444-555555555555', state: 'queued' } as Job

function openEvents() {
  const broker = { get: () => job, watch: () => () => undefined }
  const clock = { after: () => () => undefined } as unknown as Parameters<typeof createJobEvents>[0]['clock']
  const events = createJobEvents({ broker, words: { eventOf: () => ({}) }, clock })
  return (requester: string) => events.open(requester, job, new AbortController().signal)
}

test('one requester has sixteen streams open at most, and the others theirs', async () => {
  const open = openEvents()
  const first = await open('a')
  for (let count = 1; count < 16; count++) await open('a')
  await expect(open('a')).rejects.toMatchObject({
    code: 'too_busy',
    message: expect.stringMatching(/^16 .*streams/) as string,
  })
  await open('b')
  await first.body?.cancel()
  await open('a')
})

test('all requesters together have sixty-four streams open at most', async () => {
  const open = openEvents()
  for (let count = 0; count < 64; count++) await open(`requester ${count % 8}`)
  await expect(open('one more')).rejects.toMatchObject({
    message: expect.stringMatching(/^64 event streams/) as string,
  })
})
