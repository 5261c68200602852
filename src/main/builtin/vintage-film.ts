import { clampByte, smoothstep, type Canvas, type Plane } from './canvas'
import { blur, createField, lightness, toPlane } from './field'
import { at, grainTile, noiseTile, type NoiseTile } from './noise'
import type { Recipe, Studio } from './recipe'
import { levelled } from './tone'

const glowPixels = 500_000

/** Faded colours, glowing lights, grain, a light leak and the rounded frame of an old print. */
export const vintageFilm: Recipe = {
  steps: ['Light', 'Develop', 'Glow', 'Light leak', 'Grain', 'Print'],
  async draw(studio) {
    const page = levelled(studio.original)
    await studio.next(page)
    const small = await studio.reduced(glowPixels)
    await studio.bands(page.heightPx, (from, to) => develop(page, from, to))
    await studio.next(page)
    const glow = await studio.resizePlane(halation(studio, small), page)
    await studio.next(page)
    const leak = await studio.resizePlane(lightLeak(studio), page)
    await studio.bands(page.heightPx, (from, to) => expose(page, glow, leak, from, to))
    await studio.next(page)
    const grain = softGrain(studio)
    await studio.next(page)
    await studio.bands(page.heightPx, (from, to) => printed(studio, page, grain, from, to))
    return page
  },
}

/** Curves of a colour film that has lain in a drawer: lifted blacks, warm lights, teal shadows. */
function develop({ widthPx, data }: Canvas, fromRow: number, toRow: number) {
  for (let p = fromRow * widthPx * 3; p < toRow * widthPx * 3; p += 3) {
    const r = data[p]!
    const g = data[p + 1]!
    const b = data[p + 2]!
    const light = (r * 77 + g * 150 + b * 29) >> 8
    data[p] = curves.red[clampByte(light + (r - light) * 0.88) | 0]!
    data[p + 1] = curves.green[clampByte(light + (g - light) * 0.84) | 0]!
    data[p + 2] = curves.blue[clampByte(light + (b - light) * 0.78) | 0]!
  }
}

const curves = { red: curve(30, 255, 1.3), green: curve(27, 243, 1.05), blue: curve(46, 208, 0.85) }

function curve(black: number, white: number, contrast: number): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, level) => {
    const t = level / 255
    const bent = t + (smoothstep(0, 1, t) - t) * contrast
    return clampByte(black + (white - black) * Math.min(1, bent))
  })
}

/** Bright lights shine through the film's base and come back red. */
function halation(studio: Studio, small: Canvas): Plane {
  const light = lightness(small)
  for (let i = 0; i < light.data.length; i++) light.data[i] = smoothstep(0.68, 1, light.data[i]!)
  return toPlane(blur(light, Math.max(1, studio.px(22, small))))
}

/** From one side that chance picks, as through a worn seal. */
function lightLeak(studio: Studio): Plane {
  const field = createField(96, 96)
  const onRight = studio.random() < 0.5
  const centre = 0.1 + 0.8 * studio.random()
  const reach = 0.28 + 0.18 * studio.random()
  const clouds = noiseTile(studio.random, 128, 40, 2)
  for (let y = 0, i = 0; y < 96; y++) {
    for (let x = 0; x < 96; x++, i++) {
      const inward = (onRight ? 95 - x : x) / 95
      const along = Math.abs(y / 95 - centre)
      const edge = reach * (0.55 + at(clouds, x, y) / 255) * (1 - 0.6 * along)
      field.data[i] = Math.max(0, 1 - inward / edge) ** 1.6
    }
  }
  return toPlane(blur(field, 2))
}

function expose({ widthPx, data }: Canvas, glow: Plane, leak: Plane, fromRow: number, toRow: number) {
  for (let i = fromRow * widthPx, p = i * 3; i < toRow * widthPx; i++, p += 3) {
    const shine = glow.data[i]! * 0.34
    const spill = leak.data[i]!
    data[p] = screened(data[p]!, shine + spill * 0.95)
    data[p + 1] = screened(data[p + 1]!, shine * 0.42 + spill * 0.46)
    data[p + 2] = screened(data[p + 2]!, shine * 0.2 + spill * 0.16)
  }
}

function screened(under: number, over: number) {
  return under + (Math.min(255, over) * (255 - under)) / 255
}

/** White noise softened, so that grains are seen and not pixels. */
function softGrain(studio: Studio): NoiseTile {
  const { sizePx, data } = grainTile(studio.random, 512)
  const field = createField(sizePx, sizePx)
  for (let i = 0; i < data.length; i++) field.data[i] = data[i]! / 255 - 0.5
  const soft = blur(field, 0.7)
  return { sizePx, data: Uint8Array.from(soft.data, (value) => clampByte(128 + value * 340)) }
}

function printed(
  studio: Studio,
  { widthPx, heightPx, data }: Canvas,
  grain: NoiseTile,
  fromRow: number,
  toRow: number,
) {
  const border = studio.px(34)
  const radius = studio.px(26)
  const perGrain = Math.max(1, studio.px(1.15))
  const [halfX, halfY] = [widthPx / 2, heightPx / 2]
  for (let y = fromRow, p = fromRow * widthPx * 3; y < toRow; y++) {
    const fromY = Math.abs(y + 0.5 - halfY)
    for (let x = 0; x < widthPx; x++, p += 3) {
      const fromX = Math.abs(x + 0.5 - halfX)
      const corner = (fromX / halfX) ** 2 + (fromY / halfY) ** 2
      const dark = 1 - 0.42 * smoothstep(0.55, 2, corner)
      const speck = (at(grain, (x / perGrain) | 0, (y / perGrain) | 0) - 128) * 0.19
      const paper = frame(fromX - (halfX - border), fromY - (halfY - border), radius)
      const fibre = speck * 0.18
      data[p] = mixed(clampByte(data[p]! * dark + speck), 243 + fibre, paper)
      data[p + 1] = mixed(clampByte(data[p + 1]! * dark + speck), 236 + fibre, paper)
      data[p + 2] = mixed(clampByte(data[p + 2]! * dark + speck * 0.9), 220 + fibre, paper)
    }
  }
}

/** 0 inside a rectangle with round corners, 1 outside, with a soft edge; distances are past its straight sides. */
function frame(pastX: number, pastY: number, radius: number) {
  const [dx, dy] = [pastX + radius, pastY + radius]
  const outside = dx > 0 && dy > 0 ? Math.hypot(dx, dy) - radius : Math.max(dx, dy) - radius
  return outside <= -1 ? 0 : outside >= 1 ? 1 : (outside + 1) / 2
}

function mixed(from: number, to: number, share: number) {
  return from + (to - from) * share
}
