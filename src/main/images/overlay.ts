import sharp, { type OverlayOptions } from 'sharp'
import { AppError } from '../../contract/errors'
import type { OverlayPlacement } from '../../contract/event'
import type { PictureFacts } from './images'
import type { Operation } from './messages'
import { decoding, openPicture } from './opened-picture'
import { encoded, upright, verify } from './operations'

type Of<K extends Operation['kind']> = Extract<Operation, { kind: K }>

const maxSidePx = 8000

/** A whole PNG through which something of a picture is seen, and in which something is drawn. */
export async function verifyOverlay({ path }: Of<'verifyOverlay'>): Promise<PictureFacts> {
  const picture = await openPicture(path)
  const { widthPx, heightPx } = picture.facts
  if (picture.kind !== 'png') throw unsuitable('it is no PNG')
  if (!picture.hasAlpha) throw unsuitable('it has no transparency')
  if (widthPx > maxSidePx || heightPx > maxSidePx) throw unsuitable(`it is ${widthPx} x ${heightPx} pixels`)
  await verify({ kind: 'verify', path })
  const { channels } = await decoding(() => picture.pipeline().toColourspace('srgb').stats())
  const alpha = channels.at(-1)
  if (alpha && alpha.min > 250) throw unsuitable('nothing of it is transparent, it would hide the picture')
  if (alpha && alpha.max < 5) throw unsuitable('all of it is transparent')
  return picture.facts
}

/** Lays the overlay over the upright picture and writes JPEG (4:4:4) or PNG of the picture's size. */
export async function compose(operation: Of<'compose'>): Promise<PictureFacts> {
  const picture = await openPicture(operation.inputPath)
  const overlay = await openPicture(operation.overlayPath)
  const place = placeOf(operation, picture.facts, overlay.facts)
  const fitted = await decoding(() =>
    upright(overlay).resize(place.widthPx, place.heightPx, { fit: 'fill' }).png({ compressionLevel: 1 }).toBuffer(),
  )
  const layer: OverlayOptions = { input: fitted, left: place.leftPx, top: place.topPx }
  // composing comes before turning in sharp's own order: the upright pixels are a picture of their own
  const ground = await decoding(() => upright(picture).raw().toBuffer({ resolveWithObject: true }))
  const { width, height, channels } = ground.info
  const laid = sharp(ground.data, { raw: { width, height, channels }, limitInputPixels: false }).composite([layer])
  return encoded(laid, operation)
}

interface Place {
  leftPx: number
  topPx: number
  widthPx: number
  heightPx: number
}

/** A logo keeps this away from the edges, of the picture's shorter side. */
const marginRatio = 0.03

/** Pure: a frame meets all four edges; a logo keeps its shape and stays within the picture. */
export function placeOf(
  { placement, widthRatio }: { placement: OverlayPlacement; widthRatio: number },
  picture: { widthPx: number; heightPx: number },
  logo: { widthPx: number; heightPx: number },
): Place {
  if (placement === 'frame') return { leftPx: 0, topPx: 0, widthPx: picture.widthPx, heightPx: picture.heightPx }
  const marginPx = Math.round(Math.min(picture.widthPx, picture.heightPx) * marginRatio)
  const roomX = Math.max(1, picture.widthPx - 2 * marginPx)
  const roomY = Math.max(1, picture.heightPx - 2 * marginPx)
  const scale = Math.min((picture.widthPx * widthRatio) / logo.widthPx, roomX / logo.widthPx, roomY / logo.heightPx)
  const widthPx = Math.max(1, Math.round(logo.widthPx * scale))
  const heightPx = Math.max(1, Math.round(logo.heightPx * scale))
  const [vertical, horizontal] = placement.split('-')
  return {
    widthPx,
    heightPx,
    leftPx: horizontal === 'left' ? marginPx : Math.max(0, picture.widthPx - marginPx - widthPx),
    topPx: vertical === 'top' ? marginPx : Math.max(0, picture.heightPx - marginPx - heightPx),
  }
}

function unsuitable(reason: string): AppError {
  const hint = 'Use a PNG with transparency, at most 8 MB and 8000 pixels a side.'
  return new AppError('overlay_unsuitable', `This picture cannot be an overlay: ${reason}.`, hint, {
    params: { reason },
  })
}
