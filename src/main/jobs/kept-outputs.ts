import { existsSync } from 'node:fs'
import { readdir, rm, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { addresses } from '../../contract/addresses'
import { extensionOf } from '../../contract/media'
import type { OutputView } from '../../contract/output'
import type { GeneratedFile } from '../backends/backend'
import type { Images } from '../images/images'
import { moveDurably, writeFileAtomic } from '../lib/files'
import type { Log } from '../lib/log'
import type { DataFolder } from './data-folder'

/**
 * What a job's workflow gave besides the capture, and the picture that stands for a video. The files themselves are the
 * list: it survives a lost journal, and goes with the job's other files.
 */
export interface KeptOutputs {
  /** Moves the files here in place of what an earlier run left. What cannot be kept is logged: the capture is what counts. */
  keep(jobId: string, files: readonly GeneratedFile[], poster: Poster | null): Promise<void>
  drop(jobId: string): Promise<void>
  /** In the workflow's order, from place 2: the capture is the first. */
  list(jobId: string): Promise<OutputView[]>
  /** Absolute path; null where there is none. */
  pathOf(jobId: string, place: number): Promise<string | null>
  posterOf(jobId: string): string | null
}

export interface Poster {
  bytes: Uint8Array
  mediaType: string
}

const posterName = 'poster.jpg'
const placeIn = /^(\d{1,4})\.([a-z0-9]{1,5})$/

export function createKeptOutputs(deps: { folder: DataFolder; images: Images; log: Log }): KeptOutputs {
  const { folder, images, log } = deps

  async function keep(jobId: string, files: readonly GeneratedFile[], poster: Poster | null): Promise<void> {
    const at = (name: string) => join(folder.outputsOf(jobId), name)
    const tryTo = (what: string, work: Promise<void>) =>
      work.catch((error: unknown) => log.warn(what, { jobId, error: String(error) }))
    await tryTo('outputs of an earlier run stay', drop(jobId))
    for (const [index, file] of files.entries()) {
      const name = `${index + 2}.${await extensionFor(file)}`
      await tryTo(`the output ${name} could not be kept`, moveDurably(file.path, at(name)))
    }
    if (poster) await tryTo('the poster could not be kept', writeFileAtomic(at(posterName), poster.bytes, 0o600))
  }

  /** By its bytes where they are of a picture or film that is whole, else as the workflow called it. */
  async function extensionFor({ path }: GeneratedFile): Promise<string> {
    const facts = await images.verifyResult(path).catch(() => null)
    if (facts) return extensionOf[facts.mediaType]
    const [, given = 'bin'] = /^\.([a-z0-9]{1,5})$/.exec(extname(path).toLowerCase()) ?? []
    return given
  }

  async function drop(jobId: string): Promise<void> {
    await rm(folder.outputsOf(jobId), { recursive: true, force: true })
  }

  async function namesOf(jobId: string): Promise<{ place: number; name: string }[]> {
    const dir = folder.outputsOf(jobId)
    const names = existsSync(dir) ? await readdir(dir) : []
    const placed = names.flatMap((name) => {
      const place = Number(placeIn.exec(name)?.[1] ?? 0)
      return place > 1 ? [{ place, name }] : []
    })
    return placed.sort((a, b) => a.place - b.place)
  }

  return {
    keep,
    drop,
    async list(jobId) {
      const outputs: OutputView[] = []
      for (const { place, name } of await namesOf(jobId)) {
        const { size } = await stat(join(folder.outputsOf(jobId), name))
        outputs.push({ place, name, sizeBytes: size, url: addresses.output(jobId, place) })
      }
      return outputs
    },
    async pathOf(jobId, place) {
      const found = (await namesOf(jobId)).find((one) => one.place === place)
      return found ? join(folder.outputsOf(jobId), found.name) : null
    },
    posterOf(jobId) {
      const path = join(folder.outputsOf(jobId), posterName)
      return existsSync(path) ? path : null
    },
  }
}
