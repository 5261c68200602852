import type { CanvasRoomView } from '../../contract/canvas'
import { AppError } from '../../contract/errors'
import type { Clock } from '../lib/clock'
import { createRoom, type Member, type Room } from './room'
import type { RoomCodes } from './room-codes'

/** All rooms. One begins with its first client, or when the console gives out its code; it ends when nobody comes any more. */
export interface Rooms {
  /** Throws `room_full`, `rooms_full`. */
  enter(name: string, member: Member): Room
  leave(room: Room, member: Member): void
  /** A new room with a code that may be given out; answers the code. */
  open(): string
  /** Everybody has to leave, and its code is no longer good. Throws `room_unknown`. */
  close(name: string): void
  find(name: string): Room | null
  /** What a room's picture or prompt is has changed. */
  touched(room: Room): void
  /** A drawing is erased: who comes later gets neither it nor its words. A room that shows another by now keeps that. */
  forgetDrawing(name: string, sha256: string): void
  views(): CanvasRoomView[]
  total(): number
  /** A client came or went, a stroke began or ended, or there is a new picture to show (at most every second). */
  onChange(listen: () => void): void
  closeAll(): void
}

export const roomLimit = 1000
/** An empty room is there for who comes back; one with a code for as long as its code is good. */
export const emptyForMs = 10 * 60_000
/** Of all pictures and words that rooms remember; beyond, rooms forget theirs. */
export const heldLimitBytes = 256_000_000
/** How often a console sees a new picture of a room. */
export const thumbEveryMs = 1000
/** Consoles see the newest; more than these would not be looked at. */
const shownRooms = 60
const promptLetters = 120
const sweepMs = 30_000

interface Place {
  room: Room
  emptySinceMs: number | null
  changedAtMs: number
  /** Of the picture that consoles know. */
  shownRevision: number
  stopThumb: (() => void) | null
}

export function createRooms(deps: {
  codes: RoomCodes
  clock: Clock
  thumbUrl: (room: string, revision: number) => string
}): Rooms {
  const { codes, clock } = deps
  const places = new Map<string, Place>()
  const listeners: (() => void)[] = []
  let stopSweep: (() => void) | null = null

  const announce = (): void => listeners.forEach((listen) => listen())

  function placeOf(name: string): Place {
    const known = places.get(name)
    if (known) return known
    if (places.size >= roomLimit) dropEmptiest(1)
    if (places.size >= roomLimit) throw tooMany()
    const place: Place = {
      room: createRoom(name),
      emptySinceMs: clock.monotonicMs(),
      changedAtMs: clock.nowMs(),
      shownRevision: 0,
      stopThumb: null,
    }
    places.set(name, place)
    stopSweep ??= clock.after(sweepMs, sweep)
    return place
  }

  function drop(place: Place): void {
    place.stopThumb?.()
    places.delete(place.room.name)
  }

  /** The longest empty first; a code that was given out stays good without its room. */
  function dropEmptiest(count: number): void {
    const empty = [...places.values()].filter(({ emptySinceMs }) => emptySinceMs !== null)
    const oldestFirst = empty.sort((a, b) => a.emptySinceMs! - b.emptySinceMs!)
    oldestFirst.slice(0, count).forEach(drop)
  }

  function sweep(): void {
    const before = places.size
    for (const place of places.values()) if (isOver(place)) drop(place)
    stopSweep = places.size > 0 ? clock.after(sweepMs, sweep) : null
    if (places.size !== before) announce()
  }

  function isOver({ room, emptySinceMs }: Place): boolean {
    if (emptySinceMs === null || codes.has(room.name)) return false
    return clock.monotonicMs() - emptySinceMs >= emptyForMs
  }

  /** Empty rooms first; among those that are used, who holds most. */
  function keepWithinBounds(): void {
    let heldBytes = [...places.values()].reduce((sum, { room }) => sum + room.heldBytes(), 0)
    while (heldBytes > heldLimitBytes) {
      const holders = [...places.values()].filter(({ room }) => room.heldBytes() > 0)
      const [first] = holders.sort(
        (a, b) =>
          (a.emptySinceMs ?? Infinity) - (b.emptySinceMs ?? Infinity) || b.room.heldBytes() - a.room.heldBytes(),
      )
      if (!first) return
      heldBytes -= first.room.heldBytes()
      first.room.forget()
      first.shownRevision = 0
    }
  }

  function touched(room: Room): void {
    const place = places.get(room.name)
    if (!place) return
    place.changedAtMs = clock.nowMs()
    codes.used(room.name)
    place.stopThumb ??= clock.after(thumbEveryMs, () => showPicture(place))
  }

  function showPicture(place: Place): void {
    place.stopThumb = null
    place.shownRevision = place.room.revision()
    keepWithinBounds()
    announce()
  }

  function forgetDrawing(name: string, sha256: string): void {
    const place = places.get(name)
    if (!place?.room.forgetDrawing(sha256)) return
    place.stopThumb?.()
    showPicture(place)
  }

  function viewOf({ room, shownRevision, changedAtMs }: Place): CanvasRoomView {
    const members = room.members()
    return {
      name: room.name,
      isGiven: codes.has(room.name),
      clients: members.length,
      receivers: members.filter((member) => member.isReceiver()).length,
      isDrawing: room.isDrawing(),
      prompt: room.prompt().slice(0, promptLetters),
      thumbUrl: shownRevision === 0 ? null : deps.thumbUrl(room.name, shownRevision),
      changedAtMs,
    }
  }

  // a code that was given out before the restart has its room again
  for (const code of codes.all()) placeOf(code)

  return {
    enter(name, member) {
      const place = placeOf(name)
      place.room.join(member)
      place.emptySinceMs = null
      place.changedAtMs = clock.nowMs()
      codes.used(name)
      announce()
      return place.room
    },
    leave(room, member) {
      room.leave(member)
      const place = places.get(room.name)
      if (place && room.members().length === 0) place.emptySinceMs = clock.monotonicMs()
      announce()
    },
    open() {
      const code = codes.give()
      placeOf(code)
      announce()
      return code
    },
    close(name) {
      const place = places.get(name)
      if (!place) throw unknown(name)
      codes.withdraw(name)
      drop(place)
      for (const member of place.room.members()) member.dismiss()
      announce()
    },
    find: (name) => places.get(name)?.room ?? null,
    touched,
    forgetDrawing,
    views() {
      const newestFirst = [...places.values()].sort((a, b) => b.changedAtMs - a.changedAtMs)
      const shown = new Set(newestFirst.slice(0, shownRooms))
      // in the order in which they were opened, so that nothing jumps while people draw
      return [...places.values()].filter((place) => shown.has(place)).map(viewOf)
    },
    total: () => places.size,
    onChange: (listen) => void listeners.push(listen),
    closeAll() {
      stopSweep?.()
      stopSweep = null
      for (const place of [...places.values()]) drop(place)
    },
  }
}

function tooMany(): AppError {
  return new AppError('rooms_full', `${roomLimit} rooms are open.`, 'Close one that nobody needs.', {
    params: { limit: roomLimit },
  })
}

function unknown(room: string): AppError {
  return new AppError('room_unknown', `There is no room ${room}.`, 'Look at the rooms that are open.', {
    params: { room },
  })
}
