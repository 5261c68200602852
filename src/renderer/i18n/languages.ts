import type { Language } from '../../contract/settings'

/** Each in its own words, so that whoever landed in the wrong one finds back. */
export const languageNames: Record<Language, string> = { en: 'English', es: 'Español' }

export const languageOptions = (['en', 'es'] as const).map((value) => ({ value, label: languageNames[value] }))
