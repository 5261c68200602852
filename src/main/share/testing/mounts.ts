import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Runs a program of the system; throws what it printed when it did not succeed. */
export function run(program: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`)
}

/** Some states last for the moment in which a file is open: asks until it is granted. */
export function runUntilGranted(program: string, ...args: string[]): void {
  for (let tries = 0; tries < 500; tries++) if (spawnSync(program, args, { stdio: 'ignore' }).status === 0) return
  run(program, ...args)
}

/** A file system in memory that can be shown at a folder, hidden and shown again with all that is on it. */
export function createMemoryDrive() {
  const base = mkdtempSync(join(tmpdir(), 'photocall-memory-'))
  const store = join(base, 'store')
  const dir = join(base, 'drive')
  for (const folder of [store, dir]) mkdirSync(folder)
  return {
    base,
    dir,
    fill: (size: string) => run('mount', '-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', store),
    resize: (size: string) => run('mount', '-o', `remount,size=${size}`, store),
    show: () => run('mount', '--bind', store, dir),
    /** At once, whatever is open there: what a pulled cable does. */
    hide: () => run('umount', '-l', dir),
    readOnly: (isReadOnly: boolean) => runUntilGranted('mount', '-o', `remount,bind,${isReadOnly ? 'ro' : 'rw'}`, dir),
    remove() {
      for (const folder of [dir, store]) spawnSync('umount', ['-l', folder])
      rmSync(base, { recursive: true, force: true, maxRetries: 10 })
    },
  }
}
export type MemoryDrive = ReturnType<typeof createMemoryDrive>

/** Only root may mount, and not everywhere. */
export function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  const drive = createMemoryDrive()
  try {
    drive.fill('1M')
    drive.show()
    return true
  } catch {
    return false
  } finally {
    drive.remove()
  }
}
