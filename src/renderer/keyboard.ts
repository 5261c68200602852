/** True while a key belongs to what has the focus: text being typed, an open menu or dialog. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target instanceof Element ? event.target : null
  if (target === null) return false
  return target.closest('input, textarea, select, [contenteditable="true"], [role="menu"], [role="dialog"]') !== null
}

/** True for a key alone, without Ctrl, Alt or Meta. */
export function isPlainKey(event: KeyboardEvent): boolean {
  return !event.ctrlKey && !event.altKey && !event.metaKey
}
