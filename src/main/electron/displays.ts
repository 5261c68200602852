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
  consoleDisplayId: number | null
}

/** Where the kiosk opens; the console's own display only when there is no other. */
export function kioskDisplay<D extends DisplayFacts>({ displays, wanted, consoleDisplayId }: KioskPlaceRequest<D>) {
  const chosen = displays.find((display) => display.label === wanted)
  return chosen ?? displays.find((display) => display.id !== consoleDisplayId) ?? displays[0] ?? null
}

export interface KioskMoveRequest<D> extends KioskPlaceRequest<D> {
  /** Where the kiosk is now. */
  currentDisplayId: number
  /** It was opened while there was one display, on purpose. */
  openedAlone: boolean
}

/** What an open kiosk does when displays come and go. It never falls onto the operator's display by itself. */
export function kioskMove<D extends DisplayFacts>(request: KioskMoveRequest<D>): 'stay' | 'move' | 'hide' {
  const place = kioskDisplay(request)
  const isOperators = place?.id === request.consoleDisplayId && place?.label !== request.wanted
  if (place === null || (isOperators && !request.openedAlone)) return 'hide'
  return place.id === request.currentDisplayId ? 'stay' : 'move'
}
