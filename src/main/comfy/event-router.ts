import type { ComfyEvent } from './messages'

/** Brings each event to whoever follows its prompt, and keeps what comes before anybody does. */
export interface EventRouter {
  give(event: ComfyEvent): void
  /** What came before is given at once, in order; the returned function ends it. */
  follow(promptId: string, listen: (event: ComfyEvent) => void): () => void
  /** The connection is a new one: what ran may have ended unseen. */
  reset(): void
}

/** Prompts whose early events are kept, and how many of each: the reply to a submission may come after its end. */
const keptPrompts = 64
const keptEvents = 500

export function createEventRouter(): EventRouter {
  const followers = new Map<string, (event: ComfyEvent) => void>()
  const early = new Map<string, ComfyEvent[]>()
  /** The prompt that runs for this connection: previews and progress of older servers name none. */
  let running: string | null = null

  function promptOf(event: ComfyEvent): string | null {
    if (event.promptId !== null) return event.promptId
    // on reconnection the server names the node alone; it is meant for the only prompt there is
    if (event.type === 'executing' && running === null && followers.size === 1) return [...followers.keys()][0]!
    return running
  }

  function note(promptId: string, event: ComfyEvent): void {
    const isOver =
      event.type === 'success' || event.type === 'interrupted' || (event.type === 'executing' && event.node === null)
    if (isOver) running = running === promptId ? null : running
    else if (event.type === 'start' || event.type === 'executing' || event.type === 'states') running = promptId
  }

  function keep(promptId: string, event: ComfyEvent): void {
    if (event.type === 'preview') return
    const list = early.get(promptId) ?? []
    if (list.length < keptEvents) list.push(event)
    early.delete(promptId)
    early.set(promptId, list)
    for (const oldest of early.keys()) {
      if (early.size <= keptPrompts) break
      early.delete(oldest)
    }
  }

  return {
    give(event) {
      const promptId = promptOf(event)
      if (promptId === null) return
      if (event.type !== 'preview') note(promptId, event)
      const follower = followers.get(promptId)
      if (follower) follower(event)
      else keep(promptId, event)
    },
    follow(promptId, listen) {
      followers.set(promptId, listen)
      const before = early.get(promptId) ?? []
      early.delete(promptId)
      before.forEach(listen)
      return () => {
        if (followers.get(promptId) === listen) followers.delete(promptId)
      }
    },
    reset() {
      running = null
    },
  }
}
