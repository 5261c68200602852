import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { StyleView } from '../../contract/style'
import { useAppState } from './use-app-state'

/** Names a style in the operator's language; a style that is gone by its folder's name. */
export function useStyleTitle(): (name: string) => string {
  const { i18n } = useTranslation()
  const styles = useAppState((state) => state.styles)
  return useCallback((name) => titleOf(styles, name, i18n.language), [styles, i18n.language])
}

export function titleOf(styles: readonly StyleView[], name: string, language: string): string {
  const title = styles.find((style) => style.name === name)?.title
  return title?.[language === 'es' ? 'es' : 'en'] ?? name
}
