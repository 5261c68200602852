import { colour, type Canvas, type Colour } from './canvas'
import { at, noiseTile, type NoiseTile } from './noise'
import type { Recipe } from './recipe'
import { dotScreen, type Screen } from './screen'
import { levelled, sharpened, tinted } from './tone'

/** Dots are coarser than this, so the tones below them may be. */
const workPixels = 2_100_000
const paper = colour('#f8f2e4')
const inks: Colour[] = ['#00a3d9', '#e6247f', '#ffdf0a', '#1e1c24'].map(colour)
/** Degrees of the classic four-colour press: no two screens make a visible moire. */
const angles = [15, 75, 0, 45]

/** Four-colour print seen through a loupe: turned screens of dots on warm paper. */
export const halftone: Recipe = {
  steps: ['Light', 'Sharpen', 'Separate', 'Screens', 'Press'],
  async draw(studio) {
    const tones = tinted(levelled(await studio.reduced(workPixels)), { saturation: 1.35, gamma: 0.8 })
    await studio.next(tones)
    sharpened(tones, studio.px(3, tones), 0.9)
    await studio.next(tones)
    const page = await studio.resize(tones, studio.original)
    const pitchPx = Math.max(3.2, studio.px(studio.number('pitch', { otherwise: 6.5, min: 3, max: 30 })))
    const slip = () => (studio.random() - 0.5) * studio.px(3)
    const screens = angles.map((degrees) =>
      dotScreen({ pitchPx, angle: (degrees * Math.PI) / 180, shiftX: slip(), shiftY: slip() }),
    )
    const fibre = noiseTile(studio.random, 512, 6, 3)
    await studio.next(page)
    await studio.next(page)
    await studio.bands(page.heightPx, (from, to) => press({ page, screens, fibre }, from, to))
    return page
  },
}

interface Press {
  page: Canvas
  screens: Screen[]
  fibre: NoiseTile
}

function press({ page, screens, fibre }: Press, fromRow: number, toRow: number) {
  const { widthPx, data } = page
  const [cyan, magenta, yellow, black] = screens as [Screen, Screen, Screen, Screen]
  for (let y = fromRow, p = fromRow * widthPx * 3; y < toRow; y++) {
    for (let x = 0; x < widthPx; x++, p += 3) {
      const [c, m, yel] = [1 - data[p]! / 255, 1 - data[p + 1]! / 255, 1 - data[p + 2]! / 255]
      const grey = Math.min(c, m, yel)
      const k = grey > 0.35 ? ((grey - 0.35) / 0.65) ** 1.2 : 0
      const under = 0.55 * k
      const covers = [
        cyan.cover(x, y, c - under),
        magenta.cover(x, y, m - under),
        yellow.cover(x, y, yel - under),
        black.cover(x, y, k),
      ]
      const uneven = 0.94 + (at(fibre, x, y) - 128) / 1600
      for (let channel = 0; channel < 3; channel++) {
        let light = 1
        for (let ink = 0; ink < 4; ink++) light *= 1 - covers[ink]! * uneven * (1 - inks[ink]![channel]! / 255)
        data[p + channel] = paper[channel]! * light
      }
    }
  }
}
