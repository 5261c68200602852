import type { ComfyApi } from './comfy-api'
import type { HistoryEntry } from './messages'

/** A prompt by the id that its server knows it by, and by our own mark, which every version keeps. */
export interface Wanted {
  promptId: string
  mark: string
}

/** `inFront`: who is at work while it waits. Null: it neither runs nor waits. */
export async function lookInQueue(
  api: ComfyApi,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<{ promptId: string; isAtWork: boolean; inFront: string | null } | null> {
  const { running, pending } = await api.queue(signal)
  const isOurs = (one: { promptId: string; mark: string | null }) =>
    one.promptId === wanted.promptId || one.mark === wanted.mark
  const found = running.find(isOurs) ?? pending.find(isOurs)
  if (!found) return null
  const isAtWork = running.includes(found)
  return { promptId: found.promptId, isAtWork, inFront: isAtWork ? null : (running[0]?.promptId ?? null) }
}

/** `byMark`: on a server that gives ids of its own, and whose reply was lost. Null: not over, or not known. */
export async function lookInHistory(
  api: ComfyApi,
  { promptId, mark, byMark }: Wanted & { byMark: boolean },
  signal: AbortSignal,
): Promise<{ promptId: string; entry: HistoryEntry } | null> {
  const entry = await api.history(promptId, signal)
  if (entry) return { promptId, entry }
  return byMark ? api.finishedWith(mark, signal) : null
}
