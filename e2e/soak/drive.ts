import { execFileSync, spawnSync } from 'node:child_process'
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'

/** What can be done to a drive; `end` puts it back as it was. */
export interface DriveFault {
  name: string
  /** False where it could not be done just now (a drive in use cannot turn read-only). */
  begin(): boolean
  end(): void
}

/** The share of a soak. */
export interface Drive {
  kind: string
  shareDir: string
  faults: readonly DriveFault[]
  /** What lies where the share's drive is when it is not there; anything but nothing is a picture lost. */
  underneath(): string[]
  close(): void
}

/** A real drive of its own where this user may mount one, else a folder that can only be taken away. */
export function openDrive(dir: string, { isReal }: { isReal: boolean }): Drive {
  return (isReal ? mountedDrive(dir) : null) ?? folderDrive(dir)
}

function folderDrive(dir: string): Drive {
  const shareDir = join(dir, 'share')
  mkdirSync(shareDir)
  return { kind: 'a folder', shareDir, faults: [moved(shareDir)], underneath: () => [], close: () => undefined }
}

function moved(shareDir: string): DriveFault {
  const elsewhere = `${shareDir}-elsewhere`
  const begin = () => {
    renameSync(shareDir, elsewhere)
    return true
  }
  return { name: 'taken away', begin, end: () => renameSync(elsewhere, shareDir) }
}

const run = (program: string, ...args: string[]) => execFileSync(program, args, { stdio: 'pipe' }).toString().trim()
const works = (program: string, ...args: string[]) => spawnSync(program, args, { stdio: 'pipe' }).status === 0

const driveBytes = 700_000_000

function mountedDrive(dir: string): Drive | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return null
  const image = join(dir, 'drive.img')
  const place = join(dir, 'drive')
  writeFileSync(image, '')
  truncateSync(image, driveBytes)
  if (!works('mkfs.ext4', '-q', '-F', '-m', '0', image)) return null
  const device = spawnSync('losetup', ['--find', '--show', image]).stdout.toString().trim()
  mkdirSync(place)
  if (device === '' || !works('mount', device, place)) return null
  const shareDir = join(place, 'share')
  mkdirSync(shareDir)

  const unmount = () => works('umount', '--lazy', place)
  const unmounted: DriveFault = { name: 'unmounted', begin: unmount, end: () => void run('mount', device, place) }
  const readOnly: DriveFault = {
    name: 'read-only',
    begin: () => works('mount', '-o', 'remount,ro', place),
    end: () => void run('mount', '-o', 'remount,rw', place),
  }
  return {
    kind: 'an ext4 drive of its own on a loop device',
    shareDir,
    faults: [moved(shareDir), unmounted, readOnly, full(join(place, 'ballast'))],
    underneath() {
      unmount()
      const found = readdirSync(place)
      run('mount', device, place)
      return found
    },
    close() {
      unmount()
      works('losetup', '--detach', device)
    },
  }
}

function full(ballast: string): DriveFault {
  return {
    name: 'filled',
    begin() {
      const file = openSync(ballast, 'w')
      for (const sizeBytes of [4_000_000, 65_536, 4096]) fillWith(file, Buffer.alloc(sizeBytes, 1))
      closeSync(file)
      return true
    },
    end: () => rmSync(ballast),
  }
}

function fillWith(file: number, bytes: Buffer) {
  try {
    while (writeSync(file, bytes) === bytes.length);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
  }
}
