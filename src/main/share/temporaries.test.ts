import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createSaveBench, type SaveBench } from './testing/save-bench'
import { removeForgotten, temporaryPath } from './temporaries'

let bench: SaveBench
beforeEach(() => {
  bench = createSaveBench()
  mkdirSync(join(bench.dir, '.photocall'))
})
afterEach(() => bench.remove())

const jobPart = '00000000-0000-4000-8000-000000000001.part'

async function sweep(): Promise<void> {
  const { fs, dir, clock } = bench
  const written = temporaryPath(dir, 'probe')
  writeFileSync(written, 'now')
  await removeForgotten({ fs, dir, clock, signal: new AbortController().signal }, await fs.stat(written))
}

function left(path: string, ageHours: number): string {
  writeFileSync(path, 'left')
  const atSec = Date.now() / 1000 - ageHours * 3_600
  utimesSync(path, atSec, atSec)
  return path
}

it.each(['probe', 'marker'] as const)('a %s of a process that was killed goes, one in use stays', async (kind) => {
  const inUse = left(temporaryPath(bench.dir, kind), 0)
  const { pid } = spawnSync(process.execPath, ['-e', ''])
  const killed = left(join(dirname(inUse), basename(inUse).replace(`-${process.pid}-`, `-${pid}-`)), 0)
  const othersMachine = left(join(dirname(inUse), `${kind}-000000000000-${pid}-x.part`), 0)
  await sweep()
  expect([inUse, killed, othersMachine].map((path) => existsSync(path))).toEqual([true, false, true])
})

it('the part of a job goes after a day without a byte, by the clock of the drive', async () => {
  const part = left(join(bench.dir, '.photocall', jobPart), 23)
  await sweep()
  expect(existsSync(part)).toBe(true)
  left(part, 25)
  await sweep()
  expect(existsSync(part)).toBe(false)
})

it('what is no temporary of ours is left alone, however old', async () => {
  const path = left(join(bench.dir, '.photocall', 'publish.lock'), 1_000)
  await sweep()
  expect(existsSync(path)).toBe(true)
})
