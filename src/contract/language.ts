import type { Language } from './settings'

/** The first of the languages that the app speaks, by tags such as `es-MX`, most wanted first; English when it speaks none. */
export function preferredLanguage(tags: readonly string[]): Language {
  const known = tags.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => tag === 'en' || tag === 'es')
  return known === 'es' ? 'es' : 'en'
}
