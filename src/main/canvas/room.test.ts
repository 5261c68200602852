import { describe, expect, it } from 'vitest'
import { readFrame } from './frame'
import type { OutFrame } from './outbox'
import { createRoom, type Member } from './room'
import { drawOf, jpegOf, pngOf } from './testing/canvas-house'

function member() {
  const heard: OutFrame[] = []
  const one: Member = { isReceiver: () => false, send: (frame) => void heard.push(frame), dismiss: () => undefined }
  return { one, heard }
}

function drawnIn(room: ReturnType<typeof createRoom>, by: Member) {
  return (bytes: Buffer, isBinary = false): Buffer => {
    const raw = { bytes, isBinary }
    const frame = readFrame(raw)
    if (frame.kind === 'live' || frame.kind === 'final') room.relay(by, frame, raw)
    return bytes
  }
}

describe('the live picture that a room keeps', () => {
  it('stays what it was for whoever holds it, while drawing goes on', () => {
    const room = createRoom('MESA')
    const draw = drawnIn(room, member().one)
    draw(Buffer.from(drawOf('first')))
    const held = room.picture()
    for (const filling of ['2nd..', '3rd..']) draw(Buffer.from(drawOf(filling)))
    expect(held?.bytes()).toEqual(jpegOf(640, 480, 'first'))
    expect(room.picture()?.bytes()).toEqual(jpegOf(640, 480, '3rd..'))
  })

  it('is sent to who comes as it was then', () => {
    const room = createRoom('MESA')
    const draw = drawnIn(room, member().one)
    draw(Buffer.from(drawOf('first')))
    const late = member()
    room.join(late.one)
    draw(Buffer.from(drawOf('other')))
    expect(late.heard.map(({ bytes }) => bytes.toString())[0]).toBe(drawOf('first'))
  })

  it('goes on as the bytes that came, and is kept whatever becomes of them', () => {
    const room = createRoom('MESA')
    const [artist, watcher] = [member(), member()]
    room.join(watcher.one)
    const bytes = drawnIn(room, artist.one)(Buffer.from(drawOf('first')))
    expect(watcher.heard[0]?.bytes).toBe(bytes)
    bytes.fill(0)
    expect(room.picture()?.bytes()).toEqual(jpegOf(640, 480, 'first'))
  })

  it('has a revision that rises, and none before the first and after forgetting', () => {
    const room = createRoom('MESA')
    const draw = drawnIn(room, member().one)
    expect(room.revision()).toBe(0)
    draw(Buffer.from(drawOf('live')))
    const live = room.revision()
    draw(pngOf(640, 480), true)
    expect(room.revision()).toBeGreaterThan(live)
    expect(room.picture()?.revision).toBe(room.revision())
    room.forget()
    expect(room.revision()).toBe(0)
  })
})
