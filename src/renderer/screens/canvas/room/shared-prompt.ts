import type { PageClock } from '../page-clock'

/** The words of the room's prompt box: the last that anybody wrote. */
export interface SharedPrompt {
  text(): string
  /** This person types. */
  type(text: string): void
  receive(text: string): void
  /** The connection stands, and the room's words, if it has any, have been received. */
  linked(): void
  unlinked(): void
  /** Says now what waits to be said. */
  flush(): void
}

export interface SharedPromptDeps {
  clock: PageClock
  kept: string
  /** False while there is no connection. */
  say(text: string): boolean
  onChange(text: string): void
}

/** A pause in typing. */
export const typedAfterMs = 400
/** Others' words that come so soon after ours crossed them on the way. */
const crossingMs = 2000

export function createSharedPrompt({ clock, kept, say, onChange }: SharedPromptDeps): SharedPrompt {
  let text = kept
  let isUnsent = false
  let hasHeard = false
  let saidAtMs = -Infinity
  let stopTyping: (() => void) | null = null

  function flush() {
    stopTyping?.()
    stopTyping = null
    if (!isUnsent || !say(text)) return
    isUnsent = false
    saidAtMs = clock.nowMs()
  }

  function take(theirs: string) {
    text = theirs
    onChange(text)
  }

  return {
    text: () => text,
    type(typed) {
      take(typed)
      isUnsent = true
      stopTyping?.()
      stopTyping = clock.after(typedAfterMs, flush)
    },
    receive(theirs) {
      hasHeard = true
      // what is being typed here comes later, and then it is the last
      if (isUnsent || theirs === text) return
      const crossed = clock.nowMs() - saidAtMs < crossingMs
      // both sides decide alike, and the one whose words stay says them again, so that they are the last for everybody
      if (crossed && text > theirs) isUnsent = true
      else take(theirs)
      if (isUnsent) flush()
    },
    linked() {
      if (!hasHeard && text !== '') isUnsent = true
      flush()
    },
    unlinked() {
      hasHeard = false
    },
    flush,
  }
}
