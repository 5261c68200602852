import { createDemoScene, type DemoScene } from './demo-scene'
import { createJpegEncoder } from './jpeg-encoder'
import { waitUntil, type Viewfinder } from './viewfinder'

export const demoLabel = 'Demo camera'
/** The preview is smaller and slower than the picture: it is only looked at. */
const previewWidthPx = 960
const previewFrameMs = 66
const prepareMs = 1500

/** A made camera picture in place of a webcam, for trying out; its files have the wished size. */
export function openDemoCamera({ widthPx, heightPx }: { widthPx: number; heightPx: number }): Viewfinder {
  const preview = createDemoScene(previewWidthPx, Math.round((previewWidthPx * heightPx) / widthPx))
  const encoder = createJpegEncoder()
  let wholeScene: DemoScene | null = null
  let shotCanvas: OffscreenCanvas | null = null
  // Drawn ahead, in a quiet moment: the shutter must not wait for the backdrop.
  const prepare = () => (wholeScene ??= createDemoScene(widthPx, heightPx))
  const timer = setTimeout(prepare, prepareMs)
  return {
    label: demoLabel,
    widthPx,
    heightPx,
    showIn(place) {
      const canvas = document.createElement('canvas')
      canvas.width = preview.widthPx
      canvas.height = preview.heightPx
      const context = canvas.getContext('2d', { alpha: false })
      const draw = () => context && preview.draw(context, performance.now())
      draw()
      const timer = setInterval(draw, previewFrameMs)
      place.append(canvas)
      return () => {
        clearInterval(timer)
        canvas.remove()
      }
    },
    async shootAt(zeroMs) {
      const scene = prepare()
      const context = (shotCanvas ??= new OffscreenCanvas(widthPx, heightPx)).getContext('2d', { alpha: false })
      if (context === null) throw new Error('This window cannot draw pictures')
      await waitUntil(zeroMs)
      const missMs = performance.now() - zeroMs
      scene.draw(context, zeroMs)
      return { jpeg: await encoder.encode(shotCanvas.transferToImageBitmap()), missMs }
    },
    onLost: () => undefined,
    close() {
      clearTimeout(timer)
      encoder.close()
    },
  }
}
