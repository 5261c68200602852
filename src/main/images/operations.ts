import type { Sharp } from 'sharp'
import { reachesEnd } from './container-end'
import type { PictureFacts } from './images'
import type { Operation } from './messages'
import { decoding, openPicture, openResult, readWhole, unreadable, type OpenedPicture } from './opened-picture'
import { writeWhole } from './written-file'

type Of<K extends Operation['kind']> = Extract<Operation, { kind: K }>

/**
 * Decodes the whole file. A JPEG is decoded at an eighth of its size, which still reads every coded byte and costs a
 * third of the time.
 */
export async function verify({ path }: Of<'verify'>): Promise<PictureFacts> {
  const bytes = await readWhole(path)
  const picture = await openPicture(bytes)
  if (!reachesEnd(picture.kind, bytes)) throw unreadable()
  await decoding(() => picture.pipeline().resize(16, 16, { fit: 'fill' }).raw().toBuffer())
  return picture.facts
}

export async function thumbnail({ inputPath, outputPath, maxPx }: Of<'thumbnail'>): Promise<PictureFacts> {
  const picture = await openResult(inputPath)
  const small = upright(picture).resize(maxPx, maxPx, { fit: 'inside', withoutEnlargement: true })
  return writeJpeg(small, outputPath, { quality: 82 })
}

/** A PNG keeps its transparency; a JPEG gets a white ground. Of what moves, the first frame. */
export async function convert({ inputPath, outputPath, format, quality }: Of<'convert'>): Promise<PictureFacts> {
  return encoded(upright(await openResult(inputPath)), { outputPath, format, quality })
}

export function encoded(
  picture: Sharp,
  { outputPath, format, quality }: { outputPath: string; format: 'jpeg' | 'png'; quality: number },
): Promise<PictureFacts> {
  if (format === 'jpeg') return writeJpeg(picture, outputPath, { quality, chromaSubsampling: '4:4:4' })
  return written(picture.png({ compressionLevel: 6 }), outputPath, 'image/png')
}

/** Turned as EXIF says, in 8-bit sRGB; sharp leaves all metadata out unless asked. */
export function upright(picture: Pick<OpenedPicture, 'pipeline'>): Sharp {
  return picture.pipeline().autoOrient().toColourspace('srgb')
}

function writeJpeg(picture: Sharp, outputPath: string, options: { quality: number; chromaSubsampling?: string }) {
  return written(picture.flatten({ background: '#fff' }).jpeg(options), outputPath, 'image/jpeg')
}

async function written(encoded: Sharp, outputPath: string, mediaType: PictureFacts['mediaType']) {
  const { data, info } = await decoding(() => encoded.toBuffer({ resolveWithObject: true }))
  await writeWhole(outputPath, data)
  return { mediaType, widthPx: info.width, heightPx: info.height }
}
