import type { PixelBlock, Pixels } from './pixels'
import { areaOf, outlineOf, type Area, type Stroke } from './stroke'

/** What a person did to the paper, so that it can be done again on another picture. */
export type Action =
  | { type: 'stroke'; id: number; stroke: Stroke }
  | { type: 'clear'; id: number }
  | { type: 'undo'; id: number; of: Step }

/** What an undo needs: the pixels that lay there before, and since when nobody else has changed the paper. */
interface Step {
  action: Extract<Action, { type: 'stroke' | 'clear' }>
  under: { area: Area; block: PixelBlock } | null
  /** How often the picture had been replaced: the same again means that the pixels can be put back as they were. */
  epoch: number
  wasBlank: boolean
}

/** A picture in pixels with one person's own undo history; strokes become pixels at once, so it never grows. */
export interface Paper<Picture> {
  /** Null where nothing of the stroke lies on the sheet. */
  stroke(stroke: Stroke): Action | null
  clear(): Action | null
  undo(): Action | null
  redo(): Action | null
  canUndo(): boolean
  canRedo(): boolean
  isBlank(): boolean
  /** The picture is another one from now on; the own history stays. */
  replace(picture: Picture): void
  /** Does an action again, on a picture that lacks it. */
  again(action: Action): void
  /** For tests and the curious: what the history holds. */
  keptBytes(): number
}

export interface PaperLimits {
  steps: number
  /** A full sheet is 4 MB: a tablet's browser is closed by its system at some hundreds. */
  bytes: number
}

const defaultLimits: PaperLimits = { steps: 60, bytes: 64_000_000 }
/** The rim of a stroke is half transparent; putting back covers it whole. */
const rimPx = 1.5

/** `firstId` is above every action's of this page before a reload. */
export function createPaper<Picture>(
  pixels: Pixels<Picture>,
  { limits = defaultLimits, firstId = 1 }: { limits?: PaperLimits; firstId?: number } = {},
): Paper<Picture> {
  const sheet: Area = { x: 0, y: 0, widthPx: pixels.sidePx, heightPx: pixels.sidePx }
  let done: Step[] = []
  let undone: Step['action'][] = []
  let epoch = 0
  let isBlank = true
  let nextId = firstId
  pixels.wipe()

  /** Paints, and gives what an undo needs; null where there is nothing to paint. */
  function perform(action: Step['action']): Step | null {
    const outline = action.type === 'stroke' ? outlineOf(action.stroke) : null
    const area = outline === null ? sheet : areaOf(outline, pixels.sidePx)
    if (area === null) return null
    const step = { action, under: { area, block: pixels.read(area) }, epoch, wasBlank: isBlank }
    if (action.type === 'clear' || outline === null) pixels.wipe()
    else pixels.fill(outline, action.stroke.ink.color, action.stroke.ink.opacity)
    isBlank = action.type === 'clear'
    return step
  }

  function takeBack({ action, under, epoch: then, wasBlank }: Step) {
    if (under === null) return
    if (then === epoch) pixels.write(under.area, under.block, null)
    else if (action.type === 'stroke') pixels.write(under.area, under.block, outlineOf(action.stroke, rimPx))
    else pixels.darken(under.area, under.block)
    isBlank = then === epoch && wasBlank
  }

  function act(action: Step['action']): Action | null {
    const step = perform(action)
    if (step === null) return null
    done.push(step)
    forgetOldest()
    return action
  }

  function forgetOldest() {
    while (done.length > limits.steps || (done.length > 1 && keptBytes() > limits.bytes)) done.shift()
  }

  function keptBytes(): number {
    return done.reduce((sum, { under }) => sum + (under?.block.data.byteLength ?? 0), 0)
  }

  return {
    stroke(stroke) {
      const action = act({ type: 'stroke', id: nextId++, stroke })
      if (action !== null) undone = []
      return action
    },
    clear() {
      if (isBlank) return null
      undone = []
      return act({ type: 'clear', id: nextId++ })
    },
    undo() {
      const step = done.pop()
      if (step === undefined) return null
      takeBack(step)
      undone.push(step.action)
      return { type: 'undo', id: step.action.id, of: step }
    },
    redo() {
      const action = undone.pop()
      return action === undefined ? null : act(action)
    },
    canUndo: () => done.length > 0,
    canRedo: () => undone.length > 0,
    isBlank: () => isBlank,
    replace(picture) {
      pixels.show(picture)
      epoch++
      isBlank = false
    },
    again(action) {
      if (action.type === 'undo') return takeBack(action.of)
      const step = perform(action)
      if (step !== null) done = done.map((one) => (one.action.id === action.id ? step : one))
    },
    keptBytes,
  }
}
