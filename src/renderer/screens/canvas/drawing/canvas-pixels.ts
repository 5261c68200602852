import { groundColor } from './brush'
import type { Pixels } from './pixels'
import type { Area, Outline } from './stroke'

/** The paper on a canvas element, which the page shows as it is. */
export function createCanvasPixels(canvas: HTMLCanvasElement, sidePx: number): Pixels<ImageBitmap> {
  canvas.width = canvas.height = sidePx
  const context = contextOf(canvas, true)
  const aside = document.createElement('canvas')

  /** Pixels as a picture that can be clipped and mixed, which putImageData cannot. */
  function asPicture(area: Area, block: { data: Uint8ClampedArray }): HTMLCanvasElement {
    aside.width = area.widthPx
    aside.height = area.heightPx
    contextOf(aside, true).putImageData(imageDataOf(area, block), 0, 0)
    return aside
  }

  function wipe() {
    context.fillStyle = groundColor
    context.fillRect(0, 0, sidePx, sidePx)
  }

  return {
    sidePx,
    fill(outline, color, opacity) {
      context.globalAlpha = opacity
      fillOutline(context, outline, color)
      context.globalAlpha = 1
    },
    read: ({ x, y, widthPx, heightPx }) => context.getImageData(x, y, widthPx, heightPx),
    write(area, block, within) {
      if (within === null) return context.putImageData(imageDataOf(area, block), area.x, area.y)
      context.save()
      context.clip(pathOf(within))
      context.drawImage(asPicture(area, block), area.x, area.y)
      context.restore()
    },
    darken(area, block) {
      context.globalCompositeOperation = 'darken'
      context.drawImage(asPicture(area, block), area.x, area.y)
      context.globalCompositeOperation = 'source-over'
    },
    wipe,
    show(picture) {
      wipe()
      const { x, y, width, height } = fitted(picture, sidePx)
      context.drawImage(picture, x, y, width, height)
      picture.close()
    },
  }
}

/** Where a picture of any shape lies whole and centred in a square. */
export function fitted({ width, height }: { width: number; height: number }, sidePx: number) {
  const scale = sidePx / Math.max(width, height)
  const size = { width: width * scale, height: height * scale }
  return { x: (sidePx - size.width) / 2, y: (sidePx - size.height) / 2, ...size }
}

export function contextOf(canvas: HTMLCanvasElement, isRead: boolean): CanvasRenderingContext2D {
  const context = canvas.getContext('2d', { willReadFrequently: isRead })
  if (context === null) throw new Error('This browser draws on no canvas.')
  return context
}

export function fillOutline(context: CanvasRenderingContext2D, outline: Outline, color: string): void {
  context.fillStyle = color
  context.fill(pathOf(outline))
}

/** Round through the middles between the points, so that no corner shows at any size. */
function pathOf(outline: Outline): Path2D {
  const path = new Path2D()
  const last = outline.at(-1)
  const first = outline[0]
  if (first === undefined || last === undefined) return path
  path.moveTo((last[0] + first[0]) / 2, (last[1] + first[1]) / 2)
  for (const [i, [x, y]] of outline.entries()) {
    const [nextX, nextY] = outline[(i + 1) % outline.length]!
    path.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2)
  }
  path.closePath()
  return path
}

function imageDataOf({ widthPx, heightPx }: Area, { data }: { data: Uint8ClampedArray }): ImageData {
  return new ImageData(data as Uint8ClampedArray<ArrayBuffer>, widthPx, heightPx)
}
