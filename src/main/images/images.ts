import type { OverlayPlacement } from '../../contract/event'
import type { MediaType } from '../../contract/media'
import { systemClock, type Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import { createLane, type LaneOptions } from './lane'
import { pictureFacts } from './messages'
import { embedXmp, type Xmp } from './metadata/embed-xmp'

/** What a decoded picture is; sizes are after EXIF orientation. */
export interface PictureFacts {
  mediaType: 'image/jpeg' | 'image/png' | 'image/webp'
  widthPx: number
  heightPx: number
}

/** What a finished file is: a picture, or something that plays for so long. */
export interface MediaFacts {
  mediaType: MediaType
  widthPx: number
  heightPx: number
  /** Null for a still, and for a video that does not tell. */
  durationMs: number | null
}

export interface RenderRequest {
  inputPath: string
  /** Written whole, fsynced; the extension decides nothing. */
  outputPath: string
  recipe: string
  params: Record<string, string | number | boolean>
  seed: number
}

export type PadColour = 'grey' | 'white' | 'black'

export interface FitTarget {
  maxSidePx: number
  /** Width divided by height; null: as it is. */
  aspect: number | null
  how: 'crop' | 'pad'
  /** What a padded picture gets around it. */
  background: PadColour
}

export interface ComposeRequest {
  /** Absolute path of a PNG. */
  overlayPath: string
  placement: OverlayPlacement
  widthRatio: number
  format: 'jpeg' | 'png'
  quality: number
}

export interface RenderHooks {
  signal: AbortSignal
  onStep(step: { step: number; maxSteps: number; name: string }): void
  /** JPEG, at most 640 px wide. */
  onPreview(jpeg: Uint8Array): void
}

/**
 * All decoding happens in child processes with a time limit and a memory ceiling (2 GB each): a bomb or a crash there
 * costs one picture, never the core. Every call throws AppError: `picture_empty`, `picture_unreadable`,
 * `picture_too_large` (over 60 megapixels), `picture_unsupported`, `picture_timeout`; `internal` says
 * nothing of the picture: its file could not be read, or no child started.
 */
export interface Images {
  /** Decodes every pixel, so that a truncated file is told. */
  verify(path: string): Promise<PictureFacts>
  /**
   * The same for a finished file, which may play: every frame of a GIF or animated WebP is decoded. Nothing here decodes
   * videos; of these the container must be whole and hold pictures.
   */
  verifyResult(path: string): Promise<MediaFacts>
  /** Writes an upright sRGB JPEG that fits into `maxPx` x `maxPx`, atomically; of what moves, its first frame. */
  thumbnail(inputPath: string, outputPath: string, maxPx: number): Promise<PictureFacts>
  /** Writes the picture upright in sRGB as JPEG (4:4:4) or PNG, fsynced. */
  convert(inputPath: string, outputPath: string, to: { format: 'jpeg' | 'png'; quality: number }): Promise<PictureFacts>
  /** Writes an upright sRGB JPEG for a generator: cut or padded to `aspect` (width to height), and not larger. */
  fit(inputPath: string, outputPath: string, to: FitTarget): Promise<PictureFacts>
  /**
   * Decodes a generator's picture; throws `result_empty` where it is a single colour, or the picture `unlike` anew. Of what
   * moves, the middle frame is looked at, and it may begin with `unlike`; of a video, the container as in `verifyResult`.
   */
  prove(path: string, unlike: string | null): Promise<MediaFacts>
  /** Decodes all of it; throws `result_empty` where every pixel is that of the picture `from`, whatever the bytes are. */
  differ(path: string, from: string): Promise<PictureFacts>
  /** Throws `overlay_unsuitable` for what is no PNG that shows something and lets something through. */
  verifyOverlay(path: string): Promise<PictureFacts>
  /** As `convert`, with an event's overlay over the upright picture. */
  compose(inputPath: string, outputPath: string, how: ComposeRequest): Promise<PictureFacts>
  /** Draws a built-in style. */
  render(request: RenderRequest, hooks: RenderHooks): Promise<PictureFacts>
  /** Puts an XMP packet into a file whose kind can hold one, pixels untouched, and takes ComfyUI's graph out; false where no packet stands in it. */
  embedXmp(path: string, xmp: Xmp): Promise<boolean>
  close(): Promise<void>
}

/** How a child is started: fork in Node, utilityProcess in Electron. Messages are structured-cloned. */
export interface ImageChild {
  readonly pid: number | undefined
  send(message: unknown): void
  onMessage(listen: (message: unknown) => void): void
  /** Called once, however it ended. */
  onExit(listen: (code: number | null) => void): void
  kill(): void
}
export type StartImageChild = (modulePath: string) => ImageChild

export interface ImagesDeps {
  startChild: StartImageChild
  /** The built image-child program, CommonJS. */
  modulePath: string
  log: Log
  clock?: Clock
  memoryLimitBytes?: number
  /** Of one operation, from its start in the child; generous, because a slow picture is better than none. */
  timeoutMs?: { quick?: number; render?: number }
}

const quiet = { signal: null, onStep: () => undefined, onPreview: () => undefined }

/** Two lanes, one child each: a long render never makes verification and thumbnails wait. */
export function createImages(deps: ImagesDeps): Images {
  const { startChild, modulePath, log, clock = systemClock, memoryLimitBytes = 2 * 2 ** 30 } = deps
  const lane = (name: string) => createLane({ name, start: () => startChild(modulePath), clock, log, memoryLimitBytes })
  const quickLane = lane('quick')
  const renderLane = lane('render')
  const quick: LaneOptions = { ...quiet, timeoutMs: deps.timeoutMs?.quick ?? 30_000 }
  const renderMs = deps.timeoutMs?.render ?? 120_000

  return {
    verify: (path) => still(quickLane.run({ kind: 'verify', path }, quick)),
    verifyResult: (path) => quickLane.run({ kind: 'verifyResult', path }, quick),
    thumbnail: (inputPath, outputPath, maxPx) =>
      still(quickLane.run({ kind: 'thumbnail', inputPath, outputPath, maxPx }, quick)),
    convert: (inputPath, outputPath, to) =>
      still(quickLane.run({ kind: 'convert', inputPath, outputPath, ...to }, quick)),
    fit: (inputPath, outputPath, to) => still(quickLane.run({ kind: 'fit', inputPath, outputPath, ...to }, quick)),
    prove: (path, unlike) => quickLane.run({ kind: 'prove', path, unlike }, quick),
    differ: (path, from) => still(quickLane.run({ kind: 'differ', path, from }, quick)),
    verifyOverlay: (path) => still(quickLane.run({ kind: 'verifyOverlay', path }, quick)),
    compose: (inputPath, outputPath, how) =>
      still(quickLane.run({ kind: 'compose', inputPath, outputPath, ...how }, quick)),
    render: (request, hooks) =>
      still(renderLane.run({ kind: 'render', ...request }, { ...hooks, timeoutMs: renderMs })),
    embedXmp,
    close: async () => void (await Promise.all([quickLane.close(), renderLane.close()])),
  }
}

/** What the child said, where nothing but a still can come out. */
async function still(told: Promise<MediaFacts>): Promise<PictureFacts> {
  return pictureFacts.parse(await told)
}
