import { useLayoutEffect, useState, type RefObject } from 'react'

/** The inner width of an element, whole pixels, without its padding and scroll bar; 0 before it is there. */
export function useWidth(element: RefObject<HTMLElement | null>): number {
  const [widthPx, setWidth] = useState(0)
  useLayoutEffect(() => {
    if (element.current === null) return
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)))
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [element])
  return widthPx
}
