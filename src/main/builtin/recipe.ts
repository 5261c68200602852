import type { Canvas, Plane } from './canvas'

export interface Size {
  readonly widthPx: number
  readonly heightPx: number
}

/** A style that is drawn with pixel arithmetic. */
export interface Recipe {
  /** What is done, in order; shown as the job's progress. `draw` calls `studio.next` once for each after the first. */
  readonly steps: readonly [string, string, string, string, ...string[]]
  /** Gives a picture of the original's size; the same original, parameters and seed give the same bytes. */
  draw(studio: Studio): Promise<Canvas>
}

/** What a recipe works with. */
export interface Studio {
  /** Upright; the recipe may draw into it. */
  readonly original: Canvas
  /** A length for a picture whose shorter side is 1080 px, in pixels of one of this size: 2 gives 2 at 1080p. */
  px(length: number, size?: Size): number
  /** Seeded; the only source of chance. */
  random(): number
  /** The style's parameter, or `otherwise`; throws `style_broken` outside the range. */
  number(name: string, range: { otherwise: number; min: number; max: number }): number
  /** One of the words that the style may name, or chosen by the seed when it names none. */
  choice<T extends string>(name: string, words: readonly [T, ...T[]]): T
  /** Ends a step: shows the picture so far, lets a cancel through. Throws when cancelled. */
  next(soFar: Canvas): Promise<void>
  /** Draws rows from..to (excluded) a band at a time, and lets a cancel through between bands. */
  bands(heightPx: number, draw: (fromRow: number, toRow: number) => void): Promise<void>
  /** The original at no more than `maxPixels`: for work whose cost or grain does not need every pixel. */
  reduced(maxPixels: number): Promise<Canvas>
  /** Smooth resampling to exactly this size. */
  resize(canvas: Canvas, size: Size): Promise<Canvas>
  resizePlane(plane: Plane, size: Size): Promise<Plane>
}
