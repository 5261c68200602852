export type PictureKind = 'jpeg' | 'png' | 'webp'

/** What a file's first bytes say it is: one of ours, another format by its name, or null for anything else. */
export type Sniffed = { kind: PictureKind } | { foreign: string } | null

/** As many first bytes as `sniff` looks at. */
export const sniffBytes = 512

/** Decides by content alone; names and extensions lie. */
export function sniff(head: Uint8Array): Sniffed {
  const text = Buffer.from(head).toString('latin1')
  if (text.startsWith('\xff\xd8\xff')) return { kind: 'jpeg' }
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return { kind: 'png' }
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return { kind: 'webp' }
  const foreign = foreignFormat(text)
  return foreign === null ? null : { foreign }
}

function foreignFormat(text: string): string | null {
  if (text.slice(4, 8) === 'ftyp') return brandName(text.slice(8, 12))
  return foreignStarts.find(([start]) => start.test(text))?.[1] ?? null
}

const foreignStarts: [RegExp, string][] = [
  [/^GIF8[79]a/, 'GIF'],
  [/^%PDF-/, 'PDF'],
  [/^(II\*\0|MM\0\*|II\+\0|MM\0\+)/, 'TIFF or camera raw'],
  [/^BM.{4}\0\0\0\0/s, 'BMP'],
  [/^(\xff\x0a|\0\0\0\x0cJXL )/, 'JPEG XL'],
  [/^(\0\0\0\x0cjP|\xff\x4f\xff\x51)/, 'JPEG 2000'],
  [/^8BPS/, 'Photoshop'],
  [/^\x76\x2f\x31\x01/, 'OpenEXR'],
  [/^\0\0\x01\0/, 'ICO'],
  [/^(\xef\xbb\xbf)?\s*(<\?xml[^>]*>\s*)?(<!--[^]*?-->\s*)?(<!DOCTYPE svg[^]*?)?<svg[\s>]/i, 'SVG'],
  [/^\x1f\x8b/, 'gzip (SVGZ)'],
  [/^RIFF.{4}AVI /s, 'AVI video'],
  [/^\x1a\x45\xdf\xa3/, 'Matroska or WebM video'],
]

/** Brands of the ISO container, as registered at mp4ra.org. */
function brandName(brand: string) {
  if (/^(heic|heix|hevc|hevx|heim|heis|mif1|msf1)$/.test(brand)) return 'HEIC'
  if (/^avi[fs]$/.test(brand)) return 'AVIF'
  if (/^crx /.test(brand)) return 'camera raw'
  return 'MP4 or QuickTime video'
}
