import { smoothstep, type Canvas } from './canvas'
import { blur, createField, type Field } from './field'

/** 1 on skin of any tone and other warm things, 0 on the rest, run together over `softPx`. */
export function warmth({ widthPx, heightPx, data }: Canvas, softPx: number): Field {
  const field = createField(widthPx, heightPx)
  for (let i = 0, p = 0; i < field.data.length; i++, p += 3) {
    const r = data[p]!
    const g = data[p + 1]!
    const b = data[p + 2]!
    const light = Math.max(40, (r * 77 + g * 150 + b * 29) >> 8)
    field.data[i] = smoothstep(0.1, 0.3, (r - b) / light) * smoothstep(-0.04, 0.1, (r - g) / light)
  }
  return blur(field, softPx)
}
