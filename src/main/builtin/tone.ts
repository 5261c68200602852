import { clampByte, luma, type Canvas, type Plane } from './canvas'
import { blur, lightness } from './field'

/** Spreads a plane over the whole range, so that dark rooms and flat light come out alike; cuts half a percent at either end. */
export function stretch(plane: Plane): void {
  const [low, high] = ends(plane.data)
  const scale = 255 / Math.max(48, high - low)
  const table = new Uint8Array(256)
  for (let level = 0; level < 256; level++) table[level] = Math.min(255, Math.max(0, (level - low) * scale))
  for (let i = 0; i < plane.data.length; i++) plane.data[i] = table[plane.data[i]!]!
}

function countsOf(data: Uint8Array): Uint32Array {
  const counts = new Uint32Array(256)
  for (let i = 0; i < data.length; i++) counts[data[i]!]!++
  return counts
}

function ends(data: Uint8Array): [low: number, high: number] {
  const counts = countsOf(data)
  const cut = data.length * 0.005
  let low = 0
  for (let sum = counts[0]!; sum < cut && low < 128; sum += counts[++low]!);
  let high = 255
  for (let sum = counts[255]!; sum < cut && high > 128; sum += counts[--high]!);
  return [low, high]
}

/**
 * The canvas itself, brightness spread over the whole range and lifted where most of it is dark, so that a dim room and
 * flat light come out alike. Colours keep their hue.
 */
export function levelled(canvas: Canvas): Canvas {
  const { data } = canvas
  const light = luma(canvas).data
  const [low, high] = ends(light)
  const from = Math.min(low, 60)
  const range = Math.max(60, high - from)
  const gamma = lift((middle(light) - from) / range)
  const table = Uint8Array.from({ length: 256 }, (_, level) => 255 * clampUnit((level - from) / range) ** gamma + 0.5)
  for (let i = 0; i < data.length; i++) data[i] = table[data[i]!]!
  return canvas
}

/** The exponent that brings a dark middle nearer to a photograph's; never darkens, and leaves night some of its dark. */
function lift(middleTone: number) {
  return Math.min(1, Math.max(0.74, Math.log(0.36) / Math.log(Math.min(0.9, Math.max(0.05, middleTone)))))
}

function middle(data: Uint8Array): number {
  const counts = countsOf(data)
  let level = 0
  for (let sum = counts[0]!; sum < data.length / 2 && level < 255; sum += counts[++level]!);
  return level
}

function clampUnit(value: number) {
  return value < 0 ? 0 : value > 1 ? 1 : value
}

/** Draws details out against their surroundings `radiusPx` wide, in brightness alone. */
export function sharpened(canvas: Canvas, radiusPx: number, amount: number): Canvas {
  const { data } = canvas
  const light = lightness(canvas)
  const soft = blur(light, Math.max(0.6, radiusPx))
  for (let i = 0, p = 0; i < light.data.length; i++, p += 3) {
    const more = 255 * amount * (light.data[i]! - soft.data[i]!)
    data[p] = clampByte(data[p]! + more)
    data[p + 1] = clampByte(data[p + 1]! + more)
    data[p + 2] = clampByte(data[p + 2]! + more)
  }
  return canvas
}

/** Stronger or weaker colours, and brighter (`gamma` below 1) or darker middle tones; in the canvas itself. */
export function tinted(canvas: Canvas, { saturation, gamma }: { saturation: number; gamma: number }): Canvas {
  const { data } = canvas
  const table = Uint8Array.from({ length: 256 }, (_, level) => 255 * (level / 255) ** gamma)
  for (let p = 0; p < data.length; p += 3) {
    const r = table[data[p]!]!
    const g = table[data[p + 1]!]!
    const b = table[data[p + 2]!]!
    const light = (r * 77 + g * 150 + b * 29) / 256
    data[p] = clampByte(light + (r - light) * saturation)
    data[p + 1] = clampByte(light + (g - light) * saturation)
    data[p + 2] = clampByte(light + (b - light) * saturation)
  }
  return canvas
}
