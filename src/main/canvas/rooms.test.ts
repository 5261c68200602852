import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { roomAlphabet, roomNameOf } from '../../contract/canvas-protocol'
import { createManualClock } from '../lib/clock'
import { sha256OfBytes } from '../lib/files'
import { readFrame } from './frame'
import { createIsGivenRoom } from './given-rooms'
import { createGuessBrake } from './guess-brake'
import type { OutFrame } from './outbox'
import type { Member } from './room'
import { createRoomCodes } from './room-codes'
import { createRooms, emptyForMs, heldLimitBytes, roomLimit, thumbEveryMs } from './rooms'
import { drawOf, pngOf } from './testing/canvas-house'

function hall(kept = new Map<string, string>()) {
  const clock = createManualClock()
  const memory = {
    get: (key: string) => kept.get(key) ?? null,
    set: (key: string, value: string) => void kept.set(key, value),
  }
  const codes = createRoomCodes({ memory, nowMs: clock.nowMs })
  const rooms = createRooms({ codes, clock, thumbUrl: (room, revision) => `${room}?${revision}` })
  return { clock, codes, rooms, kept }
}

function someone() {
  const heard: OutFrame[] = []
  const dismiss = vi.fn()
  const member: Member = { isReceiver: () => false, send: (frame) => void heard.push(frame), dismiss }
  return { member, heard, dismiss }
}

function draws(rooms: ReturnType<typeof hall>['rooms'], name: string, bytes: Buffer): Member {
  const { member } = someone()
  const room = rooms.enter(name, member)
  const raw = { bytes, isBinary: true }
  const frame = readFrame(raw)
  if (frame.kind === 'final') room.relay(member, frame, raw)
  rooms.touched(room)
  return member
}

describe('names', () => {
  it('are upper-cased, DEFAULT when empty, and never more than a name', () => {
    expect(['', '  ', null, ' mesa-1 ', 'x_Y9'].map(roomNameOf)).toEqual([
      'DEFAULT',
      'DEFAULT',
      'DEFAULT',
      'MESA-1',
      'X_Y9',
    ])
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(roomNameOf(text) ?? 'A').toMatch(/^[A-Z0-9][A-Z0-9_-]{0,31}$/)
      }),
    )
  })

  it('of new rooms are six letters that nobody confuses', () => {
    const { rooms } = hall()
    const codes = Array.from({ length: 50 }, rooms.open)
    for (const code of codes) expect([...code].every((letter) => roomAlphabet.includes(letter))).toBe(true)
    expect([new Set(codes).size, codes[0]?.length]).toEqual([50, 6])
    expect(roomAlphabet).not.toMatch(/[ILO01]/)
  })
})

describe('rooms', () => {
  it('a thousand are open, one more is refused by name, and takes the place of one that is empty', () => {
    const { rooms } = hall()
    const members = Array.from({ length: roomLimit }, (_, at) => {
      const { member } = someone()
      return [rooms.enter(`R${at}`, member), member] as const
    })
    expect(() => rooms.enter('ONE-MORE', someone().member)).toThrow(expect.objectContaining({ code: 'rooms_full' }))
    const [room, member] = members[7]!
    rooms.leave(room, member)
    rooms.enter('ONE-MORE', someone().member)
    expect([rooms.total(), rooms.find('R7'), rooms.find('R8')?.name]).toEqual([roomLimit, null, 'R8'])
    expect(JSON.stringify(rooms.views()).length).toBeLessThan(30_000)
  })

  it('that are empty end after a while, and those whose code was given out do not', () => {
    const { rooms, clock } = hall()
    const code = rooms.open()
    const { member } = someone()
    rooms.leave(rooms.enter('PASSING', member), member)
    clock.advance(emptyForMs - 1000)
    expect(rooms.find('PASSING')).not.toBeNull()
    clock.advance(60_000)
    expect([rooms.find('PASSING'), rooms.find(code)?.name]).toEqual([null, code])
    clock.advance(25 * 3_600_000)
    expect([rooms.total(), clock.pending()]).toEqual([0, 0])
  })

  it('hold no more than they may together: those that nobody is in forget first', () => {
    const { rooms, clock } = hall()
    const large = pngOf(4000, 4000, '.'.repeat(18_000_000))
    const empty = draws(rooms, 'EMPTY', large)
    rooms.leave(rooms.find('EMPTY')!, empty)
    const places = Math.floor(heldLimitBytes / large.length)
    for (let place = 0; place < places; place++) draws(rooms, `R${place}`, large)
    clock.advance(thumbEveryMs)
    expect(rooms.find('EMPTY')?.picture()).toBeNull()
    const held = Array.from({ length: places }, (_, place) => rooms.find(`R${place}`)?.heldBytes() ?? 0)
    expect(Math.min(...held)).toBe(large.length)
  })

  it('tell consoles of a new picture at most once a second, and of the last one always', () => {
    const { rooms, clock } = hall()
    const listen = vi.fn()
    const { member } = someone()
    const room = rooms.enter('MESA', member)
    rooms.onChange(listen)
    for (let number = 0; number < 24; number++) {
      const raw = { bytes: Buffer.from(drawOf(`stroke ${number}`)), isBinary: false }
      const frame = readFrame(raw)
      if (frame.kind === 'live') room.relay(member, frame, raw)
      rooms.touched(room)
      clock.advance(83)
    }
    clock.advance(thumbEveryMs)
    expect(listen.mock.calls.length).toBeLessThanOrEqual(3)
    expect(rooms.views()).toMatchObject([{ name: 'MESA', thumbUrl: 'MESA?24' }])
  })

  it('forget a drawing that is erased with its words, and never one that was drawn since', () => {
    const { rooms, clock } = hall()
    const [first, next] = [pngOf(64, 64, 'first'), pngOf(64, 48, 'next')]
    const thumb = () => rooms.views()[0]?.thumbUrl
    draws(rooms, 'TABLE', first)
    clock.advance(thumbEveryMs)
    rooms.forgetDrawing('TABLE', sha256OfBytes(next))
    rooms.forgetDrawing('ELSEWHERE', sha256OfBytes(first))
    expect(thumb()).toBe('TABLE?1')
    rooms.forgetDrawing('TABLE', sha256OfBytes(first))
    expect([thumb(), rooms.find('TABLE')?.heldBytes()]).toEqual([null, 0])
    draws(rooms, 'TABLE', next)
    rooms.forgetDrawing('TABLE', sha256OfBytes(first))
    expect(rooms.find('TABLE')?.heldBytes()).toBe(next.length)
  })

  it('that the operator closes are gone with their code', () => {
    const { rooms, codes } = hall()
    const code = rooms.open()
    const { member, dismiss } = someone()
    rooms.enter(code, member)
    rooms.close(code)
    expect([dismiss.mock.calls.length, codes.has(code), rooms.find(code)]).toEqual([1, false, null])
    expect(() => rooms.close(code)).toThrow(expect.objectContaining({ code: 'room_unknown' }))
  })
})

describe('codes', () => {
  it('are good after a restart, with their room', () => {
    const before = hall()
    const code = before.rooms.open()
    const after = hall(before.kept)
    expect([after.codes.has(code), after.rooms.find(code)?.name]).toEqual([true, code])
  })

  it('that cannot be read are none', () => {
    for (const text of ['', 'no JSON', '[{"code":"../x","usedAtMs":1}]']) {
      expect(hall(new Map([['canvas.codes', text]])).rooms.total()).toBe(0)
    }
  })

  it('are not found by trying: after ten wrong ones an address hears no, also of a right one', () => {
    const { rooms, codes, clock } = hall()
    const code = rooms.open()
    const isGiven = createIsGivenRoom(codes, createGuessBrake(clock))
    for (let guess = 0; guess < 10; guess++) expect(isGiven(`WRONG${guess}`, '10.0.0.9')).toBe(false)
    expect([isGiven(code, '10.0.0.9'), isGiven(code, '10.0.0.8')]).toEqual([false, true])
    clock.advance(60_000)
    expect(isGiven(code.toLowerCase(), '10.0.0.9')).toBe(true)
  })

  it('are not found by many addresses together either', () => {
    const { rooms, codes, clock } = hall()
    const code = rooms.open()
    const isGiven = createIsGivenRoom(codes, createGuessBrake(clock))
    for (let guess = 0; guess < 10_000; guess++) isGiven(`W${guess}`, `10.0.${guess % 250}.${guess % 7}`)
    expect(isGiven(code, '10.9.9.9')).toBe(false)
  })
})
