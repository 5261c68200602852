import { existsSync } from 'node:fs'
import { readFile, readdir, rm } from 'node:fs/promises'
import { z } from 'zod'
import { firstEventId } from '../../contract/event'
import { job as jobShape, jobId, originalFacts, type Job } from '../../contract/job'
import { writeFileAtomic } from '../lib/files'
import type { Log } from '../lib/log'
import type { DataFolder } from './data-folder'

/**
 * What lies beside each original: everything of its job that was certain when the picture was taken. A job of words alone
 * has one too, in the same place, without a picture.
 */
export const sidecarShape = jobShape
  .omit({ state: true, result: true, error: true, attempts: true, priority: true, timeline: true, shutterMissMs: true })
  .extend({ sidecar: z.literal(1), original: originalFacts.nullable() })
export type Sidecar = z.infer<typeof sidecarShape>

/** What nothing can stand in for; a sidecar of an older version may lack the rest. */
const identity = z.looseObject({ sidecar: z.literal(1), id: jobId, original: originalFacts.nullable() })

/** Facts of a picture whose sidecar is missing or older than the fact. */
const unknownFacts = {
  source: 'upload',
  presser: 'operator',
  standIn: null,
  backend: 'builtin',
  style: 'pop-art',
  eventId: firstEventId,
  event: '',
  output: { folder: '', pattern: null, overlay: null },
  consentAtMs: null,
  consent: null,
  prompt: '',
  seed: 0,
  inputs: {},
  request: null,
  countdownSec: 0,
} satisfies Partial<Job>

/** A picture in the originals' folder as it was found there, or the sidecar of a job of words. */
export interface FoundOriginal {
  jobId: string
  /** Relative to the data folder; of a job of words the sidecar itself. */
  file: string
  isOfWords: boolean
  hasSidecar: boolean
}

/** The JSON files beside the originals: what a lost journal is made anew from. */
export interface Sidecars {
  /** Resolves with whether it is on disk; never rejects, since the picture itself is kept and journaled. */
  write(job: Job): Promise<boolean>
  /** Null where there is none that can be read. */
  read(original: string): Promise<Sidecar | null>
  remove(original: string): Promise<void>
  /** Every picture whose name is a job's id, and every job of words. */
  originals(): Promise<FoundOriginal[]>
}

export function createSidecars({ folder, log }: { folder: DataFolder; log: Log }): Sidecars {
  const pathOf = (original: string) => folder.resolve(folder.sidecarName(original))

  function sidecarOf({ id, source, original, pressedAtMs }: Job): string | null {
    if (original) return folder.sidecarName(original.file)
    return source === 'text' ? folder.originalName(id, pressedAtMs, 'json') : null
  }

  async function read(original: string): Promise<Sidecar | null> {
    try {
      return parseSidecar(await readFile(pathOf(original), 'utf8'))
    } catch (error) {
      log.warn('a sidecar could not be read', { original, error: String(error) })
      return null
    }
  }

  async function ofWords(file: string): Promise<boolean> {
    return (await read(file))?.source === 'text'
  }

  async function monthFolders(): Promise<string[]> {
    if (!existsSync(folder.resolve('originals'))) return []
    const entries = await readdir(folder.resolve('originals'), { withFileTypes: true })
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => `originals/${name}`)
  }

  return {
    async write(job) {
      const file = sidecarOf(job)
      if (file === null) return false
      try {
        const sidecar = sidecarShape.parse({ ...job, sidecar: 1 })
        await writeFileAtomic(folder.resolve(file), `${JSON.stringify(sidecar, null, 1)}\n`, 0o600)
        return true
      } catch (error) {
        log.error('the sidecar of an original could not be written', { jobId: job.id, error: String(error) })
        return false
      }
    },
    read,
    remove: (original) => rm(pathOf(original), { force: true }),
    async originals() {
      const found: FoundOriginal[] = []
      for (const month of await monthFolders()) {
        for (const one of originalsAmong(month, await readdir(folder.resolve(month)))) {
          if (!one.isOfWords || (await ofWords(one.file))) found.push(one)
        }
      }
      return found
    },
  }
}

/** Pure. Throws where it is no sidecar. */
export function parseSidecar(text: string): Sidecar {
  const known = identity.parse(JSON.parse(text))
  return sidecarShape.parse({ ...unknownFacts, ...known })
}

/** Pure: facts of a picture of which nothing but the file is left. */
export function factsWithoutSidecar(found: FoundOriginal, atMs: number): Omit<Sidecar, 'original' | 'number'> {
  const zoneOffsetMin = -new Date(atMs).getTimezoneOffset()
  return { ...unknownFacts, sidecar: 1, id: found.jobId, pressedAtMs: atMs, takenAtMs: atMs, zoneOffsetMin }
}

const fileName = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(jpg|png|webp|json)$/

function originalsAmong(month: string, names: string[]): FoundOriginal[] {
  const present = new Set(names)
  const withPicture = new Set(names.flatMap((name) => (name.endsWith('.json') ? [] : (fileName.exec(name)?.[1] ?? []))))
  return names.flatMap((name) => {
    const id = fileName.exec(name)?.[1]
    const isOfWords = name.endsWith('.json')
    if (!id || (isOfWords && withPicture.has(id))) return []
    return [{ jobId: id, file: `${month}/${name}`, hasSidecar: present.has(`${id}.json`), isOfWords }]
  })
}
