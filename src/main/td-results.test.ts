import { expect, test, vi } from 'vitest'
import { createManualClock } from './lib/clock'
import * as files from './lib/files'
import { silentLog } from './lib/log'
import type { FoundFile } from './share/share'
import { createTdResults } from './td-results'

vi.mock('./lib/files', () => ({ sha256OfFile: vi.fn() }))

const jobId = '3f2b8c1e-5d4a-4e6f-8a90-1b2c3d4e5f60'
const picture = { mediaType: 'image/jpeg', widthPx: 4, heightPx: 3, durationMs: null } as const
const file: FoundFile = { name: 'a.jpg', path: '/share/a.jpg', jobId, modifiedAtMs: 0, sizeBytes: 9, picture }
const held = (code: string) => Object.assign(new Error(code), { code })

function harness(verifyResult: () => Promise<typeof picture>) {
  const clock = createManualClock()
  const results = createTdResults({
    journal: { remembered: () => null, remember: () => undefined },
    images: { verifyResult, differ: () => Promise.resolve() },
    ...{ captures: {}, share: () => null, clock, log: silentLog },
  } as unknown as Parameters<typeof createTdResults>[0])
  return { clock, results }
}

test.each(['EBUSY', 'EPERM', 'EACCES'])(
  'a file that is held for a moment (%s) is read when it is let go',
  async (code) => {
    vi.mocked(files.sha256OfFile).mockReset().mockRejectedValueOnce(held(code)).mockResolvedValue('abc')
    const { clock, results } = harness(() => Promise.resolve(picture))
    const claimed = results.examine(file, jobId)
    await vi.waitFor(() => expect(clock.pending()).toBe(1))
    clock.advance(20)
    expect(await claimed).toMatchObject({ sha256: 'abc', picture })
  },
)

test('a file that is held while its pixels are looked at is read again; a damaged one is not', async () => {
  const damaged = new Error('picture_unreadable')
  const verify = vi.fn(() => Promise.resolve(picture)).mockRejectedValueOnce(damaged)
  const sha256 = vi.mocked(files.sha256OfFile).mockReset().mockResolvedValue('abc')
  sha256.mockResolvedValueOnce('abc').mockRejectedValueOnce(held('EBUSY'))
  const { clock, results } = harness(verify)
  const claimed = results.examine(file, jobId)
  await vi.waitFor(() => expect(clock.pending()).toBe(1))
  clock.advance(20)
  expect(await claimed).toMatchObject({ sha256: 'abc' })
  await expect(harness(() => Promise.reject(damaged)).results.examine(file, jobId)).rejects.toBe(damaged)
})

test('a closing console does not wait for a file that is held', async () => {
  vi.mocked(files.sha256OfFile).mockReset().mockRejectedValue(held('EBUSY'))
  const { clock, results } = harness(() => Promise.resolve(picture))
  const claimed = results.examine(file, jobId)
  await vi.waitFor(() => expect(clock.pending()).toBe(1))
  results.close()
  await expect(claimed).rejects.toThrow()
  expect(clock.pending()).toBe(0)
})
