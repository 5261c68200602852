import { createHash, randomUUID } from 'node:crypto'
import { linkSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, unlinkSync, writeSync } from 'node:fs'
import { closeSync, fsyncSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { median, type Bench, type BenchRow } from './bench'
import { openBooth } from './booth-client'
import { cameraPicture } from './pictures'
import { residentMb } from './processes'

const presses = 40
const manyJobs = 1000

/** One press with countdown 0 to the verified file, from outside, beside a bare script that saves the same bytes. */
export const pressBench: Bench = {
  name: 'press',
  run: async (say) => {
    const dir = mkdtempSync(join(tmpdir(), 'photocall-bench-'))
    const jpeg = await cameraPicture(1920, 1080)
    const booth = await openBooth({ ...foldersIn(dir), jpeg })
    const ours: number[] = []
    const floor: number[] = []
    for (let count = 0; count < presses; count++) {
      const { elapsedMs, path } = await booth.press()
      const bytes = readFileSync(path)
      ours.push(elapsedMs)
      floor.push(bareSaveMs(join(dir, 'bare'), bytes))
    }
    say(`${presses} presses, the slowest ${Math.max(...ours).toFixed(0)} ms`)
    await booth.close()
    rmSync(dir, { recursive: true, force: true })
    return [
      {
        measure: 'press to verified file',
        unit: 'ms',
        ours: median(ours),
        floor: median(floor),
        floorName: 'bare script: write, sync, read back, publish',
        aim: { kind: 'at most above the floor', limit: 25 },
      },
    ]
  },
}

/** What a long event leaves behind in the main process. */
export const memoryBench: Bench = {
  name: 'memory',
  run: async (say): Promise<BenchRow[]> => {
    if (process.platform !== 'linux') return []
    const dir = mkdtempSync(join(tmpdir(), 'photocall-bench-'))
    const booth = await openBooth({ ...foldersIn(dir), jpeg: await cameraPicture(640, 360) })
    for (let count = 0; count < manyJobs / 10; count++) await booth.press()
    const early = residentMb(booth.pid)
    say(`${manyJobs / 10} jobs: ${early.toFixed(0)} MB`)
    for (let count = manyJobs / 10; count < manyJobs; count++) await booth.press()
    const late = residentMb(booth.pid)
    await booth.close()
    rmSync(dir, { recursive: true, force: true })
    const measure = `main process after ${manyJobs} jobs`
    const floorName = `itself after ${manyJobs / 10} jobs`
    return [{ measure, unit: 'MB', ours: late, floor: early, floorName, aim: { kind: 'reported' } }]
  },
}

function foldersIn(dir: string) {
  const folders = { dataDir: join(dir, 'data'), shareDir: join(dir, 'share') }
  for (const folder of [...Object.values(folders), join(dir, 'bare')]) mkdirSync(folder)
  return folders
}

/** The least that "saved" can mean on one disk. */
function bareSaveMs(dir: string, bytes: Buffer): number {
  const beganAtMs = performance.now()
  const part = join(dir, 'picture.part')
  const file = openSync(part, 'w')
  writeSync(file, bytes)
  fsyncSync(file)
  closeSync(file)
  const wanted = createHash('sha256').update(bytes).digest('hex')
  const found = createHash('sha256').update(readFileSync(part)).digest('hex')
  if (found !== wanted) throw new Error('The disk gave back other bytes.')
  linkSync(part, join(dir, `${randomUUID()}.jpg`))
  unlinkSync(part)
  syncFolder(dir)
  return performance.now() - beganAtMs
}

function syncFolder(dir: string) {
  const folder = openSync(dir, 'r')
  fsyncSync(folder)
  closeSync(folder)
}
