import type { PictureFacts } from './images'
import type { Operation } from './messages'
import { decoding, openPicture } from './opened-picture'
import { upright } from './operations'
import { writeWhole } from './written-file'

type Of<K extends Operation['kind']> = Extract<Operation, { kind: K }>

const colours = { grey: '#808080', white: '#fff', black: '#000' } as const

/** What a generator is given: upright, of the wanted aspect, at most so large. */
export async function fit({
  inputPath,
  outputPath,
  maxSidePx,
  aspect,
  how,
  background,
}: Of<'fit'>): Promise<PictureFacts> {
  const picture = await openPicture(inputPath)
  const { widthPx, heightPx } = fitted(picture.facts, aspect, how, maxSidePx)
  const sized = upright(picture)
    .flatten({ background: '#fff' })
    .resize(widthPx, heightPx, { fit: how === 'crop' ? 'cover' : 'contain', background: colours[background] })
  const { data, info } = await decoding(() =>
    sized.jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer({ resolveWithObject: true }),
  )
  await writeWhole(outputPath, data)
  return { mediaType: 'image/jpeg', widthPx: info.width, heightPx: info.height }
}

/** Pure: cropping never enlarges, padding never shrinks more than the limit asks for. */
export function fitted(
  from: { widthPx: number; heightPx: number },
  aspect: number | null,
  how: 'crop' | 'pad',
  maxSidePx: number,
): { widthPx: number; heightPx: number } {
  const own = from.widthPx / from.heightPx
  const wanted = aspect ?? own
  const isWider = own > wanted
  const keepsHeight = how === 'crop' ? isWider : !isWider
  const width = keepsHeight ? from.heightPx * wanted : from.widthPx
  const height = keepsHeight ? from.heightPx : from.widthPx / wanted
  const scale = Math.min(1, maxSidePx / Math.max(width, height))
  return { widthPx: Math.max(1, Math.round(width * scale)), heightPx: Math.max(1, Math.round(height * scale)) }
}
