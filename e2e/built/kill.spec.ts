import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import type { JobView } from '../../src/contract/job'
import { soakCount } from '../../src/main/lib/testing/soak'
import { finalNames, jobIdIn, sha256Of, watchFinalNames, type SeenFile } from '../final-names'
import { expect, test, type Folders } from '../fixtures'
import { journaledJobs, type JournaledJob } from '../journal-file'
import { createProgramClient, RefusedError, type ProgramClient } from '../program-client'
import { createRandom, soakSeed } from '../random'
import { imageChildren, isAlive, startBooth, type ServedBooth } from '../served-booth'

const jobs = soakCount(200)
const uploadsAtOnce = 4
const uploadsInTurn = 2
/** The dearest, so that most kills meet a picture in the making, and a cheap one, so that many meet a save. */
const styles = ['oil', 'duotone'] as const
/** What a job may end as when its process, or the one that decodes, was killed under it. */
const killedCodes = ['poison', 'generation_failed', 'picture_unreadable', 'share_verify_failed']
const seed = soakSeed()

test(`kill -9 at random over ${jobs} jobs loses nothing, doubles nothing, shows no half file @soak`, async ({
  folders,
}) => {
  test.setTimeout(120_000 + jobs * 5_000)
  console.log(`seed ${seed} (PHOTOCALL_SEED=${seed} runs it again)`)
  const soak = createSoak(folders, createRandom(seed))
  try {
    while (soak.accepted.size < jobs) await soak.round()
    const failedFirst = await soak.finish()
    console.log(`${soak.counts()}; ${failedFirst} failed by name and were retried`)

    const journal = journaledJobs(folders.dataDir)
    expectWhole(await soak.share.seen())
    expectEachOnce(folders, journal, soak.accepted)
    expectOriginals(folders, journal, soak.accepted)
    expect(leftIn(folders), 'left behind').toEqual([])
    await expect.poll(() => [...soak.children].filter(isAlive), 'image processes without a parent').toEqual([])
  } finally {
    await soak.stop()
  }
})

type Event = 'accepted' | 'saved'

function createSoak(folders: Folders, random: () => number) {
  /** What each accepted job was given: the hash of the uploaded bytes. */
  const accepted = new Map<string, string>()
  const children = new Set<number>()
  const watchers = new Set<(kind: Event) => void>()
  const tellAll = (kind: Event) => watchers.forEach((tell) => tell(kind))
  const share = watchFinalNames(folders.shareDir, () => tellAll('saved'))
  let current: ServedBooth | null = null
  const killed = { starting: 0, working: 0, images: 0 }
  let pictures = 0

  /** One life of the booth, ended by SIGKILL while it starts or after a few pictures came or went. */
  async function round(): Promise<void> {
    current = startBooth(folders)
    if (random() < 0.25) {
      killed.starting += 1
      return killAfter(current, random() * 700)
    }
    await current.opened
    const booth = current
    const uploading = Promise.all(Array.from({ length: uploadsAtOnce }, uploadUntilKilled))
    const sooner = random() < 0.5
    await somethingHappens(booth, sooner ? ['accepted', 'saved'] : ['saved'], 1)
    if (random() < 0.4) killImageChild(booth, random())
    await somethingHappens(booth, ['accepted', 'saved'], Math.floor(random() * 4))
    killed.working += 1
    await killAfter(booth, random() * 300)
    await uploading
  }

  async function killAfter(booth: ServedBooth, delayMs: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, delayMs))
    imageChildren(booth.pid).forEach((pid) => children.add(pid))
    booth.kill('SIGKILL')
    await booth.ended
  }

  function killImageChild(booth: ServedBooth, choice: number): void {
    const pids = imageChildren(booth.pid)
    const pid = pids[Math.floor(choice * pids.length)]
    if (pid === undefined) return
    children.add(pid)
    killed.images += 1
    process.kill(pid, 'SIGKILL')
  }

  /** Resolves when so many pictures were accepted or saved; rejects when the booth ends by itself before. */
  function somethingHappens(booth: ServedBooth, kinds: readonly Event[], times: number): Promise<void> {
    return new Promise((resolve, reject) => {
      let left = times
      const count = () => {
        if (left > 0) return
        watchers.delete(tell)
        resolve()
      }
      const tell = (kind: Event) => {
        if (kinds.includes(kind)) left -= 1
        count()
      }
      watchers.add(tell)
      void booth.ended.then(() => reject(new Error(`The booth ended by itself:\n${booth.output()}`)))
      count()
    })
  }

  /** So few that their line is not longer than the work of a few lives. */
  async function uploadUntilKilled(): Promise<void> {
    const client = createProgramClient(folders.dataDir)
    for (let taken = 0; taken < uploadsInTurn;) {
      const jpeg = await smallPicture(pictures++)
      const jobId = await client.upload(jpeg, styles[pictures % styles.length]!).catch(refusedOrCut)
      if (jobId === 'cut') return
      if (jobId === null) continue
      taken += 1
      expect(accepted.has(jobId), 'a jobId that was given before').toBe(false)
      accepted.set(jobId, sha256Of(jpeg))
      tellAll('accepted')
    }
  }

  /** The last life: everything that was begun is ended, what was put aside by name is retried. */
  async function finish(): Promise<number> {
    const booth = (current = startBooth(folders))
    await booth.opened
    const client = createProgramClient(folders.dataDir)
    await nothingUnfinished(client)
    const failed = await jobsIn(client, 'failed')
    const failedAccepted = failed.filter(({ id }) => accepted.has(id))
    for (const { id, error, canRetry } of failedAccepted) {
      expect(killedCodes, `${id}: ${error?.message}`).toContain(error?.code)
      expect(canRetry, `${id}: ${error?.message}`).toBe(true)
      await client.command('jobs.retry', { jobId: id })
    }
    await nothingUnfinished(client)
    imageChildren(booth.pid).forEach((pid) => children.add(pid))
    booth.kill('SIGTERM')
    expect(await booth.ended, booth.output()).toEqual({ code: 0, signal: null })
    return failedAccepted.length
  }

  async function stop(): Promise<void> {
    share.stop()
    current?.kill('SIGKILL')
    await current?.ended
  }

  const counts = () =>
    `${accepted.size} accepted; killed ${killed.working} times at work, ${killed.starting} while starting, ${killed.images} image processes`
  return { accepted, children, share, round, finish, stop, counts }
}

/** Each picture another one, so that a mix-up would show. */
async function smallPicture(number: number): Promise<Uint8Array<ArrayBuffer>> {
  const background = { r: (number * 53) % 256, g: (number * 97) % 256, b: (number * 193) % 256 }
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 40 }
  const size = { width: 320, height: 240, channels: 3 as const }
  const grain = await sharp({ create: { ...size, background: 'black', noise } })
    .png({ compressionLevel: 0 })
    .toBuffer()
  const plain = sharp({ create: { ...size, background } })
  const jpeg = plain.composite([{ input: grain, blend: 'soft-light' }]).jpeg({ quality: 85 })
  return new Uint8Array(await jpeg.toBuffer())
}

/** Null for a refusal that a killed image process explains, `cut` where the booth is gone. */
function refusedOrCut(error: unknown): null | 'cut' {
  if (error instanceof RefusedError && error.code === 'picture_unreadable') return null
  if (error instanceof TypeError) return 'cut'
  throw error
}

async function nothingUnfinished(client: ProgramClient) {
  const states = ['counting', 'capturing', 'queued', 'generating', 'saving'] as const
  const unfinished = async () => (await client.command('jobs.list', { states: [...states] })).total
  await expect.poll(unfinished, { timeout: 60_000 + jobs * 2_000 }).toBe(0)
}

async function jobsIn(client: ProgramClient, state: JobView['state']): Promise<JobView[]> {
  const { total, jobs: found } = await client.command('jobs.list', { states: [state], limit: 500 })
  expect(found).toHaveLength(total)
  return found
}

function expectWhole(seenFiles: Map<string, SeenFile>) {
  const flawed = [...seenFiles].flatMap(([name, { flaw }]) => (flaw === null ? [] : [`${name}: ${flaw}`]))
  expect(flawed, 'seen under a final name before it was whole').toEqual([])
}

/** Exactly one file for each saved job, with the journal's bytes; every accepted job is among them. */
function expectEachOnce({ shareDir }: Folders, journal: JournaledJob[], accepted: ReadonlyMap<string, string>) {
  const saved = journal.filter(({ state }) => state === 'saved')
  const names = finalNames(shareDir)
  expect(names.map(jobIdIn).sort(), 'on the share').toEqual(saved.map(({ id }) => id).sort())
  for (const { id, result } of saved) {
    expect(jobIdIn(result?.name ?? ''), 'the journaled name').toBe(id)
    const bytes = readFileSync(join(shareDir, result?.name ?? ''))
    expect(sha256Of(bytes), `the bytes of ${id}`).toBe(result?.sha256)
  }
  const savedIds = new Set(saved.map(({ id }) => id))
  expect(
    [...accepted.keys()].filter((id) => !savedIds.has(id)),
    'accepted and not saved',
  ).toEqual([])
}

/** The original of every accepted job is what was uploaded for it. */
function expectOriginals({ dataDir }: Folders, journal: JournaledJob[], accepted: ReadonlyMap<string, string>) {
  for (const { id, original } of journal.filter((job) => accepted.has(job.id))) {
    expect(sha256Of(readFileSync(join(dataDir, original?.file ?? ''))), `the original of ${id}`).toBe(accepted.get(id))
  }
}

function leftIn({ dataDir, shareDir }: Folders): string[] {
  const own = join(shareDir, '.photocall')
  const folders = [...['incoming', 'spool', 'work'].map((name) => join(dataDir, name)), own]
  return folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
}
