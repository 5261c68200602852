export type PictureKind = 'jpeg' | 'png' | 'webp'

/** What a file's first bytes say it is: one of ours, another format by its name, or null for anything else. */
export type Sniffed = { kind: PictureKind } | { foreign: string } | null

/** What a generator may give, besides our own kinds. */
export type MovingKind = 'gif' | 'mp4' | 'mov' | 'webm'

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

/** A film or animation by its first bytes; whether it is whole is another question. */
export function sniffMoving(head: Uint8Array): MovingKind | null {
  const text = Buffer.from(head).toString('latin1')
  if (/^GIF8[79]a/.test(text)) return 'gif'
  if (text.startsWith('\x1a\x45\xdf\xa3')) return 'webm'
  const box = text.slice(4, 8)
  // QuickTime of before 2001, which some recorders still write, names no brand
  if (/^(moov|mdat|wide|free|skip)$/.test(box)) return 'mov'
  if (box !== 'ftyp' || brandName(text.slice(8, 12)) !== isoVideo) return null
  return text.slice(8, 12) === 'qt  ' ? 'mov' : 'mp4'
}

function foreignFormat(text: string): string | null {
  if (text.slice(4, 8) === 'ftyp') return brandName(text.slice(8, 12))
  if (svgStart.test(text.replace('\xef\xbb\xbf', ''))) return 'SVG'
  return foreignStarts.find(([start]) => startsWith(text, start))?.[1] ?? null
}

/** Binary starts; `?` stands for any byte. */
const foreignStarts: [string, string][] = [
  ['GIF87a', 'GIF'],
  ['GIF89a', 'GIF'],
  ['%PDF-', 'PDF'],
  ['II*\0', 'TIFF or camera raw'],
  ['MM\0*', 'TIFF or camera raw'],
  ['II+\0', 'TIFF or camera raw'],
  ['MM\0+', 'TIFF or camera raw'],
  ['BM????\0\0\0\0', 'BMP'],
  ['\xff\x0a', 'JPEG XL'],
  ['\0\0\0\x0cJXL ', 'JPEG XL'],
  ['\0\0\0\x0cjP', 'JPEG 2000'],
  ['\xff\x4f\xff\x51', 'JPEG 2000'],
  ['8BPS', 'Photoshop'],
  ['\x76\x2f\x31\x01', 'OpenEXR'],
  ['\0\0\x01\0', 'ICO'],
  ['\x1f\x8b', 'gzip (SVGZ)'],
  ['RIFF????AVI ', 'AVI video'],
  ['\x1a\x45\xdf\xa3', 'Matroska or WebM video'],
]

const svgStart = /^\s*(<\?xml[^>]*>\s*)?(<!--[^]*?-->\s*)?(<!DOCTYPE svg[^]*?)?<svg[\s>]/i

function startsWith(text: string, start: string) {
  for (let i = 0; i < start.length; i++) if (start[i] !== '?' && start[i] !== text[i]) return false
  return true
}

const isoVideo = 'MP4 or QuickTime video'

/** Brands of the ISO container, as registered at mp4ra.org. */
function brandName(brand: string) {
  if (/^(heic|heix|hevc|hevx|heim|heis|mif1|msf1)$/.test(brand)) return 'HEIC'
  if (/^avi[fs]$/.test(brand)) return 'AVIF'
  if (/^crx /.test(brand)) return 'camera raw'
  return isoVideo
}
