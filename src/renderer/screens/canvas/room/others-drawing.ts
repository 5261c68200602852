import type { PageClock } from '../page-clock'
import { isPng } from './png-label'

/** What others draw at this moment: shown over the paper until it is final. */
export interface OthersDrawing {
  /** A data URL; one that holds a PNG is as good as a final picture. */
  draw(dataUrl: string): void
  says(isDrawing: boolean): void
  /** The final picture is here. */
  ended(): void
  close(): void
}

export interface OthersDrawingDeps<Picture> {
  clock: PageClock
  decode(bytes: Uint8Array<ArrayBuffer>): Promise<Picture | null>
  show(picture: Picture): void
  hide(): void
  final(bytes: Uint8Array<ArrayBuffer>): void
  onChange(othersDraw: boolean): void
}

/** Whoever left in the middle of a stroke sends neither its end nor a final picture. */
export const forgottenAfterMs = 4000

export function createOthersDrawing<Picture>(deps: OthersDrawingDeps<Picture>): OthersDrawing {
  let isDrawing = false
  let isDecoding = false
  let newest: Uint8Array<ArrayBuffer> | null = null
  /** A picture that is still being decoded when the final one comes is late. */
  let round = 0
  let stopWaiting = (): void => undefined

  function set(next: boolean) {
    stopWaiting()
    if (next) stopWaiting = deps.clock.after(forgottenAfterMs, ended)
    if (next === isDrawing) return
    isDrawing = next
    deps.onChange(next)
  }

  function ended() {
    round++
    newest = null
    set(false)
    deps.hide()
  }

  /** One at a time, and always the newest: a slow tablet leaves pictures out. */
  async function showNewest() {
    if (isDecoding || newest === null) return
    isDecoding = true
    const [bytes, itsRound] = [newest, round]
    newest = null
    const picture = await deps.decode(bytes)
    isDecoding = false
    if (picture !== null && itsRound === round) deps.show(picture)
    await showNewest()
  }

  return {
    draw(dataUrl) {
      const bytes = bytesIn(dataUrl)
      if (bytes === null) return
      if (isPng(bytes)) return deps.final(bytes)
      set(true)
      newest = bytes
      void showNewest()
    },
    // after the end the final picture is on its way: until then what was seen last stays
    says: (begins) => begins && set(true),
    ended,
    close: () => stopWaiting(),
  }
}

/** Null for what is no base64 of a picture. */
function bytesIn(dataUrl: string): Uint8Array<ArrayBuffer> | null {
  const match = /^data:image\/(?:jpeg|png|webp);base64,/.exec(dataUrl)
  if (match === null) return null
  try {
    return Uint8Array.from(atob(dataUrl.slice(match[0].length)), (letter) => letter.charCodeAt(0))
  } catch (error) {
    if (error instanceof DOMException) return null
    throw error
  }
}
