import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import type { ComfyApi, QueuedPrompt } from './comfy-api'
import { wasInterrupted } from './messages'

/** Between two tries: an interrupt that comes right after the start is lost, and a node may not look for a while. */
const againMs = 300
const givenUpMs = 60_000

/**
 * Takes a prompt off its server: out of the line where it waits, interrupted where it runs, again and again until the
 * queue no longer has it. The queue is looked at before each try, because servers before 0.3.57 stop whatever runs; where
 * another's job came to run in between and was stopped, the log says so. Resolves with whether it is gone; what the
 * server does not answer for a minute is left.
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
  /** Whom each interrupt was for, and who was next in line then. */
  const sent: { promptId: string; next: string | null }[] = []
  while (mayGoOn()) {
    try {
      const { isGone, running } = await tryOnce()
      if (isGone) {
        await tellWhoWasHit(running)
        return true
      }
    } catch (error) {
      log.debug('a prompt could not be cancelled yet', { promptId, error: String(error) })
    }
    await pause()
  }
  return false

  async function tryOnce(): Promise<{ isGone: boolean; running: QueuedPrompt[] }> {
    const { running, pending } = await api.queue(signal)
    const isOurs = (one: QueuedPrompt) => one.promptId === promptId || one.mark === mark
    const waiting = pending.find(isOurs)
    const atWork = running.find(isOurs)
    if (waiting) await api.removePending(waiting.promptId)
    else if (atWork) {
      sent.push({ promptId: atWork.promptId, next: pending[0]?.promptId ?? null })
      await api.interrupt(atWork.promptId)
    }
    return { isGone: !waiting && !atWork, running }
  }

  /** Ours was over by itself: the first that ran after it is the one that the interrupt can have met. */
  async function tellWhoWasHit(running: QueuedPrompt[]): Promise<void> {
    const last = sent.at(-1)
    if (!last) return
    const suspects = new Set(running.map((one) => one.promptId))
    if (last.next !== null) suspects.add(last.next)
    const own = suspects.size > 0 ? await ended(last.promptId) : null
    if (!own || wasInterrupted(own)) return
    while (mayGoOn()) {
      const ends = await Promise.all([...suspects].map(async (id) => ({ id, entry: await ended(id) })))
      const hit = ends.find(({ entry }) => entry && wasInterrupted(entry))
      if (hit) log.warn('an interrupt came too late and stopped the job of another', { promptId, stopped: hit.id })
      if (ends.some(({ entry }) => entry)) return
      await pause()
    }
  }

  /** What cannot be looked up now is not known. */
  async function ended(id: string) {
    return api.history(id, signal).catch((error: unknown) => {
      log.debug('the end of a prompt could not be looked up', { promptId: id, error: String(error) })
      return null
    })
  }

  function mayGoOn(): boolean {
    return !signal?.aborted && clock.monotonicMs() < untilMs
  }

  function pause(): Promise<void> {
    return new Promise((resolve) => void clock.after(againMs, resolve))
  }
}
