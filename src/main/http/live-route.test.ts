import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { addresses } from '../../contract/addresses'
import { systemClock } from '../lib/clock'
import { createLivePreview } from '../td/live-preview'
import { asProgram, createCoreDouble, startServer } from './testing/core-double'
import { until } from './testing/wire'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

async function serveLive() {
  const core = await createCoreDouble()
  const live = createLivePreview({ clock: systemClock })
  const { server } = await startServer({ ...core, live })
  ends.push(async () => {
    live.close()
    await server.close()
    await core.removeFiles()
  })
  const open = (method = 'GET') =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const asked = {
        method,
        host: '127.0.0.1',
        port: server.port,
        path: addresses.live,
        headers: asProgram,
        agent: false,
      }
      request(asked, resolve).on('error', reject).end()
    })
  return { live, open }
}

/** Larger than what network and stream hold together. */
const frameBytes = 400_000
const frameOf = (mark: number) => ({ bytes: new Uint8Array(frameBytes).fill(mark), mediaType: 'image/jpeg' as const })

test('frames arrive as parts with their length, each closed at once, so that a browser shows it', async () => {
  const { live, open } = await serveLive()
  const answer = await open()
  expect(answer.headers['content-type']).toBe('multipart/x-mixed-replace; boundary=photocall-frame')
  let text = ''
  answer.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')))
  await until(() => live.viewers() === 1)
  live.push({ bytes: Buffer.from('abc'), mediaType: 'image/png' })
  const part = 'Content-Type: image/png\r\nContent-Length: 3\r\n\r\nabc\r\n--photocall-frame\r\n'
  await until(() => text.endsWith(part))
  expect(text).toBe(`--photocall-frame\r\n${part}`)
  answer.destroy()
  await until(() => live.viewers() === 0)
})

test('a viewer that never reads skips frames, and costs the others nothing', async () => {
  const { live, open } = await serveLive()
  const stuck = await open()
  stuck.pause()
  const reader = await open()
  let received = 0
  reader.on('data', (chunk: Buffer) => (received += chunk.length))
  await until(() => live.viewers() === 2)
  for (let number = 1; number <= 60; number++) {
    live.push(frameOf(number % 250))
    await until(() => received >= number * frameBytes)
  }
  // what the stuck one holds is what network and streams took of the first frames, not sixty of them
  let late = 0
  let hasNewest = false
  stuck.on('data', (chunk: Buffer) => {
    late += chunk.length
    hasNewest ||= chunk.includes(251)
  })
  stuck.resume()
  live.push(frameOf(251))
  await until(() => hasNewest)
  expect(late).toBeLessThan(40 * frameBytes)
  stuck.destroy()
  reader.destroy()
})

test('who asks for the headers alone is no viewer', async () => {
  const { live, open } = await serveLive()
  const answer = await open('HEAD')
  expect(answer.statusCode).toBe(200)
  answer.resume()
  await once(answer, 'end')
  expect(live.viewers()).toBe(0)
})
