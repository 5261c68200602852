/** The facts of Electron's `before-input-event` that decide. */
export interface KeyFacts {
  key: string
  control: boolean
  alt: boolean
  meta: boolean
  shift: boolean
}

/** Keys that type, move within a page, or shoot; a presenter's remote sends PageUp and PageDown. */
const named = new Set([
  ...['Enter', ' ', 'Tab', 'Backspace', 'Delete', 'Escape', 'Home', 'End', 'PageUp', 'PageDown', 'Shift', 'CapsLock'],
  ...['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Dead', 'AltGraph', 'Unidentified', 'Process'],
])

/** Everything is blocked unless it is listed: new shortcuts of Chromium or the system stay blocked by themselves. */
export function isKeyAllowedOnKiosk(facts: KeyFacts) {
  if (facts.meta) return false
  if (asksForPin(facts)) return true
  const types = [...facts.key].length === 1
  if (facts.control && facts.alt) return types && !/[\p{L}\p{N} ]/u.test(facts.key) // AltGr on Windows: @, #, [
  if (facts.control || facts.alt) return false
  return types || named.has(facts.key)
}

/** Ctrl+Shift+K: the page asks for the PIN. */
function asksForPin({ key, control, shift, alt }: KeyFacts) {
  return control && shift && !alt && key.toLowerCase() === 'k'
}
