import { AppError } from '../../contract/errors'
import type { JobOutput } from '../../contract/event'
import type { Job } from '../../contract/job'
import type { Settings } from '../../contract/settings'
import type { GeneratedFile } from '../backends/backend'
import type { Images } from '../images/images'

/**
 * A backend's file in the format that the settings ask for, with the event's overlay; resolves with its path. Bytes that
 * are so already are kept as they are, and so is always what moves. Throws `overlay_missing`.
 */
export function createFinish(deps: {
  images: Images
  output: () => Settings['share']
  /** Absolute path of an event's overlay; null where it is missing. */
  overlayPath: (sha256: string) => string | null
}): (file: GeneratedFile, job: Pick<Job, 'output' | 'request'>) => Promise<string> {
  const { images, output, overlayPath } = deps

  return async (file, { output: { overlay }, request }) => {
    const { format: usual, jpegQuality: quality } = output()
    if (file.moves) return file.path
    if (overlay) return lay(file, overlay)
    // the job service names its files itself
    const format = request?.words === 'service' ? 'png' : usual
    if (format === 'as-delivered' || file.mediaType === `image/${format}`) return file.path
    const converted = `${file.path}.${format}`
    await images.convert(file.path, converted, { format, quality })
    return converted
  }

  async function lay(file: GeneratedFile, overlay: NonNullable<JobOutput['overlay']>): Promise<string> {
    const { format: wanted, jpegQuality: quality } = output()
    // drawn over, a picture cannot stay as delivered: without loss where it came without
    const delivered = file.mediaType === 'image/jpeg' ? 'jpeg' : 'png'
    const format = wanted === 'as-delivered' ? delivered : wanted
    const composed = `${file.path}.laid.${format}`
    const { sha256, placement, widthRatio } = overlay
    const how = { overlayPath: overlayPath(sha256) ?? refuseWithout(), placement, widthRatio, format, quality }
    await images.compose(file.path, composed, how)
    return composed
  }
}

function refuseWithout(): never {
  const hint = 'Put the overlay into the event again, then retry the picture.'
  throw new AppError('overlay_missing', 'The overlay of this event is missing.', hint)
}
