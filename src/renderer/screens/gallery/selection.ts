/** How many can be chosen: as many as one command, or one ZIP, takes. */
export const chosenAtMost = 1000

/** Which pictures are chosen, by id, and which one the keyboard stands on. */
export interface Selection {
  chosen: ReadonlySet<string>
  /** The one whose facts are shown; `place` is where it stood, for when it goes. */
  active: { id: string; place: number } | null
  /** Where a range begins. */
  anchorPlace: number
}

export const nothingChosen: Selection = { chosen: new Set(), active: null, anchorPlace: 0 }

export interface Spot {
  id: string
  place: number
}

/** One alone, as by a plain click or arrow. */
export function chooseOne({ id, place }: Spot): Selection {
  return { chosen: new Set([id]), active: { id, place }, anchorPlace: place }
}

/** One more or one less, as by Ctrl and a click. */
export function toggle(selection: Selection, { id, place }: Spot): Selection {
  const chosen = new Set(selection.chosen)
  if (!chosen.delete(id) && chosen.size < chosenAtMost) chosen.add(id)
  return { chosen, active: { id, place }, anchorPlace: place }
}

/** All from where the range began to `to`, as by Shift; what was not fetched cannot be chosen. */
export function extend(selection: Selection, to: Spot, idAt: (place: number) => string | null): Selection {
  const first = Math.min(selection.anchorPlace, to.place)
  const last = Math.max(selection.anchorPlace, to.place)
  const ids = Array.from({ length: last - first + 1 }, (_, i) => idAt(first + i)).filter((id) => id !== null)
  const nearest = to.place < selection.anchorPlace ? ids.slice(-chosenAtMost) : ids.slice(0, chosenAtMost)
  return { chosen: new Set(nearest), active: to, anchorPlace: selection.anchorPlace }
}

/** After the pictures changed: those that went are no longer chosen, and the one at their place is active. */
export function settled(
  selection: Selection,
  known: { total: number; placeOf: (id: string) => number | null; idAt: (place: number) => string | null },
): Selection {
  const { active, chosen } = selection
  if (active === null) return selection
  const place = known.placeOf(active.id)
  if (place !== null) return place === active.place ? selection : { ...selection, active: { ...active, place } }
  const nextPlace = Math.min(active.place, known.total - 1)
  const next = known.idAt(nextPlace)
  if (next === null) return known.total === 0 ? nothingChosen : selection
  return chosen.size > 1 ? { ...nothingChosen, active: null } : chooseOne({ id: next, place: nextPlace })
}
