import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createManualClock } from '../lib/clock'
import { silentLog } from '../lib/log'
import { createMediaApp } from './media-app'
import { createCoreDouble, someJob, type CoreDouble } from './testing/core-double'

let core: CoreDouble
let app: ReturnType<typeof createMediaApp>
const errors: string[] = []

beforeAll(async () => {
  core = await createCoreDouble()
  const log = { ...silentLog, error: (text: string) => void errors.push(text) }
  app = createMediaApp({ ...core, clock: createManualClock(), log })
})
afterAll(() => core.removeFiles())

const folder = fc.constantFrom('media', 'originals', 'results', 'captures', 'thumbs', 'previews', 'covers', 'assets')
const piece = fc.oneof(
  folder,
  fc.constantFrom(
    '..',
    '.',
    '..%2f',
    '%2e%2e',
    '%5c..',
    '%00',
    '%',
    '%zz',
    '%ff',
    'secret.txt',
    'C:',
    '~',
    'index.html',
  ),
  fc.constantFrom(someJob, `${someJob}.jpg`, someJob.toUpperCase(), 'pop-art', 'index-a1b2.js', '__proto__'),
  fc.string({ maxLength: 20 }).map(encodeURIComponent),
  fc.constant('a'.repeat(5_000)),
)
const path = fc.tuple(fc.array(piece, { maxLength: 6 }), fc.constantFrom('/', '//', '/./'))

test('whatever is asked for below the pages, nothing but a known picture or page is answered', async () => {
  await fc.assert(
    fc.asyncProperty(path, fc.constantFrom('GET', 'HEAD'), async ([pieces, separator], method) => {
      const request = new Request(`app://photocall/${pieces.join(separator)}`, { method })
      const response = await app.fetch(request, { role: 'console' })
      const body = await response.text()
      expect([200, 304, 302, 400, 404]).toContain(response.status)
      expect(body).not.toBe('secret')
      if (response.status === 400 || response.status === 404) expect(body).not.toContain(core.dir)
    }),
    { numRuns: 600 },
  )
  expect(errors).toEqual([])
})
