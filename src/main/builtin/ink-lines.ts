import { blur, createField, type Field } from './field'
import { smoothAlong, type Flow } from './flow'

export interface InkLines {
  /** Half the width of a line, pixels. */
  widthPx: number
  /** How strongly edges are drawn out, 10 to 60. */
  strength: number
  /** Brightness below which the whole area is inked, 0..1; null draws lines alone. */
  black: number | null
  /** How hard the turn from paper to ink is: 4 is soft like a pencil, 30 hard like a pen. */
  hardness: number
}

/** Paper 1, ink 0: lines along edges and solid shadows (the extended difference of Gaussians, Winnemoeller 2012). */
export function inkLines(light: Field, flow: Flow, { widthPx, strength, black, hardness }: InkLines): Field {
  const fine = blur(light, widthPx)
  const coarse = blur(light, widthPx * 1.6)
  const sharp = createField(light.widthPx, light.heightPx)
  for (let i = 0; i < sharp.data.length; i++) {
    const ground = black === null ? 0 : fine.data[i]! - black
    sharp.data[i] = ground + strength * (fine.data[i]! - coarse.data[i]!)
  }
  const joined = smoothAlong(flow, sharp, Math.min(12, Math.max(2, Math.round(widthPx * 3))))
  for (let i = 0; i < joined.data.length; i++) {
    const over = joined.data[i]! + (black === null ? 0.06 : 0)
    joined.data[i] = over >= 0 ? 1 : 1 + Math.tanh(hardness * over)
  }
  return joined
}
