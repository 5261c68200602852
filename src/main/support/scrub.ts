/** Takes out of a line of text what must not leave the machine. */
export type Scrub = (line: string) => string

export interface ScrubDeps {
  /** Tokens, hashes and keys as they are stored. */
  secrets: readonly string[]
  /** What guests wrote. */
  prompts: readonly string[]
}

/** Shorter ones would tear ordinary words apart; as the value of a key they go all the same. */
const shortest = 4

const patterns: readonly (readonly [RegExp, string])[] = [
  [
    /("(?:prompt|negative_?prompt|pin|password|token|authorization|cookie)"\s*:\s*)"(?:[^"\\]|\\.)*"/gi,
    '$1"[removed]"',
  ],
  [/\b(prompt|token|code|pin|key)=[^&\s"']+/gi, '$1=[removed]'],
  [/\bBearer\s+[\w.~+/-]+=*/gi, 'Bearer [removed]'],
  [/\/g\/[\w-]{8,}/g, '/g/[removed]'],
]

/** Literal finds as written, as JSON and as an address write them; then whatever looks like a secret. */
export function createScrub({ secrets, prompts }: ScrubDeps): Scrub {
  const literals = [...literalsOf(secrets, '[secret]'), ...literalsOf(prompts, '[prompt]')]
  return (line) => {
    const known = literals.reduce((text, { find, put }) => text.replace(find, put), line)
    return patterns.reduce((text, [find, put]) => text.replace(find, put), known)
  }
}

/** Expressions of this many words each: one for all of them would be too large for some engines. */
const wordsAtOnce = 500

function literalsOf(words: readonly string[], put: string): { find: RegExp; put: () => string }[] {
  const forms = new Set(words.filter((word) => word.length >= shortest).flatMap(formsOf))
  const longestFirst = [...forms].sort((a, b) => b.length - a.length)
  const groups = Array.from({ length: Math.ceil(longestFirst.length / wordsAtOnce) }, (_, i) =>
    longestFirst.slice(i * wordsAtOnce, (i + 1) * wordsAtOnce),
  )
  return groups.map((group) => ({ find: new RegExp(group.map(escaped).join('|'), 'gi'), put: () => put }))
}

function formsOf(word: string): string[] {
  const address = encodeURIComponent(word)
  return [word, JSON.stringify(word).slice(1, -1), address, address.replaceAll('%20', '+')]
}

function escaped(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
