/**
 * Which styles a server is quick at, as far as our own prompts there tell: a card holds one set of models at a time, and
 * what needs others pushes them out.
 */
export interface LoadedModels {
  /** A prompt that needs these is there until the returned function is called. */
  needed(models: readonly string[]): () => void
  /** A style was made with these: they are loaded. */
  made(style: string, models: readonly string[]): void
  isWarm(style: string): boolean
  warmStyles(): string[]
  /** Nothing is known of it any more. */
  forget(): void
}

export function createLoadedModels(): LoadedModels {
  const madeWith = new Map<string, readonly string[]>()
  /** Of the prompts that are there now: where they stand in its line is not known. */
  const needs = new Set<readonly string[]>()

  function isWarm(style: string): boolean {
    const models = madeWith.get(style)
    return models !== undefined && ![...needs].some((each) => pushesOut(each, models))
  }

  return {
    needed(models) {
      const need = [...models]
      needs.add(need)
      return () => {
        if (!needs.delete(need)) return
        // one that failed or was stopped may have loaded them too
        for (const [style, own] of madeWith) if (pushesOut(need, own)) madeWith.delete(style)
      }
    },
    made: (style, models) => void madeWith.set(style, models),
    isWarm,
    warmStyles: () => [...madeWith.keys()].filter(isWarm),
    forget: () => madeWith.clear(),
  }
}

/** What needs no model leaves all where they are; what needs some of these and more leaves these loaded. */
const pushesOut = (by: readonly string[], models: readonly string[]): boolean =>
  by.length > 0 && !models.every((model) => by.includes(model))
