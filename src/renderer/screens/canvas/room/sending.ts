import { drawBacklogBytes, drawIntervalMs, type CanvasRelayed } from '../../../../contract/canvas-protocol'
import type { PageClock } from '../page-clock'

/** What goes out while somebody draws, and when: live pictures at a steady pace, and the final one when all fingers are up. */
export interface Sending {
  /** A pointer began a stroke. */
  began(): void
  /** The live picture changed. */
  changed(): void
  /** A stroke ended; `stillDrawing` when other pointers are down. */
  ended(stillDrawing: boolean): void
  /** The picture changed without a stroke: undo, clear. */
  stepped(): void
  /** A final picture is in the room: receivers keep it until the next beginning. */
  finalSeen(): void
  close(): void
}

export interface SendingDeps {
  clock: PageClock
  isOpen(): boolean
  /** Not yet on its way. */
  unsentBytes(): number
  /** A data URL of the picture with the strokes that go on. */
  live(): Promise<string | null>
  say(message: CanvasRelayed): void
  publish(): Promise<void>
}

/** Letters and hatching are many strokes: the final picture waits this long for the next one. */
export const settleMs = 150

export function createSending(deps: SendingDeps): Sending {
  const { clock } = deps
  let isDrawing = false
  let isStartSaid = false
  let hasChanged = false
  let isEncoding = false
  let lastLiveMs = -Infinity
  let stopLive: (() => void) | null = null
  let stopFinal = (): void => undefined

  function planLive() {
    if (stopLive !== null || isEncoding || !hasChanged) return
    stopLive = clock.after(lastLiveMs + drawIntervalMs - clock.nowMs(), () => void sendLive())
  }

  async function sendLive() {
    stopLive = null
    if (!isDrawing || !hasChanged) return
    lastLiveMs = clock.nowMs()
    // too much is under way already: this picture is left out, and the newest one is tried at the next beat
    if (!deps.isOpen() || deps.unsentBytes() > drawBacklogBytes) return planLive()
    hasChanged = false
    isEncoding = true
    const payload = await deps.live()
    isEncoding = false
    if (isDrawing && payload !== null && deps.isOpen()) {
      sayStart()
      deps.say({ type: 'draw', payload })
    }
    planLive()
  }

  function sayStart() {
    if (isStartSaid) return
    isStartSaid = true
    deps.say({ type: 'state', payload: 'drawing:start' })
  }

  function planFinal() {
    stopFinal()
    stopFinal = clock.after(settleMs, () => {
      stopLive?.()
      stopLive = null
      hasChanged = false
      if (isDrawing && isStartSaid) deps.say({ type: 'state', payload: 'drawing:end' })
      isDrawing = false
      isStartSaid = false
      void deps.publish()
    })
  }

  return {
    began() {
      stopFinal()
      isDrawing = true
      if (deps.isOpen()) sayStart()
    },
    changed() {
      hasChanged = true
      planLive()
    },
    ended(stillDrawing) {
      if (!stillDrawing) planFinal()
    },
    stepped() {
      if (!isDrawing) planFinal()
    },
    finalSeen() {
      isStartSaid = false
    },
    close() {
      stopFinal()
      stopLive?.()
    },
  }
}
