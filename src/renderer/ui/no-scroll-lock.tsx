import type { ReactNode } from 'react'

/**
 * Stands in for `react-remove-scroll` in the bundle: the console's body never scrolls, and the original injects
 * <style> elements that the content security policy refuses.
 */
export function RemoveScroll({ children }: { children?: ReactNode }) {
  return <>{children}</>
}
