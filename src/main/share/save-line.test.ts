import { expect, it } from 'vitest'
import { createManualClock } from '../lib/clock'
import { silentLog } from '../lib/log'
import { createSaveLine } from './save-line'
import type { ShareRoot } from './share-root'

it('a save in hand that ends in order when it is aborted leaves no timer that keeps the program open', async () => {
  const clock = createManualClock()
  const abort = new AbortController()
  // of the root a save asks no more than this
  const root = { whenReady: () => Promise.resolve(), state: () => ({ status: 'ready' }) } as unknown as ShareRoot
  let started: () => void = () => undefined
  const inHand = new Promise<void>((resolve) => (started = resolve))
  const attempt = ({ signal }: { signal: AbortSignal }) =>
    new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('ended in order')))
      started()
    })
  const line = createSaveLine({ clock, log: silentLog, root, attempt })
  const facts = { jobId: 'id', number: 1, style: '', event: '', zoneOffsetMin: 0, takenAtMs: 0, fields: {} }
  const file = {
    jobId: 'id',
    spoolPath: '/spool',
    sha256: '',
    sizeBytes: 1,
    mediaType: 'image/jpeg',
    name: null,
    facts,
  }
  const saved = line.save({ ...file, recordName: () => undefined, signal: abort.signal })
  await inHand
  abort.abort(new Error('closing'))
  await expect(saved).rejects.toThrow('closing')
  expect(clock.pending()).toBe(0)
})
