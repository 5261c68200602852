import fc from 'fast-check'
import { mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { activeEventOf, type Settings } from '../../contract/settings'
import { createTestBooth, type TestBooth } from '../jobs/testing/test-booth'
import { createManualClock, systemClock } from '../lib/clock'
import { silentLog } from '../lib/log'
import { openDatabase } from '../lib/sqlite'
import { openBoothSettings } from '../open-settings'
import { createShare } from '../share/create-share'
import { createEvents, type Events } from './events'

/** A booth with three events on a real journal, real files and a real share; `kill` is kill -9 and a new start. */
async function openEvening() {
  const dir = mkdtempSync(join(tmpdir(), 'photocall-evening-'))
  const shareDir = join(dir, 'share')
  const clock = createManualClock()
  const { settings } = openBoothSettings({
    path: join(dir, 'settings.json'),
    overlay: {},
    clock,
    platform: { picturesDir: shareDir, language: 'en' },
  })
  const events: Events = createEvents({ settings, database: openDatabase(':memory:'), clock })
  const ids = ['first', (await events.create({ name: 'Boda' })).id, (await events.create({ name: 'Gala' })).id]
  const remembered = new Map<string, string>()
  const openShare = (verify: TestBooth['images']['verifyResult']) =>
    createShare({
      dir: shareDir,
      pattern: () => settings.get().share.pattern,
      verify,
      isOurs: () => true,
      remembered: { get: (root) => remembered.get(root) ?? null, set: (root, id) => void remembered.set(root, id) },
      clock: systemClock,
      log: silentLog,
      openEvents: () => ({ follow: () => undefined, close: () => undefined }),
    })
  const start = () => createTestBooth({ dir: join(dir, 'data'), clock, slots: 2, settings: settings.get, openShare })
  let booth = start()
  await booth.queue.open()
  return {
    shareDir,
    settings,
    events,
    ids,
    booth: () => booth,
    async kill() {
      await booth.share.close()
      booth.kill()
      booth = start()
      await booth.queue.open()
    },
  }
}

type Evening = Awaited<ReturnType<typeof openEvening>>
type Step = { do: 'press' | 'generate' | 'kill' | 'restyle' } | { do: 'choose' | 'rename'; event: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Step>({ do: 'press' }) },
  { weight: 3, arbitrary: fc.constant<Step>({ do: 'generate' }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('choose' as const), event: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rename' as const), event: fc.integer({ min: 1, max: 2 }) }) },
  { weight: 1, arbitrary: fc.constant<Step>({ do: 'kill' }) },
  { weight: 1, arbitrary: fc.constant<Step>({ do: 'restyle' }) },
)

/** Three kills in the middle of one picture make it poison, which is another rule's affair. */
const evenings = fc
  .array(step, { minLength: 4, maxLength: 14 })
  .filter((steps) => steps.filter((one) => one.do === 'kill').length <= 2)

const until = (claim: () => void) => vi.waitFor(claim, { timeout: 60_000, interval: 5 })

/** Answers one that the backend was asked for, where there is one. */
async function generateOldest(booth: TestBooth): Promise<void> {
  const place = askedPlace(booth)
  if (place < 0) return
  const { jobId } = booth.generations[place]!.asked.request
  await booth.finishGeneration(place)
  await until(() => expect(['saving', 'saved']).toContain(booth.journal.get(jobId).state))
}

function askedPlace(booth: TestBooth): number {
  return booth.generations.findIndex(({ asked }) => booth.board.get(asked.request.jobId)?.state === 'generating')
}

/** What each job must come to: the folder that its event had when it was pressed. */
async function live(evening: Evening, steps: readonly Step[]): Promise<Map<string, { folder: string; event: string }>> {
  const expected = new Map<string, { folder: string; event: string }>()
  const { settings, events, ids } = evening
  const placeNow = (now: Settings) => ({ folder: activeEventOf(now).folder, event: now.activeEvent })
  for (const [place, one] of steps.entries()) {
    const booth = evening.booth()
    if (one.do === 'choose') await events.choose(ids[one.event]!)
    else if (one.do === 'rename') await events.change(ids[one.event]!, { folder: `Folder ${place}` })
    else if (one.do === 'kill') await evening.kill()
    else if (one.do === 'generate') await generateOldest(booth)
    else if (one.do === 'restyle') {
      const [model] = expected
      if (model) expected.set((await booth.queue.restyle(model[0], { style: 'neon' })).jobId, model[1])
    } else {
      const where = placeNow(settings.get())
      expected.set((await booth.queue.upload({ path: await booth.incoming() })).jobId, where)
    }
  }
  return expected
}

async function finishAll({ booth }: Evening, jobIds: Iterable<string>): Promise<void> {
  for (const jobId of jobIds) {
    while (!['saving', 'saved'].includes(booth().journal.get(jobId).state)) {
      await until(() => expect(askedPlace(booth())).toBeGreaterThanOrEqual(0))
      await generateOldest(booth())
    }
    await until(() => expect(booth().journal.get(jobId).state).toBe('saved'))
  }
}

const filesIn = (dir: string) =>
  readdirSync(dir, { recursive: true, encoding: 'utf8' } as { recursive: true; encoding: 'utf8' })
    .filter((name) => name.endsWith('.jpg') && !name.startsWith('.'))
    .map((name) => name.replaceAll('\\', '/'))

test('however presses, switches, renamed folders, restyles and kills fall together, each file lies in the folder of its event', async () => {
  await fc.assert(
    fc.asyncProperty(evenings, async (steps) => {
      const evening = await openEvening()
      const expected = await live(evening, steps)
      await finishAll(evening, expected.keys())
      const booth = evening.booth()
      const files = filesIn(evening.shareDir)
      expect(files).toHaveLength(expected.size)
      for (const [jobId, { folder, event }] of expected) {
        const name = files.find((one) => one.includes(jobId)) ?? ''
        expect(name.split('/').slice(0, -1).join('/')).toBe(folder)
        expect(booth.captures.find(jobId)).toMatchObject({ eventId: event, name })
      }
      await booth.share.close()
      booth.kill()
    }),
    { numRuns: 15, endOnFailure: true },
  )
}, 300_000)
