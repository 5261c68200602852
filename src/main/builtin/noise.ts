import type { Plane } from './canvas'

/** A square of smooth noise, 0..255, that repeats without a seam: paper, clouds of pigment, light leaks. */
export interface NoiseTile {
  readonly sizePx: number
  readonly data: Uint8Array
}

/** `grainPx` is the size of the largest forms; `octaves` finer layers follow, each half as strong. */
export function noiseTile(random: () => number, sizePx: number, grainPx: number, octaves: number): NoiseTile {
  const sum = new Float32Array(sizePx * sizePx)
  let share = 1
  let total = 0
  for (let octave = 0; octave < octaves; octave++, share /= 2) {
    const cells = Math.max(1, Math.min(sizePx, Math.round((sizePx / grainPx) * 2 ** octave)))
    addLattice(sum, sizePx, cells, share, random)
    total += share
  }
  return { sizePx, data: Uint8Array.from(sum, (value) => (value / total) * 255) }
}

function addLattice(sum: Float32Array, sizePx: number, cells: number, share: number, random: () => number) {
  const lattice = Float32Array.from({ length: cells * cells }, random)
  const places = Array.from({ length: sizePx }, (_, i) => {
    const at = (i / sizePx) * cells
    const t = at - Math.floor(at)
    return { from: Math.floor(at) % cells, to: (Math.floor(at) + 1) % cells, t: t * t * (3 - 2 * t) }
  })
  for (let y = 0, i = 0; y < sizePx; y++) {
    const row = places[y]!
    const [top, bottom] = [row.from * cells, row.to * cells]
    for (let x = 0; x < sizePx; x++, i++) {
      const { from, to, t } = places[x]!
      const above = lattice[top + from]! + (lattice[top + to]! - lattice[top + from]!) * t
      const below = lattice[bottom + from]! + (lattice[bottom + to]! - lattice[bottom + from]!) * t
      sum[i]! += share * (above + (below - above) * row.t)
    }
  }
}

/** White noise, 0..255. */
export function grainTile(random: () => number, sizePx: number): NoiseTile {
  return { sizePx, data: Uint8Array.from({ length: sizePx * sizePx }, () => random() * 256) }
}

/** The tile's value at a pixel; `sizePx` must be a power of two. */
export function at({ sizePx, data }: NoiseTile, x: number, y: number): number {
  return data[(y & (sizePx - 1)) * sizePx + (x & (sizePx - 1))]!
}

/** A whole plane of a tile, stretched so that one tile pixel covers `scale` pixels. */
export function tiled(tile: NoiseTile, widthPx: number, heightPx: number, scale: number): Plane {
  const data = new Uint8Array(widthPx * heightPx)
  for (let y = 0, i = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++, i++) data[i] = at(tile, (x / scale) | 0, (y / scale) | 0)
  }
  return { widthPx, heightPx, data }
}
