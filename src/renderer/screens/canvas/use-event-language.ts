import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { Language } from '../../../contract/event'

/** Guests read their event's language where it has one; else what their device prefers stays. */
export function useEventLanguage(language: Language | null): void {
  const { i18n } = useTranslation()
  useEffect(() => {
    if (language === null || language === i18n.language) return
    void i18n.changeLanguage(language)
    document.documentElement.lang = language
  }, [i18n, language])
}
