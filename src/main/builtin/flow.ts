import { blur, createField, type Field } from './field'

/** The direction along the edges at each pixel, a unit vector; what strokes and lines follow. */
export interface Flow {
  readonly widthPx: number
  readonly heightPx: number
  readonly x: Float32Array
  readonly y: Float32Array
}

/**
 * From the structure tensor, smoothed over `sigma` pixels so that quiet areas follow their surroundings. `lean` (0 for
 * none, 0.001 for some) pulls areas without edges into one slanting direction.
 */
export function flowOf(light: Field, sigma: number, lean = 0): Flow {
  const { widthPx, heightPx } = light
  const [xx, xy, yy] = tensor(light)
  const [sxx, sxy, syy] = [blur(xx, sigma).data, blur(xy, sigma).data, blur(yy, sigma).data]
  const flow = { widthPx, heightPx, x: new Float32Array(sxx.length), y: new Float32Array(sxx.length) }
  for (let i = 0; i < sxx.length; i++) {
    const angle = 0.5 * Math.atan2(2 * (sxy[i]! - lean), sxx[i]! - syy[i]!)
    flow.x[i] = -Math.sin(angle)
    flow.y[i] = Math.cos(angle)
  }
  return flow
}

function tensor({ widthPx, heightPx, data }: Field): [Field, Field, Field] {
  const xx = createField(widthPx, heightPx)
  const xy = createField(widthPx, heightPx)
  const yy = createField(widthPx, heightPx)
  for (let y = 0; y < heightPx; y++) {
    const up = Math.max(0, y - 1) * widthPx
    const down = Math.min(heightPx - 1, y + 1) * widthPx
    const row = y * widthPx
    for (let x = 0; x < widthPx; x++) {
      const dx = data[row + Math.min(widthPx - 1, x + 1)]! - data[row + Math.max(0, x - 1)]!
      const dy = data[down + x]! - data[up + x]!
      xx.data[row + x] = dx * dx
      xy.data[row + x] = dx * dy
      yy.data[row + x] = dy * dy
    }
  }
  return [xx, xy, yy]
}

/** Averages along the flow, `steps` pixels either way: broken lines join, fringes lie down. */
export function smoothAlong({ x: flowX, y: flowY }: Flow, { widthPx, heightPx, data }: Field, steps: number): Field {
  const out = createField(widthPx, heightPx)
  const [maxX, maxY] = [widthPx - 1, heightPx - 1]
  for (let i = 0, y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++, i++) {
      let sum = data[i]!
      let count = 1
      for (let side = -1; side <= 1; side += 2) {
        let atX = x + 0.5
        let atY = y + 0.5
        let vx = flowX[i]! * side
        let vy = flowY[i]! * side
        for (let step = 0; step < steps; step++) {
          atX += vx
          atY += vy
          if (atX < 0 || atY < 0 || atX > maxX || atY > maxY) break
          const at = (atY | 0) * widthPx + (atX | 0)
          sum += data[at]!
          count++
          const turn = flowX[at]! * vx + flowY[at]! * vy < 0 ? -1 : 1
          vx = flowX[at]! * turn
          vy = flowY[at]! * turn
        }
      }
      out.data[i] = sum / count
    }
  }
  return out
}
