import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createTestBooth } from '../jobs/testing/test-booth'
import { silentLog } from '../lib/log'
import type { FoundFile, Share } from '../share/share'
import { keepIndexWithShare } from './found-files'

function watched() {
  const { captures, journal, clock, database } = createTestBooth()
  const listeners: { found: ((file: FoundFile) => void)[]; removed: ((name: string) => void)[] } = {
    found: [],
    removed: [],
  }
  const share = {
    view: () => ({ dir: '/share' }),
    onFound: (listen: (file: FoundFile) => void) => listeners.found.push(listen),
    onRemoved: (listen: (name: string) => void) => listeners.removed.push(listen),
  } as unknown as Share // the index asks for no more of it
  const settled: string[] = []
  const settleRestored = (file: FoundFile) => Promise.resolve(settled.push(file.name) > 0)
  keepIndexWithShare({ share, captures, journal, clock, log: silentLog, events: () => [], settleRestored })
  const found = (name: string) =>
    listeners.found[0]!({ name, path: `/share/${name}`, jobId: null, modifiedAtMs: 1.5, sizeBytes: 1, picture: null })
  return { captures, database, settled, found, removed: (name: string) => listeners.removed[0]!(name) }
}

const nameOf = (number: number) => `old/${String(number).padStart(5, '0')}.jpg`

test('20,000 old files enter the gallery in portions, and other work has its turn between them', async () => {
  const { captures, found } = watched()
  const portion = 64
  let turns = 0
  let most = 0
  for (let number = 0; number < 20_000; number++) {
    found(nameOf(number))
    if (number % portion !== portion - 1) continue
    const before = captures.total()
    await setImmediate()
    most = Math.max(most, captures.total() - before)
    turns += 1
  }
  await setImmediate()
  expect(captures.total()).toBe(20_000)
  expect(turns).toBeGreaterThan(300)
  expect(most).toBeLessThanOrEqual(2 * portion)
})

test('a portion is written by one transaction and told once', async () => {
  const { captures, found } = watched()
  let told = 0
  captures.onChange(() => told++)
  for (let number = 0; number < 100; number++) found(nameOf(number))
  expect(captures.total()).toBe(0)
  await setImmediate()
  expect(captures.total()).toBe(100)
  expect(told).toBe(1)
})

test('a file that is found and removed in the same moment is not in the gallery', async () => {
  const { captures, found, removed } = watched()
  found('short.jpg')
  removed('short.jpg')
  await setImmediate()
  expect(captures.total()).toBe(0)
})

test('each file is looked at by who ends the jobs of a restored journal', async () => {
  const { found, settled } = watched()
  found('one.jpg')
  found('two.jpg')
  await setImmediate()
  expect(settled).toEqual(['one.jpg', 'two.jpg'])
})
