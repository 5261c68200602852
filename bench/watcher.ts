import { once } from 'node:events'
import { mkdirSync, mkdtempSync, renameSync, rmSync, watch, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { median, type Bench } from './bench'
import { openBooth } from './booth-client'
import { projectRoot } from './project'

const files = 20

/** From a foreign file's appearance in the share to the console's knowing it (decoded whole), beside one bare event. */
export const watcherBench: Bench = {
  name: 'watcher',
  run: async (say) => {
    const dir = mkdtempSync(join(tmpdir(), 'photocall-bench-'))
    const folders = { dataDir: join(dir, 'data'), shareDir: join(dir, 'share') }
    const bareDir = join(dir, 'bare')
    for (const folder of [...Object.values(folders), bareDir]) mkdirSync(folder)
    const jpeg = await sharp(join(projectRoot, 'e2e/pictures/astronaut.jpg')).jpeg({ quality: 92 }).toBuffer()
    const booth = await openBooth({ ...folders, jpeg })
    await booth.press() // the share is open and watched
    const ours: number[] = []
    const floor: number[] = []
    for (let count = 0; count < files; count++) {
      const name = `from-elsewhere-${count}.jpg`
      ours.push(await appearanceMs({ dir, folder: folders.shareDir, name, jpeg }, booth.seen(name)))
      const watcher = watch(bareDir)
      floor.push(await appearanceMs({ dir, folder: bareDir, name, jpeg }, once(watcher, 'change')))
      watcher.close()
    }
    say(`${files} files, the slowest ${Math.max(...ours).toFixed(0)} ms`)
    await booth.close()
    rmSync(dir, { recursive: true, force: true })
    return [
      {
        measure: 'foreign file to gallery',
        unit: 'ms',
        ours: median(ours),
        floor: median(floor),
        floorName: 'bare fs.watch event',
        aim: { kind: 'reported' },
      },
    ]
  },
}

async function appearanceMs(
  file: { dir: string; folder: string; name: string; jpeg: Buffer },
  known: Promise<unknown>,
) {
  const part = join(file.dir, 'part')
  writeFileSync(part, file.jpeg)
  const beganAtMs = performance.now()
  renameSync(part, join(file.folder, file.name))
  await known
  return performance.now() - beganAtMs
}
