import { useEffect } from 'react'
import { sizesPx, type Brush } from './drawing/brush'
import type { Session } from './session'

export interface BrushKeys {
  brush: Brush
  onChange: (brush: Brush) => void
  session: Session | null
}

/** B and E for brush and eraser, [ and ] for the size, and the usual keys for back and forth. */
export function useBrushKeys({ brush, onChange, session }: BrushKeys): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof HTMLTextAreaElement
      if (isTyping || event.altKey) return
      const act = event.ctrlKey || event.metaKey ? historyKey(event, session) : brushKey(event, brush, onChange)
      if (act === null) return
      event.preventDefault()
      act()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [brush, onChange, session])
}

function historyKey({ key, shiftKey }: KeyboardEvent, session: Session | null): (() => void) | null {
  const letter = key.toLowerCase()
  if (letter === 'y' || (letter === 'z' && shiftKey)) return () => session?.redo()
  return letter === 'z' ? () => session?.undo() : null
}

function brushKey({ key }: KeyboardEvent, brush: Brush, onChange: (brush: Brush) => void): (() => void) | null {
  const letter = key.toLowerCase()
  if (letter === 'b') return () => onChange({ ...brush, tool: 'brush' })
  if (letter === 'e') return () => onChange({ ...brush, tool: 'eraser' })
  if (letter !== '[' && letter !== ']') return null
  const place = sizesPx.findIndex((sizePx) => sizePx === brush.sizePx) + (letter === ']' ? 1 : -1)
  const sizePx = sizesPx[Math.min(sizesPx.length - 1, Math.max(0, place))] ?? brush.sizePx
  return () => onChange({ ...brush, sizePx })
}
