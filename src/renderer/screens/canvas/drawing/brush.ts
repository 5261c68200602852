/** The drawing's size in its own pixels, whatever the screen: square, because the style for drawings is, and tablets turn. */
export const sheetSidePx = 1024

export const groundColor = '#ffffff'

/** What guests draw with; the eraser is the ground's colour, so that every picture is opaque. */
export const colors = [
  { name: 'black', value: '#17181c' },
  { name: 'grey', value: '#7d828c' },
  { name: 'brown', value: '#7a4a25' },
  { name: 'skin', value: '#efb98f' },
  { name: 'red', value: '#e0322f' },
  { name: 'orange', value: '#f5861f' },
  { name: 'yellow', value: '#fbd224' },
  { name: 'green', value: '#2f9e44' },
  { name: 'turquoise', value: '#1fb5b0' },
  { name: 'blue', value: '#2b6be4' },
  { name: 'violet', value: '#7a3fd0' },
  { name: 'pink', value: '#f06aa8' },
] as const
export type ColorName = (typeof colors)[number]['name']

/** Diameters in the drawing's pixels, at the pressure of an ordinary hand. */
export const sizesPx = [4, 10, 24, 56] as const
/** An eraser is for whole places. */
export const eraserFactor = 2
export const opacities = [1, 0.7, 0.4, 0.15] as const

export type Tool = 'brush' | 'eraser'

/** What is chosen in the tool box. */
export interface Brush {
  tool: Tool
  color: ColorName
  sizePx: number
  opacity: number
}

export const firstBrush: Brush = { tool: 'brush', color: 'black', sizePx: sizesPx[1], opacity: 1 }

/** What a stroke is painted with. */
export interface Ink {
  color: string
  /** Diameter at half pressure. */
  sizePx: number
  /** 0..1, of the stroke as a whole: crossing itself it grows no darker. */
  opacity: number
  /** How much pressure changes the width, 0..1. */
  thinning: number
}

export function inkOf({ tool, color, sizePx, opacity }: Brush): Ink {
  if (tool === 'eraser') return { color: groundColor, sizePx: sizePx * eraserFactor, opacity: 1, thinning: 0 }
  const { value } = colors.find(({ name }) => name === color) ?? colors[0]
  return { color: value, sizePx, opacity, thinning: 0.65 }
}
