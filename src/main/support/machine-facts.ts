import { readdir, stat } from 'node:fs/promises'
import { arch, cpus, freemem, release, totalmem, type as systemName, uptime, version } from 'node:os'
import { join } from 'node:path'
import { freeBytes } from '../lib/files'
import { appVersion } from '../version'

/** The program and what it runs on. */
export function programFacts(runtime: string) {
  const { locale, timeZone } = new Intl.DateTimeFormat().resolvedOptions()
  return {
    version: appVersion,
    runtime,
    versions: process.versions,
    platform: process.platform,
    arch: arch(),
    system: `${systemName()} ${release()} ${version()}`,
    processors: `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}`,
    memoryBytes: totalmem(),
    freeMemoryBytes: freemem(),
    processMemoryBytes: process.memoryUsage().rss,
    machineUpSec: Math.round(uptime()),
    processUpSec: Math.round(process.uptime()),
    locale,
    timeZone,
  }
}

/** How much lies in the folders of a data folder; names are left out, for they may be guests'. */
export async function folderFacts(dir: string) {
  const names = ['originals', 'spool', 'work', 'thumbs', 'incoming', 'backups', 'logs', 'styles']
  const sizes = await Promise.all(names.map(async (name) => [name, await filesBelow(join(dir, name))] as const))
  return { dir, freeBytes: await freeBytes(dir).catch(() => null), ...Object.fromEntries(sizes) }
}

interface FolderSize {
  files: number
  sizeBytes: number
}

/** Null where there is no such folder. Level by level: Node 18.15 reads none but the first by itself. */
async function filesBelow(dir: string): Promise<FolderSize | null> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => null)
  if (entries === null) return null
  const sum: FolderSize = { files: 0, sizeBytes: 0 }
  for (const entry of entries) {
    const path = join(dir, entry.name)
    const found = entry.isDirectory() ? await filesBelow(path) : await fileSize(path)
    sum.files += found?.files ?? 0
    sum.sizeBytes += found?.sizeBytes ?? 0
  }
  return sum
}

/** Null for one that went meanwhile. */
async function fileSize(path: string): Promise<FolderSize | null> {
  const facts = await stat(path).catch(() => null)
  return facts && { files: 1, sizeBytes: facts.size }
}
