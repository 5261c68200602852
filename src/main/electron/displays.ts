/** The part of Electron's Display that decides. */
export interface DisplayFacts {
  id: number
  label: string
  bounds: Rectangle
  workArea: Rectangle
}

export interface Rectangle {
  x: number
  y: number
  width: number
  height: number
}

/** Labels that people and settings can tell apart: nameless displays are numbered, equal names get a number in brackets. */
export function labelledDisplays<D extends DisplayFacts>(displays: readonly D[]): D[] {
  const seen = new Map<string, number>()
  return displays.map((display, index) => {
    const name = display.label.trim() || `Display ${index + 1}`
    const count = (seen.get(name) ?? 0) + 1
    seen.set(name, count)
    return { ...display, label: count === 1 ? name : `${name} (${count})` }
  })
}

export interface KioskPlaceRequest<D> {
  displays: readonly D[]
  /** Label that the operator chose; null or unknown: any display but the console's. */
  wanted: string | null
  /** Labels of displays that the operator keeps free of it, above everything else. */
  neverOn: readonly string[]
  consoleDisplayId: number | null
}

/** Where the kiosk opens; the console's own display only when there is no other. Null where none is left for it. */
export function kioskDisplay<D extends DisplayFacts>(request: KioskPlaceRequest<D>): D | null {
  const { wanted, neverOn, consoleDisplayId } = request
  const allowed = request.displays.filter(({ label }) => !neverOn.includes(label))
  const chosen = allowed.find(({ label }) => label === wanted)
  return chosen ?? allowed.find(({ id }) => id !== consoleDisplayId) ?? allowed[0] ?? null
}

/** What opening the kiosk would mean for the operator. */
export function kioskPlace<D extends DisplayFacts>(request: KioskPlaceRequest<D>): 'free' | 'over-console' | 'nowhere' {
  const place = kioskDisplay(request)
  if (place === null) return 'nowhere'
  return place.id === request.consoleDisplayId ? 'over-console' : 'free'
}

export interface KioskMoveRequest<D> extends KioskPlaceRequest<D> {
  /** Where the kiosk is now. */
  currentDisplayId: number
  /** It was opened over the console, on purpose. */
  openedOverConsole: boolean
}

/** What an open kiosk does when displays come and go. It never falls onto the operator's display by itself. */
export function kioskMove<D extends DisplayFacts>(request: KioskMoveRequest<D>): 'stay' | 'move' | 'hide' {
  const place = kioskDisplay(request)
  const isOperators = place?.id === request.consoleDisplayId && place?.label !== request.wanted
  if (place === null || (isOperators && !request.openedOverConsole)) return 'hide'
  return place.id === request.currentDisplayId ? 'stay' : 'move'
}
