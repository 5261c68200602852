import { expect, it } from 'vitest'
import { createManualClock } from '../lib/clock'
import { silentLog } from '../lib/log'
import { createSaveLine } from './save-line'
import type { SaveRequest } from './share'
import type { ShareRoot } from './share-root'

/** A line on a share that is well, whose attempts the test ends by hand. */
function createLine() {
  const clock = createManualClock()
  const abort = new AbortController()
  const attempts: { request: SaveRequest; resolve(name: string): void; reject(error: unknown): void }[] = []
  // of the root a save asks no more than this
  const root = { whenReady: () => Promise.resolve(), state: () => ({ status: 'ready' }) } as unknown as ShareRoot
  const attempt = (request: SaveRequest) =>
    new Promise<string>((resolve, reject) => attempts.push({ request, resolve, reject }))
  const line = createSaveLine({ clock, log: silentLog, root, attempt })
  const facts = { jobId: 'id', number: 1, style: '', event: '', zoneOffsetMin: 0, takenAtMs: 0, fields: {} }
  const file = {
    jobId: 'id',
    spoolPath: '/spool',
    sha256: '',
    sizeBytes: 1,
    mediaType: 'image/jpeg',
    name: null,
    folder: '',
    pattern: null,
    facts,
    waitsSinceMs: 0,
  }
  const save = () => line.save({ ...file, recordName: () => undefined, signal: abort.signal })
  return { clock, abort, attempts, save, close: () => abort.abort(new Error('closing')) }
}

/** Lets what is resolved be heard. */
const settle = () => new Promise((resolve) => setImmediate(resolve))

it('finishes the save in hand when the console closes, and lets those behind it wait for the next start', async () => {
  const { clock, attempts, save, close } = createLine()
  const inHand = save()
  const behind = save()
  await settle()
  close()
  await expect(behind).rejects.toThrow('closing')
  clock.advance(3_400)
  expect(attempts).toHaveLength(1)
  expect(attempts[0]?.request.signal.aborted).toBe(false)
  attempts[0]?.resolve('a.jpg')
  expect(await inHand).toBe('a.jpg')
  expect(clock.pending()).toBe(0)
})

it('asks the save in hand to end in order before it gives it up', async () => {
  const { clock, attempts, save, close } = createLine()
  const inHand = save()
  await settle()
  close()
  const { request, reject } = attempts[0]!
  request.signal.addEventListener('abort', () => reject(new Error('ended in order')))
  clock.advance(3_500)
  await expect(inHand).rejects.toThrow('closing')
  expect(clock.pending()).toBe(0)
})

it('gives up a save that hangs four seconds after the console began to close', async () => {
  const { clock, save, close } = createLine()
  const inHand = save()
  await settle()
  close()
  clock.advance(4_000)
  await expect(inHand).rejects.toThrow('closing')
  expect(clock.pending()).toBe(0)
})
