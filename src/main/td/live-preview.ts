import type { Clock } from '../lib/clock'

export interface LiveFrame {
  bytes: Uint8Array
  mediaType: 'image/jpeg' | 'image/png'
}

/** One who looks. Between two looks only the newest frame is kept: a slow viewer skips, and holds nobody up. */
export interface LiveViewer {
  /** The newest frame that this viewer has not had, as soon as there is one; null when it is over. */
  next(): Promise<LiveFrame | null>
  close(): void
}

/** The live picture of TouchDesigner for any number of viewers. */
export interface LivePreview {
  push(frame: LiveFrame): void
  watch(): LiveViewer
  viewers(): number
  /** Frames come in now. */
  runs(): boolean
  /** The first viewer came, the last one went, or frames began or ceased to come. */
  onChange(listen: () => void): void
  close(): void
}

/** Without a frame for so long the picture stands still. */
const stillAfterMs = 2000

interface Watcher {
  /** Not yet had. */
  fresh: LiveFrame | null
  give: ((frame: LiveFrame | null) => void) | null
}

export function createLivePreview({ clock }: { clock: Clock }): LivePreview {
  const watchers = new Set<Watcher>()
  const listeners: (() => void)[] = []
  let newest: LiveFrame | null = null
  let lastAtMs = 0
  let stopTimer: (() => void) | null = null

  const announce = () => listeners.forEach((listen) => listen())

  function handOver(watcher: Watcher, frame: LiveFrame | null): void {
    const { give } = watcher
    if (!give) return void (watcher.fresh = frame)
    watcher.give = null
    watcher.fresh = null
    give(frame)
  }

  function lookWhetherStill(): void {
    const quietMs = clock.monotonicMs() - lastAtMs
    if (quietMs < stillAfterMs) return void (stopTimer = clock.after(stillAfterMs - quietMs, lookWhetherStill))
    stopTimer = null
    newest = null
    announce()
  }

  function watch(): LiveViewer {
    const watcher: Watcher = { fresh: newest, give: null }
    watchers.add(watcher)
    if (watchers.size === 1) announce()
    return {
      next: () =>
        new Promise((resolve) => {
          if (!watchers.has(watcher)) return resolve(null)
          watcher.give = resolve
          if (watcher.fresh) handOver(watcher, watcher.fresh)
        }),
      close: () => leave(watcher),
    }
  }

  function leave(watcher: Watcher): void {
    if (!watchers.delete(watcher)) return
    handOver(watcher, null)
    if (watchers.size === 0) announce()
  }

  return {
    push(frame) {
      const began = stopTimer === null
      newest = frame
      lastAtMs = clock.monotonicMs()
      stopTimer ??= clock.after(stillAfterMs, lookWhetherStill)
      watchers.forEach((watcher) => handOver(watcher, frame))
      if (began) announce()
    },
    watch,
    viewers: () => watchers.size,
    runs: () => stopTimer !== null,
    onChange: (listen) => void listeners.push(listen),
    close() {
      stopTimer?.()
      stopTimer = null
      ;[...watchers].forEach(leave)
    },
  }
}
