import type { Readable } from 'node:stream'
import type { Clock } from '../lib/clock'

export interface ZipStreamEnds {
  /** Its last byte was taken. */
  onDone(): void
  /** Whoever read it went away, or nothing moved for `idleMs`: nothing was taken, or a picture hangs in a share that neither gives nor refuses. */
  onLeft(): void
  onFailed(error: unknown): void
}

/**
 * A stream of Node as the body of an answer, once its first bytes are there: what goes wrong before them is thrown and can
 * still be told by a status. Read as fast as it is taken.
 * Not `Readable.toWeb`: in Node 18 it throws past everybody when a stream is cancelled.
 */
export async function bodyOfPacked(
  packed: Readable,
  { ends, idleMs, clock }: { ends: ZipStreamEnds; idleMs: number; clock: Clock },
): Promise<ReadableStream<Uint8Array>> {
  const chunks = packed[Symbol.asyncIterator]() as AsyncIterator<Uint8Array, undefined>
  let next: Promise<IteratorResult<Uint8Array, undefined>> | null = null
  let stopTimer = (): void => undefined
  watch()
  try {
    next = Promise.resolve(await chunks.next())
  } catch (error) {
    stopTimer()
    ends.onFailed(error)
    throw error
  }

  /** Begins anew with each part that is asked for and given. */
  function watch(): void {
    stopTimer()
    stopTimer = clock.after(idleMs, leave)
  }

  function leave(): void {
    stopTimer()
    ends.onLeft()
    packed.destroy()
  }

  async function pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    watch()
    try {
      const taken = await (next ?? chunks.next())
      next = null
      if (!taken.done) {
        controller.enqueue(taken.value)
        return watch()
      }
      stopTimer()
      controller.close()
      ends.onDone()
    } catch (error) {
      stopTimer()
      controller.error(error)
      ends.onFailed(error)
    }
  }

  watch()
  return new ReadableStream<Uint8Array>({ pull, cancel: leave }, { highWaterMark: 0 })
}
