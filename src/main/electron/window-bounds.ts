import { readFileSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import type { DisplayFacts, Rectangle } from './displays'

export const consoleMinimum = { width: 1024, height: 700 }
const consoleDefault = { width: 1440, height: 900 }

/** Where the console was, relative to its display's work area, so that it is found again when displays are rearranged. */
const rememberedBounds = z.object({
  display: z.string(),
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  maximised: z.boolean(),
})
export type RememberedBounds = z.infer<typeof rememberedBounds>

/** Whole within the display it was on, else in the middle of the first one. */
export function placeConsole(remembered: RememberedBounds | null, displays: readonly DisplayFacts[]): Rectangle {
  const home = displays.find(({ label }) => label === remembered?.display)
  const area = (home ?? displays[0])?.workArea ?? { x: 0, y: 0, ...consoleDefault }
  const size = remembered ?? consoleDefault
  const width = Math.min(area.width, Math.max(consoleMinimum.width, size.width))
  const height = Math.min(area.height, Math.max(consoleMinimum.height, size.height))
  const x = remembered && home ? area.x + remembered.x : area.x + (area.width - width) / 2
  const y = remembered && home ? area.y + remembered.y : area.y + (area.height - height) / 2
  return {
    x: Math.round(within(x, area.x, area.x + area.width - width)),
    y: Math.round(within(y, area.y, area.y + area.height - height)),
    width,
    height,
  }
}

export function rememberBounds(bounds: Rectangle, home: DisplayFacts, maximised: boolean): RememberedBounds {
  const { x, y } = home.workArea
  return { ...bounds, display: home.label, x: bounds.x - x, y: bounds.y - y, maximised }
}

/** Null when there is none or it is not readable: the window then opens in its usual place. */
export function readBounds(path: string): RememberedBounds | null {
  try {
    return rememberedBounds.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return null // a first start, or a file that a crash cut short: only comfort is lost
  }
}

export function writeBounds(path: string, bounds: RememberedBounds) {
  writeFileSync(path, JSON.stringify(bounds))
}

function within(value: number, low: number, high: number) {
  return Math.min(Math.max(value, low), Math.max(low, high))
}
