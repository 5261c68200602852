/** Calls once when nobody has touched or pressed anything in the window for so long; the returned function gives up waiting. */
export function afterQuiet(quietMs: number, then: () => void): () => void {
  let timer = setTimeout(then, quietMs)
  const wait = () => {
    clearTimeout(timer)
    timer = setTimeout(then, quietMs)
  }
  const signs = ['pointerdown', 'keydown'] as const
  for (const sign of signs) addEventListener(sign, wait)
  return () => {
    clearTimeout(timer)
    for (const sign of signs) removeEventListener(sign, wait)
  }
}
