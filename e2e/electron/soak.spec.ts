import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '../fixtures'
import { journaledJobs } from '../journal-file'
import { createRandom, soakSeed } from '../random'
import { accountOf, withoutFlaw } from '../soak/account'
import { createDesktopSoak } from '../soak/desktop-soak'
import { openDrive } from '../soak/drive'
import { createDeadline, judgeTimes, writePart } from '../soak/report'

const isFull = process.env['PHOTOCALL_SOAK'] === 'full'
/** PHOTOCALL_SOAK_WINDOW_PRESSES: a shorter look at the full mixture of faults. */
const presses = Number(process.env['PHOTOCALL_SOAK_WINDOW_PRESSES'] ?? (isFull ? 1_500 : 150))
/** The last of them, in peace: what a heap does between two collections must not look like a trend. */
const steady = isFull ? Math.round(presses * 0.66) : 0
/** Three crashes of one page within a minute would show the page with the way out. */
const pageKillEveryMs = isFull ? 22_000 : 500
/** A small part does everything once, whatever the presses. */
const [rounds, appKillEvery] = isFull ? [Infinity, 3] : [2, 2]
const seed = soakSeed()

test('no press is lost while pages, image processes and the app itself are killed @soak', async ({
  folders,
  openApp,
}) => {
  test.setTimeout(isFull ? 0 : 900_000)
  console.log(`seed ${seed} (PHOTOCALL_SEED=${seed} runs it again)`)
  const dir = join(folders.dataDir, '..', 'soak')
  mkdirSync(dir)
  const drive = openDrive(dir, { isReal: false })
  const own = { dataDir: folders.dataDir, shareDir: drive.shareDir }
  const random = createRandom(seed)
  const soak = createDesktopSoak({ folders: own, openApp, random })
  const faults: Record<string, number> = {}
  const beganAtMs = performance.now()

  /** In turn, so that each comes as often as another. */
  async function trouble(isOver: () => boolean) {
    for (let round = 0; round < rounds && !isOver(); round++) {
      await soak.killPage(round % 2 === 0 ? 'console' : 'kiosk')
      await pause(random() * pageKillEveryMs)
      await soak.killImageProcess()
      await takeShareAway()
      await pause(random() * pageKillEveryMs)
      if (round % appKillEvery === appKillEvery - 1) await soak.killApp()
    }
  }

  async function takeShareAway() {
    const [fault] = drive.faults
    if (!fault?.begin()) return
    faults[`share ${fault.name}`] = (faults[`share ${fault.name}`] ?? 0) + 1
    await pause(random() * 3000)
    fault.end()
    soak.sight.begin()
  }

  await soak.stretch({ presses: presses - steady, isLate: createDeadline(0.5), trouble })
  if (steady > 0) await soak.leaveAlone()
  const stopSampling = soak.sampleMemory()
  await soak.stretch({ presses: steady, isLate: createDeadline(0.5), trouble: () => Promise.resolve() })
  stopSampling()
  const retried = await soak.finish()
  soak.sight.stop()
  const facts = { folders: own, journal: journaledJobs(own.dataDir), ledger: soak.ledger, firstSeen: soak.sight.hashes }
  const account = await accountOf(facts)
  const part = {
    name: 'windows',
    seed,
    drive: drive.kind,
    minutes: (performance.now() - beganAtMs) / 60_000,
    accepted: soak.ledger.accepted(),
    unanswered: soak.ledger.unanswered(),
    refused: Object.fromEntries(soak.ledger.refused),
    ...{ retried, killed: soak.killed, faults, account },
    backAfterMs: { app: soak.startsMs, page: soak.pagesBackMs, backlog: [] },
    memory: soak.memory.trends().filter(({ samples }) => samples >= 20),
  }
  writePart(part)
  expect(soak.ledger.accepted()).toBeGreaterThanOrEqual(presses)
  expect(account).toMatchObject(withoutFlaw)
  if (isFull) expect(judgeTimes(part)).toEqual([])
})

const pause = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms))
