import { AppError } from '../../contract/errors'
import { sha256OfBytes } from '../lib/files'
import type { CanvasFrame, CanvasPicture, RawFrame } from './frame'
import { createLiveStore } from './live-store'
import type { OutFrame } from './outbox'

/** A client of a room, as the room needs it. */
export interface Member {
  /** TouchDesigner, which draws nothing. */
  isReceiver(): boolean
  send(frame: OutFrame): void
  /** The operator closed the room. */
  dismiss(): void
}

/** A picture as it can be used and shown; `revision` rises with each. */
export type RoomPicture = CanvasPicture & {
  revision: number
  /** Where false it is the live picture of a stroke that goes on, or whose end never came. */
  isFinal: boolean
}

/** People who see one another draw. */
export interface Room {
  readonly name: string
  /** What the room remembers goes to it at once. Throws `room_full`. */
  join(member: Member): void
  leave(member: Member): void
  /** To the others, byte for byte; what it means is remembered for those who come later. */
  relay(
    from: Member,
    frame: Extract<CanvasFrame, { kind: 'final' | 'live' | 'state' | 'prompt' | 'other' }>,
    raw: RawFrame,
  ): void
  members(): readonly Member[]
  isDrawing(): boolean
  prompt(): string
  picture(): RoomPicture | null
  /** Of its picture, without holding it; 0 while there is none. */
  revision(): number
  /** Of what is remembered. */
  heldBytes(): number
  /** Its pictures and prompt: who is here has seen them. */
  forget(): void
  /** The same where one of its pictures has these bytes; false where it shows something else by now. */
  forgetDrawing(sha256: string): boolean
}

/** A class at one table, and the projector. */
export const memberLimit = 24

interface Remembered {
  raw: RawFrame
  picture: RoomPicture
}

export function createRoom(name: string): Room {
  const members = new Set<Member>()
  let final: Remembered | null = null
  /** Of the stroke that goes on. */
  let live: Remembered | null = null
  let prompt: { raw: RawFrame; text: string } | null = null
  let stroke: { raw: RawFrame; by: Member } | null = null
  /** As receivers do: after a stroke's end, or a final picture, a live one that comes late counts no more. */
  let isLocked = false
  let revision = 0
  const liveStore = createLiveStore()

  function join(member: Member): void {
    if (members.size >= memberLimit) throw full(name)
    members.add(member)
    // the final picture locks a receiver, so that the stroke which goes on must be told after it
    for (const raw of [final?.raw, prompt?.raw, stroke?.raw, live?.raw]) if (raw) member.send(kept(raw))
    liveStore.lend()
  }

  function leave(member: Member): void {
    members.delete(member)
    // whoever left in the middle of a stroke will not tell its end
    if (stroke?.by === member) stroke = null
  }

  function remember(by: Member, frame: CanvasFrame, raw: RawFrame): void {
    if (frame.kind === 'final') {
      final = rememberedPicture(frame.picture, own(raw), true)
      dropLive()
      isLocked = true
    }
    if (frame.kind === 'live' && !isLocked) live = rememberedPicture(frame.picture, liveStore.keep(raw), false)
    if (frame.kind === 'prompt') prompt = { raw: own(raw), text: frame.text }
    if (frame.kind === 'state') {
      stroke = frame.isDrawing ? { raw: own(raw), by } : null
      isLocked = !frame.isDrawing
    }
  }

  function dropLive(): void {
    live = null
    liveStore.lend()
  }

  function rememberedPicture(picture: CanvasPicture, mine: RawFrame, isFinal: boolean): Remembered {
    const { mediaType, widthPx, heightPx } = picture
    const bytes = () => (mine.isBinary ? mine.bytes : pictureOf(mine))
    return { raw: mine, picture: { mediaType, widthPx, heightPx, bytes, isFinal, revision: ++revision } }
  }

  function forget(): void {
    final = null
    dropLive()
    prompt = null
  }

  return {
    name,
    join,
    leave,
    relay(from, frame, raw) {
      remember(from, frame, raw)
      const out: OutFrame = {
        ...raw,
        when: frame.kind === 'live' ? 'skip' : 'keep',
        isFinal: frame.kind === 'final',
      }
      for (const member of members) if (member !== from) member.send(out)
    },
    members: () => [...members],
    isDrawing: () => stroke !== null,
    prompt: () => prompt?.text ?? '',
    picture() {
      liveStore.lend() // what is given out stays as it is
      return (live ?? final)?.picture ?? null
    },
    revision: () => (live ?? final)?.picture.revision ?? 0,
    heldBytes() {
      const kept = [final?.raw.bytes.length, prompt?.raw.bytes.length, live?.raw.bytes.buffer.byteLength]
      return kept.reduce<number>((sum, sizeBytes) => sum + (sizeBytes ?? 0), 0)
    },
    forget,
    forgetDrawing(sha256) {
      const isIts = [final, live].some((held) => held !== null && sha256OfBytes(held.picture.bytes()) === sha256)
      if (isIts) forget()
      return isIts
    },
  }
}

const kept = (raw: RawFrame): OutFrame => ({ ...raw, when: 'keep', isFinal: false })

/** A small frame may be a view of a much larger piece of what came over the network. */
function own(raw: RawFrame): RawFrame {
  return raw.bytes.buffer.byteLength > raw.bytes.length ? { ...raw, bytes: Buffer.from(raw.bytes) } : raw
}

function pictureOf({ bytes }: RawFrame): Buffer {
  const { payload } = JSON.parse(bytes.toString('utf8')) as { payload: string }
  return Buffer.from(payload.slice(payload.indexOf(',') + 1), 'base64')
}

function full(room: string): AppError {
  const message = `${memberLimit} devices draw in ${room} already.`
  return new AppError('room_full', message, 'Close the page on one of them, or open another room.', {
    params: { room, limit: memberLimit },
  })
}
