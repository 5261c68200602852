import sharp from 'sharp'

const widthPx = 160
const heightPx = 120
const bits = 16
const bitPx = widthPx / bits
const rowPx = 20

/** A small JPEG that carries its number as a row of light and dark blocks, which every style leaves to be told apart. */
export async function numberedPicture(number: number, scale = 1): Promise<Uint8Array<ArrayBuffer>> {
  const pixels = Buffer.alloc(widthPx * heightPx * 3)
  for (let place = 0; place < pixels.length; place++) pixels[place] = 60 + ((place * 7919 + number * 104_729) % 131)
  for (let bit = 0; bit < bits; bit++) drawBlock(pixels, bit, (number >> bit) & 1 ? 245 : 10)
  const small = sharp(pixels, { raw: { width: widthPx, height: heightPx, channels: 3 } })
  const sized = scale === 1 ? small : small.resize(widthPx * scale, heightPx * scale, { kernel: 'nearest' })
  return new Uint8Array(await sized.jpeg({ quality: 85 }).toBuffer())
}

function drawBlock(pixels: Buffer, bit: number, level: number) {
  for (let y = 0; y < rowPx; y++) {
    const from = (y * widthPx + bit * bitPx) * 3
    pixels.fill(level, from, from + bitPx * 3)
  }
}

/** The number of the picture that these bytes were made from; rejects where they are no whole picture. */
export async function numberIn(bytes: Buffer): Promise<number> {
  const grey = sharp(bytes, { failOn: 'warning' }).greyscale().raw()
  const { data, info } = await grey.toBuffer({ resolveWithObject: true })
  const row = Math.floor((info.height * rowPx) / heightPx / 2)
  let number = 0
  for (let bit = 0; bit < bits; bit++) {
    const column = Math.round(((bit + 0.5) * info.width) / bits)
    if ((data[row * info.width + column] ?? 0) > 128) number |= 1 << bit
  }
  return number
}
