import { inflateSync } from 'node:zlib'
import { decodeQR } from 'qr/decode.js'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { qrModules, qrPng, qrSvg } from './qr'

const link = 'http://192.168.100.200:8081/g/AbCdEfGhIjKlMnOpQrSt_-'

/** What a phone's camera would read of a picture. */
async function scanned(picture: Buffer): Promise<string> {
  const { data, info } = await sharp(picture).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  return decodeQR({ width: info.width, height: info.height, data: new Uint8Array(data) })
}

test('a phone reads the link from the PNG', async () => {
  expect(await scanned(qrPng(link, 6))).toBe(link)
})

test('a phone reads the link from the SVG at any size', async () => {
  expect(
    await scanned(
      await sharp(Buffer.from(qrSvg(link)))
        .resize(420)
        .png()
        .toBuffer(),
    ),
  ).toBe(link)
})

test('the code keeps its light margin of four modules', () => {
  const rows = qrModules(link)
  const margin = [...rows.slice(0, 4), ...rows.slice(-4), ...rows.map((row) => [...row.slice(0, 4), ...row.slice(-4)])]
  expect(margin.flat()).not.toContain(true)
  expect(rows[4]![4]).toBe(true)
})

test('the PNG is small and one bit deep', async () => {
  const png = qrPng(link, 8)
  expect(png.length).toBeLessThan(3000)
  const at = png.indexOf('IDAT')
  expect(inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)))).toBeInstanceOf(Buffer)
  expect(await sharp(png).metadata()).toMatchObject({ width: qrModules(link).length * 8, channels: 1 })
})
