/** Those of the candidates that look most like a word, best first; for "did you mean". Case does not count. */
export function nearest(word: string, candidates: readonly string[], count = 3): string[] {
  const wanted = word.toLowerCase()
  const distances = new Map([...new Set(candidates)].map((one) => [one, distance(wanted, one.toLowerCase())]))
  return [...distances]
    .sort(([, a], [, b]) => a - b)
    .slice(0, count)
    .map(([one]) => one)
}

/** Letters to add, remove or change; what one begins with or holds of the other counts as near. */
function distance(a: string, b: string): number {
  if (a !== '' && b.includes(a)) return (b.length - a.length) / 100
  let row = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const changed = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(changed, row[j]! + 1, next[j - 1]! + 1))
    }
    row = next
  }
  return row[b.length]!
}
