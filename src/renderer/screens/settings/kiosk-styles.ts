/** Which styles guests are offered; an empty list stands for all. */
export function offeredStyles(all: readonly string[], chosen: readonly string[]): string[] {
  const known = chosen.filter((name) => all.includes(name))
  return known.length === 0 ? [...all] : known
}

/** The setting after one style was switched on or off. The last one stays: guests must be offered something. */
export function withStyleSwitched(all: readonly string[], chosen: readonly string[], name: string): string[] {
  const offered = offeredStyles(all, chosen)
  const next = offered.includes(name) ? offered.filter((one) => one !== name) : [...offered, name]
  if (next.length === 0) return [...chosen]
  return next.length === all.length ? [] : all.filter((one) => next.includes(one))
}
