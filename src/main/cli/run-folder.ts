import { rmSync } from 'node:fs'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** A folder for one run; it may hold servers' keys. */
export interface RunFolder {
  dir: string
  remove(): Promise<void>
}

const prefix = 'photocall-generate-'
const ownName = /^photocall-generate-[A-Za-z0-9]{6}$/
const staleMs = 24 * 3_600_000

/** It goes also where the process ends at once; what runs that were killed left below `parent` goes first. */
export async function openRunFolder(parent: string, nowMs: number): Promise<RunFolder> {
  await sweep(parent, nowMs)
  const dir = await mkdtemp(join(parent, prefix))
  const removeNow = () => removeAtExit(dir)
  process.once('exit', removeNow)
  return {
    dir,
    async remove() {
      await rm(dir, { recursive: true, force: true })
      process.removeListener('exit', removeNow)
    },
  }
}

/** Windows removes no file that is open: then the next run's sweep does. */
function removeAtExit(dir: string): void {
  try {
    rmSync(dir, { recursive: true, force: true })
  } catch (error) {
    process.stderr.write(`${dir} could not be removed: ${String(error)}\n`)
  }
}

async function sweep(parent: string, nowMs: number): Promise<void> {
  for (const name of await readdir(parent).catch(() => [])) {
    if (ownName.test(name)) await removeStale(join(parent, name), nowMs).catch(() => undefined)
  }
}

/** Rejects where it is another user's. */
async function removeStale(dir: string, nowMs: number): Promise<void> {
  const { mtimeMs } = await stat(dir)
  if (nowMs - mtimeMs > staleMs) await rm(dir, { recursive: true, force: true })
}
