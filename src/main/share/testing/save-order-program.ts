import { createHash } from 'node:crypto'
import { writeSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { systemClock } from '../../lib/clock'
import { silentLog } from '../../lib/log'
import { openDatabase } from '../../lib/sqlite'
import { createShare } from '../create-share'
import { type FileSystem, realFileSystem } from '../file-system'

/**
 * Saves one file to a share as the core does, so that the system's calls can be read from outside:
 * `node save-order-program.js FOLDER [LEFT-OUT]`, where LEFT-OUT names a step that this run does without.
 */
async function run(folder: string, leftOut: string): Promise<void> {
  const journal = openDatabase(join(folder, 'journal.sqlite'))
  journal.run('CREATE TABLE IF NOT EXISTS names (name TEXT)')
  if (leftOut === 'journal-sync') journal.run('PRAGMA synchronous = OFF')
  const share = createShare({
    dir: join(folder, 'share'),
    pattern: () => 'PhotoCall-{stamp}-{jobId}',
    verify: async () => ({ mediaType: 'image/jpeg', widthPx: 1, heightPx: 1, durationMs: null }),
    isOurs: () => true,
    remembered: { get: () => null, set: () => undefined },
    clock: systemClock,
    log: silentLog,
    fs: without(leftOut, realFileSystem),
  })
  const jobId = '0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d'
  const spoolPath = join(folder, 'spool.jpg')
  const bytes = await readFile(spoolPath)
  const saved = await share.save({
    jobId,
    spoolPath,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    sizeBytes: bytes.length,
    mediaType: 'image/jpeg',
    name: null,
    folder: '',
    pattern: null,
    facts: { jobId, number: 1, style: 's', event: '', takenAtMs: 0, zoneOffsetMin: 0, fields: {} },
    waitsSinceMs: 0,
    recordName: (name) => journal.run('INSERT INTO names VALUES (:name)', { name }),
    signal: new AbortController().signal,
  })
  journal.run('INSERT INTO names VALUES (:name)', { name: `saved ${saved.name}` })
  writeSync(1, 'announced\n')
  await share.close()
  journal.close()
}

function without(leftOut: string, fs: FileSystem): FileSystem {
  return {
    ...fs,
    syncFolder: (path) => (leftOut === 'folder-sync' ? Promise.resolve(true) : fs.syncFolder(path)),
    async open(path, mode) {
      const file = await fs.open(path, mode)
      return leftOut === 'part-sync' && mode === 'create' ? { ...file, sync: () => Promise.resolve(true) } : file
    },
  }
}

const [folder = '.', leftOut = ''] = process.argv.slice(2)
void run(folder, leftOut)
