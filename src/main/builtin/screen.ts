/** A printer's screen of round dots on a turned grid. */
export interface Screen {
  /** How much of this pixel is inked, 0..1, where `tone` (0..1) of the area is to be. Dots join above one half. */
  cover(x: number, y: number, tone: number): number
}

const tableSize = 1024

/** `pitchPx` from dot to dot; `angle` in radians; `shiftX` and `shiftY` move the print as a badly set plate would. */
export function dotScreen(options: { pitchPx: number; angle: number; shiftX?: number; shiftY?: number }): Screen {
  const { pitchPx, angle, shiftX = 0, shiftY = 0 } = options
  const scale = tableSize / pitchPx
  const [cos, sin] = [Math.cos(angle) * scale, Math.sin(angle) * scale]
  // An edge about one pixel wide, whatever the pitch.
  const softness = Math.min(0.5, 1.1 / pitchPx)
  return {
    cover(x, y, tone) {
      const u = ((x + shiftX) * cos + (y + shiftY) * sin) & (tableSize - 1)
      const v = ((y + shiftY) * cos - (x + shiftX) * sin) & (tableSize - 1)
      const height = (wave[u]! + wave[v]!) / 2
      const over = (rank(tone) - height) / softness + 0.5
      return over <= 0 ? 0 : over >= 1 ? 1 : over
    },
  }
}

const wave = Float32Array.from({ length: tableSize }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / tableSize))

/** The height below which just that share of the dot pattern lies. */
function rank(tone: number): number {
  return ranks[tone <= 0 ? 0 : tone >= 1 ? 255 : (tone * 255) | 0]!
}

const ranks = sortedHeights()

function sortedHeights(): Float32Array {
  const side = 64
  const heights = new Float32Array(side * side)
  for (let i = 0; i < heights.length; i++) {
    heights[i] = (wave[(i % side) * (tableSize / side)]! + wave[Math.floor(i / side) * (tableSize / side)]!) / 2
  }
  heights.sort()
  const found = Float32Array.from({ length: 256 }, (_, i) => heights[Math.round((i / 255) * (heights.length - 1))]!)
  found[0] = -1
  found[255] = 2
  return found
}
