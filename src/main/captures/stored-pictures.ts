import { existsSync } from 'node:fs'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isVideo } from '../../contract/media'
import type { DataFolder } from '../jobs/data-folder'
import type { KeptOutputs } from '../jobs/kept-outputs'
import type { Journal } from '../jobs/journal'
import type { JobBoard } from '../jobs/job-board'
import type { Images } from '../images/images'
import type { Log } from '../lib/log'
import type { Pictures } from '../pictures'
import type { Styles } from '../styles/styles'
import type { CaptureIndex, CaptureRow } from './capture-index'

const thumbPx = 640

/** Finds the files behind ids, and makes thumbnails once: their cached name carries the size and time of what they show. */
export function createPictures(deps: {
  folder: DataFolder
  journal: Journal
  board: JobBoard
  captures: CaptureIndex
  images: Images
  styles: Styles
  outputs: Pick<KeptOutputs, 'pathOf' | 'posterOf'>
  overlayPath: (sha256: string) => string | null
  serverTest: (serverId: string) => Uint8Array | null
  guestCode: (of: string) => string | null
  /** Nothing of these folders is touched. */
  hangs: (root: string) => boolean
  log: Log
}): Pictures {
  const { folder, journal, board, captures, images, styles, outputs, log } = deps
  const making = new Map<string, Promise<string | null>>()

  const jobOf = (jobId: string) => board.get(jobId) ?? journal.find(jobId)
  const present = (path: string) => (existsSync(path) ? path : null)

  function original(jobId: string): string | null {
    const facts = jobOf(jobId)?.original
    return facts ? present(folder.resolve(facts.file)) : null
  }

  /** In the spool until the share has it. */
  function result(jobId: string): string | null {
    const facts = jobOf(jobId)?.result
    if (!facts) return null
    const spooled = facts.spoolFile ? present(folder.resolve(facts.spoolFile)) : null
    return spooled ?? pathOf(captures.findByJob(jobId))
  }

  /** Not looked at here: a network drive that is gone would hold the whole program for as long as it takes to answer. */
  function capture(captureId: string): string | null {
    return pathOf(captures.find(captureId))
  }

  /** Of an erased picture nothing is shown, also where its file stays on the share. */
  function pathOf(row: CaptureRow | null): string | null {
    return row && row.publication !== 'erased' && !deps.hangs(row.root) ? captures.pathOf(row) : null
  }

  async function thumb(id: string): Promise<string | null> {
    const finished = await finishedThumb(id)
    if (finished) return finished
    const kept = await keptThumb(id)
    if (kept) return kept
    const taken = original(id)
    return taken ? thumbOf(taken, id, 'original') : null
  }

  /** Twice at most: the spool's file goes when the share has it, and then that one shows the same. */
  async function finishedThumb(id: string): Promise<string | null> {
    const first = shown(id)
    const made = first && (await thumbOf(first, id, 'finished'))
    if (made) return made
    const second = shown(id)
    return second && second !== first ? thumbOf(second, id, 'finished') : null
  }

  /** The finished file, or what stands for a video: nothing here decodes one. Null: its original does. */
  function shown(id: string): string | null {
    const row = captures.find(id)
    const finished = row ?? jobOf(id)?.result
    if (finished && isVideo(finished)) return outputs.posterOf(row?.jobId ?? id)
    return capture(id) ?? result(id)
  }

  async function thumbOf(source: string, id: string, kind: 'finished' | 'original'): Promise<string | null> {
    const facts = await stat(source).catch(() => null)
    if (!facts) return null
    const { size, mtimeMs } = facts
    const target = join(thumbFolder(id), `${id}-${kind}-${size}-${Math.round(mtimeMs)}.jpg`)
    return existsSync(target) ? target : once(target, () => make(id, source, target))
  }

  /** Of a finished picture whose file cannot be reached now, because the share is away. */
  async function keptThumb(id: string): Promise<string | null> {
    const folderOfId = thumbFolder(id)
    if (!existsSync(folderOfId)) return null
    const name = (await readdir(folderOfId)).find(
      (entry) => entry.startsWith(`${id}-finished-`) && entry.endsWith('.jpg'),
    )
    return name ? join(folderOfId, name) : null
  }

  function isErased(id: string): boolean {
    const row = captures.find(id)
    if (row) return row.publication === 'erased'
    const job = jobOf(id)
    return !job || (!job.original && !job.result)
  }

  const thumbFolder = (id: string) => join(folder.thumbs, id.slice(0, 2))

  /** Two viewers that ask at once wait for one making. */
  function once(target: string, work: () => Promise<string | null>): Promise<string | null> {
    const known = making.get(target)
    if (known) return known
    const made = work().finally(() => making.delete(target))
    making.set(target, made)
    return made
  }

  /** What was erased while it was made small leaves nothing behind. */
  async function make(id: string, source: string, target: string): Promise<string | null> {
    try {
      await mkdir(dirname(target), { recursive: true })
      await images.thumbnail(source, target, thumbPx)
      if (!isErased(id)) return target
      await rm(target, { force: true })
      return null
    } catch (error) {
      log.warn('no thumbnail could be made', { source, error: String(error) })
      return null
    }
  }

  return {
    original,
    result,
    capture,
    thumb,
    preview: (jobId) => board.live(jobId).preview,
    output: outputs.pathOf,
    overlay: deps.overlayPath,
    serverTest: deps.serverTest,
    guestCode: deps.guestCode,
    cover(name) {
      const style = styles.all().find((one) => one.name === name)
      return style ? present(join(style.dir, style.cover)) : null
    },
  }
}
