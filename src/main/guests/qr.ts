import { deflateSync } from 'node:zlib'
import { encodeQR } from 'qr'
import { crc32 } from '../lib/crc32'

/** Light modules around the code, which readers need to find it (ISO/IEC 18004, 9.1). */
const quietModules = 4

/** True is dark; the quiet zone included, so that it is drawn whole wherever it stands. */
export function qrModules(text: string): boolean[][] {
  // medium: a reflection or a finger may cover a seventh of it
  return encodeQR(text, 'raw', { ecc: 'medium', border: quietModules })
}

/** Black on white whatever is around it; as large as its place. */
export function qrSvg(text: string): string {
  const rows = qrModules(text)
  const path = rows
    .flatMap((row, y) => runsOf(row).map(({ x, length }) => `M${x} ${y}h${length}v1h-${length}z`))
    .join('')
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${rows.length} ${rows.length}" shape-rendering="crispEdges">` +
    `<path fill="#fff" d="M0 0h${rows.length}v${rows.length}H0z"/><path d="${path}"/></svg>`
  )
}

function runsOf(row: boolean[]): { x: number; length: number }[] {
  const runs: { x: number; length: number }[] = []
  for (const [x, isDark] of row.entries()) {
    if (!isDark) continue
    const last = runs.at(-1)
    if (last && last.x + last.length === x) last.length++
    else runs.push({ x, length: 1 })
  }
  return runs
}

/** Black on white, one bit a pixel, `modulePx` pixels a module. */
export function qrPng(text: string, modulePx: number): Buffer {
  const rows = qrModules(text)
  const sidePx = rows.length * modulePx
  const lines = rows.flatMap((row) => Array<Buffer>(modulePx).fill(lineOf(row, modulePx)))
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    // PNG specification 11.2.1: one bit, greyscale
    chunk('IHDR', Buffer.from([...uint32(sidePx), ...uint32(sidePx), 1, 0, 0, 0, 0])),
    chunk('IDAT', deflateSync(Buffer.concat(lines))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** One row of pixels behind its filter byte (none). */
function lineOf(row: boolean[], modulePx: number): Buffer {
  const line = Buffer.alloc(1 + Math.ceil((row.length * modulePx) / 8), 0)
  for (let x = 0; x < row.length * modulePx; x++) {
    if (!row[Math.floor(x / modulePx)]) line[1 + (x >> 3)]! |= 0x80 >> (x & 7)
  }
  return line
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  return Buffer.concat([uint32(data.length), body, uint32(crc32(body))])
}
