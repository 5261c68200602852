import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { createManualClock } from '../../lib/clock'
import { realFileSystem } from '../file-system'
import type { SaveRequest } from '../share'
import { createFaultyFileSystem, type FaultyOptions } from './faulty-file-system'

export const usualOptions: FaultyOptions = { links: true, fileSync: true, folderSync: true, foldsCase: false }

/** A share and a spool in a temporary folder, on a file system that the test can break and a clock that it moves. */
export function createSaveBench(options: FaultyOptions = usualOptions) {
  const base = mkdtempSync(join(tmpdir(), 'photocall-share-'))
  const dir = join(base, 'share')
  const spool = join(base, 'spool')
  mkdirSync(dir)
  mkdirSync(spool)
  const clock = createManualClock()
  const fs = createFaultyFileSystem(realFileSystem, dir, clock, options)

  function request(number: number, change: Partial<SaveRequest> & { bytes?: Buffer } = {}) {
    const jobId = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
    const { bytes = Buffer.from(`picture ${number}`), ...rest } = change
    const spoolPath = join(spool, `${jobId}.jpg`)
    writeFileSync(spoolPath, bytes)
    const names: string[] = []
    const made: SaveRequest = {
      jobId,
      spoolPath,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      sizeBytes: bytes.length,
      mediaType: 'image/jpeg',
      name: null,
      folder: '',
      pattern: null,
      facts: { jobId, number, style: 'pop-art', event: 'Gala', takenAtMs: clock.nowMs(), zoneOffsetMin: 0, fields: {} },
      waitsSinceMs: clock.uptimeMs(),
      recordName: (name) => void names.push(name),
      signal: new AbortController().signal,
      ...rest,
    }
    return { ...made, bytes, names }
  }

  /** Lets files be worked on, and time pass only where nothing else can go on. */
  async function until<T>(promise: Promise<T>): Promise<T> {
    let isOver = false
    const over = () => void (isOver = true)
    promise.then(over, over)
    while (!isOver) await moveOn()
    return promise
  }

  async function untilTrue(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) await moveOn()
  }

  async function moveOn(): Promise<void> {
    for (let turn = 0; turn < 3; turn++) await setImmediate()
    if (fs.busy() === 0) clock.advance(10)
  }

  return {
    base,
    dir,
    clock,
    fs,
    request,
    until,
    untilTrue,
    moveOn,
    /** Files below the share's root that are not ours, sorted. */
    files: () =>
      readdirSync(dir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(dir.length + 1))
        .filter((name) => !name.startsWith('.'))
        .sort(),
    parts: () => {
      try {
        return readdirSync(join(dir, '.photocall')).filter((name) => name.endsWith('.part'))
      } catch {
        return []
      }
    },
    read: (name: string) => readFileSync(join(dir, name)),
    write(name: string, text: string | Buffer) {
      mkdirSync(join(dir, name, '..'), { recursive: true })
      writeFileSync(join(dir, name), text)
    },
    remove: () => rmSync(base, { recursive: true, force: true, maxRetries: 10 }),
  }
}

export type SaveBench = ReturnType<typeof createSaveBench>
