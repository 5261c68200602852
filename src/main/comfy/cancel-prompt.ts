import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import type { ComfyApi } from './comfy-api'

/** Between two tries: an interrupt that comes right after the start is lost, and a node may not look for a while. */
const againMs = 300
const givenUpMs = 60_000

/**
 * Takes a prompt off its server: out of the line where it waits, interrupted where it runs, again and again until the
 * queue no longer has it. The queue is looked at before each try, because servers before 0.3.57 stop whatever runs.
 * Resolves with whether it is gone; what the server does not answer for a minute is left.
 */
export async function cancelPrompt(deps: {
  api: ComfyApi
  clock: Clock
  log: Log
  promptId: string
  /** Our mark on it, where the server gave it another id. */
  mark: string
  signal: AbortSignal | null
}): Promise<boolean> {
  const { api, clock, log, promptId, mark, signal } = deps
  const untilMs = clock.monotonicMs() + givenUpMs
  while (!signal?.aborted && clock.monotonicMs() < untilMs) {
    try {
      if (await tryOnce()) return true
    } catch (error) {
      log.debug('a prompt could not be cancelled yet', { promptId, error: String(error) })
    }
    await new Promise<void>((resolve) => void clock.after(againMs, resolve))
  }
  return false

  /** Whether it is gone. */
  async function tryOnce(): Promise<boolean> {
    const { running, pending } = await api.queue(signal)
    const isOurs = (one: { promptId: string; mark: string | null }) => one.promptId === promptId || one.mark === mark
    const waiting = pending.find(isOurs)
    const atWork = running.find(isOurs)
    if (waiting) await api.removePending(waiting.promptId)
    else if (atWork) await api.interrupt(atWork.promptId)
    return !waiting && !atWork
  }
}
