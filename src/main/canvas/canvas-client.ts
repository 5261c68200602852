import type { CanvasHello, FromCanvasRooms } from '../../contract/canvas-protocol'

/** Which rooms a connection may enter: any, those whose code the console gave out, or none before its hello. */
export type CanvasRights = 'any' | 'given' | 'hello'

/** Who knocks. */
export interface CanvasPeer {
  address: string
  /** As the address names it; null: it names none. */
  room: string | null
  rights: CanvasRights
  /** A guest agrees to the event's text before a picture is made; programs and operators are not asked. */
  isGuest: boolean
  /** Whether what let it in still holds; asked every quarter of a minute. */
  isStillAdmitted(): boolean
  /** It said hello, and may. */
  onHello?(): void
}

/** One connection that is in a room, as others see it. */
export interface CanvasClient {
  /** The same over reconnects where the client has told one. */
  key: string
  room: string
  isGuest: boolean
  kind: CanvasHello['payload']['client']
  /** Only to clients that said hello. */
  tell(message: FromCanvasRooms): void
  /** The same client is here by another connection. */
  replace(): void
}
