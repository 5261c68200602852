/** An open camera: shows itself in any number of places and gives its picture at full size. */
export interface Viewfinder {
  label: string
  widthPx: number
  heightPx: number
  /** Puts the moving picture into `place`, filling it; the returned function takes it out again. */
  showIn(place: HTMLElement): () => void
  /** The first frame at or after `zeroMs` of performance.now() as a JPEG, unmirrored, and by how much it missed. */
  shootAt(zeroMs: number): Promise<{ jpeg: Blob; missMs: number }>
  /** Called once when the camera is gone by itself. */
  onLost(listen: () => void): void
  close(): void
}

/** Waits on the monotonic clock: a timer first, which may be late by some milliseconds, then frame by frame. */
export async function waitUntil(zeroMs: number): Promise<void> {
  const leftMs = zeroMs - performance.now() - timerSlackMs
  if (leftMs > 0) await new Promise((resolve) => setTimeout(resolve, leftMs))
  while (performance.now() < zeroMs) await nextTask()
}

/** Timers of a busy renderer come late by about this much. */
const timerSlackMs = 12

/** A turn of the event loop without the four milliseconds that nested timers wait. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })
}
