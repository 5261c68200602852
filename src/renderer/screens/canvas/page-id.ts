const key = 'photocall-canvas-page'
const letters = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** This tab's name in its room, the same over reloads. Not a secret. */
export function pageIdHere(): string {
  const known = sessionStorage.getItem(key)
  if (known !== null) return known
  // not crypto.randomUUID: tablets open the page over plain HTTP, where browsers keep it back
  const made = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => letters[byte % letters.length]).join('')
  sessionStorage.setItem(key, made)
  return made
}

/** The next load of this tab is a page of its own: it was opened as the copy of another. */
export function forgetPageId(): void {
  sessionStorage.removeItem(key)
}
