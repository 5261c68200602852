import { colour, createCanvas, smoothstep, type Canvas, type Colour, type Plane } from './canvas'
import { smoothInsideEdges } from './edge-smoothing'
import { lightness, toPlane } from './field'
import { flowOf } from './flow'
import { inkLines } from './ink-lines'
import { shuffled } from './random'
import type { Recipe, Studio } from './recipe'
import { dotScreen, type Screen } from './screen'
import { levelled } from './tone'
import { warmth } from './warmth'

const panelPixels = 1_000_000

/** Ground from dark to light, skin from dark to light, and the ink printed over both. */
interface Palette {
  ground: Colour[]
  skin: Colour[]
  ink: Colour
}

const palettes: Palette[] = [
  ['#0b7fab', '#19b5d8', '#7fe3ea', '#e8437f', '#ff8fa8', '#ffd9c9', '#16123a'],
  ['#e0491f', '#ff8a1f', '#ffc93c', '#2f5fd0', '#6fb7f2', '#d6f1ff', '#2a0d2e'],
  ['#6a2bc2', '#a45be8', '#d9a8ff', '#f2a51a', '#ffd23f', '#fff3b0', '#1d0b3f'],
  ['#0f8f5f', '#35c47c', '#b4efb0', '#e8338a', '#ff7ac0', '#ffd6ea', '#10233b'],
  ['#d81e5b', '#ff4f79', '#ffa3b1', '#0ea5a0', '#4fd8c4', '#d2fbe8', '#33061e'],
  ['#f0b800', '#ffd83d', '#fff09a', '#e2453c', '#ff8a6b', '#ffd9bd', '#1c1440'],
].map((hexes) => {
  const colours = hexes.map(colour)
  return { ground: colours.slice(0, 3), skin: colours.slice(3, 6), ink: colours[6]! }
})

/** Everything of the picture that a panel is printed from, at a panel's size. */
interface Plates {
  light: Plane
  skin: Plane
  ink: Plane
}

/** Four screen prints of the same picture in four sets of loud colours. */
export const popArt: Recipe = {
  steps: ['Light', 'Flat areas', 'Skin and ground', 'Ink', 'Colours', 'Four prints'],
  async draw(studio) {
    const work = levelled(await studio.reduced(panelPixels))
    await studio.next(work)
    const flat = smoothInsideEdges(work, { reachPx: studio.px(40, work), edge: 0.14, rounds: 3 })
    await studio.next(flat)
    const skin = toPlane(warmth(flat, studio.px(6, flat)))
    await studio.next(flat)
    const ink = inkPlate(studio, work)
    await studio.next(flat)
    const light = toPlane(lightness(flat))
    const page = createCanvas(studio.original.widthPx, studio.original.heightPx)
    const panel = { widthPx: Math.ceil(page.widthPx / 2), heightPx: Math.ceil(page.heightPx / 2) }
    const plates = {
      light: await studio.resizePlane(light, panel),
      skin: await studio.resizePlane(skin, panel),
      ink: await studio.resizePlane(ink, panel),
    }
    await studio.next(flat)
    await printPanels(studio, page, plates)
    return page
  },
}

function inkPlate(studio: Studio, work: Canvas): Plane {
  const light = lightness(smoothInsideEdges(work, { reachPx: studio.px(8, work), edge: 0.2, rounds: 2 }))
  const flow = flowOf(light, studio.px(4, work))
  const width = Math.max(0.7, studio.px(2, work))
  return toPlane(inkLines(light, flow, { widthPx: width, strength: 16, black: 0.2, hardness: 10 }))
}

async function printPanels(studio: Studio, page: Canvas, plates: Plates) {
  const chosen = shuffled(studio.random, palettes)
  const { widthPx, heightPx } = plates.light
  for (let panel = 0; panel < 4; panel++) {
    const left = panel % 2 === 0 ? 0 : page.widthPx - widthPx
    const top = panel < 2 ? 0 : page.heightPx - heightPx
    const tables = { ground: ramp(chosen[panel]!.ground), skin: ramp(chosen[panel]!.skin), ink: chosen[panel]!.ink }
    const dots = dotScreen({ pitchPx: Math.max(2.5, studio.px(6)), angle: 0.26 + 0.52 * studio.random() })
    // Badly set by a little, as by hand.
    const offset = Math.round((studio.random() - 0.5) * studio.px(8))
    await studio.bands(heightPx, (from, to) => printRows({ page, plates, tables, dots, left, top, offset }, from, to))
  }
}

interface Print {
  page: Canvas
  plates: Plates
  tables: { ground: Uint8Array; skin: Uint8Array; ink: Colour }
  dots: Screen
  left: number
  top: number
  offset: number
}

function printRows({ page, plates, tables, dots, left, top, offset }: Print, fromRow: number, toRow: number) {
  const { widthPx } = plates.light
  const [red, green, blue] = tables.ink
  for (let y = fromRow; y < toRow; y++) {
    let p = ((y + top) * page.widthPx + left) * 3
    for (let x = 0; x < widthPx; x++, p += 3) {
      const at = y * widthPx + x
      const shifted = y * widthPx + Math.min(widthPx - 1, Math.max(0, x + offset))
      const level = plates.light.data[shifted]! * 3
      const skin = smoothstep(90, 165, plates.skin.data[shifted]!)
      const shade = level < 450 ? 0.7 * dots.cover(x, y, 0.75 * (1 - level / 450)) : 0
      const ink = Math.max(1 - smoothstep(80, 180, plates.ink.data[at]!), shade)
      for (let c = 0; c < 3; c++) {
        const base = tables.ground[level + c]! + (tables.skin[level + c]! - tables.ground[level + c]!) * skin
        page.data[p + c] = base + ((c === 0 ? red : c === 1 ? green : blue) - base) * ink
      }
    }
  }
}

/** Brightness to three flat colours with short turns between them. */
function ramp([dark, middle, light]: Colour[]): Uint8Array {
  const table = new Uint8Array(256 * 3)
  for (let level = 0; level < 256; level++) {
    const toMiddle = smoothstep(70, 95, level)
    const toLight = smoothstep(150, 175, level)
    for (let c = 0; c < 3; c++) {
      const low = dark![c]! + (middle![c]! - dark![c]!) * toMiddle
      table[level * 3 + c] = low + (light![c]! - low) * toLight
    }
  }
  return table
}
