import { createHash, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { overlayLimitBytes } from '../../contract/addresses'
import { AppError } from '../../contract/errors'
import type { EventOverlay } from '../../contract/event'
import type { Images } from '../images/images'
import { moveDurably, sha256OfFile } from '../lib/files'

export type OverlayPicture = Pick<EventOverlay, 'sha256' | 'widthPx' | 'heightPx' | 'sizeBytes'>

/** Overlay pictures by what is in them: a replaced one stays for the jobs that were pressed with it. */
export interface Overlays {
  /** Takes the file over, also when it throws; throws `overlay_unsuitable` for what is no PNG with transparency. */
  keep(path: string): Promise<OverlayPicture>
  keepBytes(bytes: Uint8Array): Promise<OverlayPicture>
  /** Absolute; null where there is none. */
  path(sha256: string): string | null
  read(sha256: string): Promise<Buffer | null>
  /** Removes all but these. */
  removeOthers(used: ReadonlySet<string>): Promise<void>
}

export function createOverlays({ dir, images }: { dir: string; images: Images }): Overlays {
  const fileOf = (sha256: string) => join(dir, `${sha256}.png`)
  const path = (sha256: string) => (existsSync(fileOf(sha256)) ? fileOf(sha256) : null)

  async function keep(incoming: string): Promise<OverlayPicture> {
    try {
      const { size } = await stat(incoming)
      if (size > overlayLimitBytes) throw unsuitable('it is larger than 8 MB')
      const { widthPx, heightPx } = await images.verifyOverlay(incoming)
      const sha256 = await sha256OfFile(incoming)
      await moveDurably(incoming, fileOf(sha256))
      return { sha256, widthPx, heightPx, sizeBytes: size }
    } catch (error) {
      await rm(incoming, { force: true })
      throw error
    }
  }

  return {
    keep,
    async keepBytes(bytes) {
      await mkdir(dir, { recursive: true })
      const incoming = join(dir, `${randomUUID()}.part`)
      await writeFile(incoming, bytes, { mode: 0o600 })
      return keep(incoming)
    },
    path,
    async read(sha256) {
      const known = path(sha256)
      if (!known) return null
      const bytes = await readFile(known)
      return createHash('sha256').update(bytes).digest('hex') === sha256 ? bytes : null
    },
    async removeOthers(used) {
      await mkdir(dir, { recursive: true })
      for (const name of await readdir(dir)) if (!used.has(name.replace(/\.png$/, ''))) await rm(join(dir, name))
    },
  }
}

function unsuitable(reason: string): AppError {
  const hint = 'Use a PNG with transparency, at most 8 MB and 8000 pixels a side.'
  return new AppError('overlay_unsuitable', `This picture cannot be an overlay: ${reason}.`, hint, {
    params: { reason },
  })
}
