import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '../fixtures'
import { journaledJobs } from '../journal-file'
import { createRandom, soakSeed } from '../random'
import { isAlive } from '../served-booth'
import { accountOf, withoutFlaw } from '../soak/account'
import { openDrive } from '../soak/drive'
import { createHeadlessSoak } from '../soak/headless-soak'
import { createInjectedFaults } from '../soak/injected-faults'
import { createDeadline, judgeTimes, writePart } from '../soak/report'
import { startTrouble } from '../soak/trouble'

const isFull = process.env['PHOTOCALL_SOAK'] === 'full'
/** PHOTOCALL_SOAK_PRESSES: a shorter look at the full mixture of faults. */
const presses = Number(process.env['PHOTOCALL_SOAK_PRESSES'] ?? (isFull ? 9_000 : 900))
const steady = Math.round(presses * 0.3)
const size = isFull
  ? { killEvery: 120, faultMs: 4_000, peaceMs: 14_000 }
  : { killEvery: 80, faultMs: 600, peaceMs: 500 }
const seed = soakSeed()

test('no press is lost, doubled or falsely saved, whatever is done to the booth and its share @soak', async ({
  folders,
}) => {
  test.setTimeout(isFull ? 0 : 900_000)
  console.log(`seed ${seed} (PHOTOCALL_SEED=${seed} runs it again)`)
  const dir = join(folders.dataDir, '..', 'soak')
  mkdirSync(dir)
  const drive = openDrive(dir, { isReal: isFull })
  const own = { dataDir: folders.dataDir, shareDir: drive.shareDir }
  const injected = createInjectedFaults({ dir, shareDir: drive.shareDir })
  const soak = createHeadlessSoak({
    folders: own,
    node: injected,
    random: createRandom(seed),
  })
  const beganAtMs = performance.now()
  await soak.begin()
  const trouble = startTrouble({
    drive,
    injected,
    random: createRandom(seed + 1),
    life: soak.lives,
    backlog: soak.backlog,
    saved: () => soak.ledger.saved.size,
    killImageProcess: soak.killImageProcess,
    lookAtShareAgain: soak.sight.begin,
    ...size,
  })
  try {
    await soak.stretch({
      presses: presses - steady,
      killEvery: size.killEvery,
      isWatched: false,
      isLate: createDeadline(0.7),
    })
    await soak.stretch({ presses: steady, killEvery: null, isWatched: true, isLate: createDeadline(0.3) })
    await trouble.stop()
    const failures = await soak.finish()
    const account = await accountOf({
      folders: own,
      journal: journaledJobs(own.dataDir),
      ledger: soak.ledger,
      firstSeen: soak.sight.hashes,
    })
    const part = {
      name: 'headless',
      seed,
      drive: drive.kind,
      minutes: (performance.now() - beganAtMs) / 60_000,
      accepted: soak.ledger.accepted(),
      unanswered: soak.ledger.unanswered(),
      refused: Object.fromEntries(soak.ledger.refused),
      retried: failures,
      killed: { ...soak.killed },
      faults: trouble.log.counts,
      account,
      backAfterMs: { app: [...soak.startsMs], page: [], backlog: trouble.log.backlogStartsMs },
      memory: soak.memory.trends().filter(({ samples }) => samples >= 20),
    }
    writePart(part)
    expect(soak.ledger.accepted()).toBeGreaterThanOrEqual(presses)
    expect(account).toMatchObject(withoutFlaw)
    expect(drive.underneath(), 'written where the drive was missing').toEqual([])
    await expect.poll(() => [...soak.children].filter(isAlive), 'image processes without a parent').toEqual([])
    if (isFull) expect(judgeTimes(part)).toEqual([])
  } finally {
    await trouble.stop()
    await soak.stop()
    drive.close()
  }
})
