import type { Plane } from './canvas'

/** Spreads a plane over the whole range, so that dark rooms and flat light come out alike; cuts half a percent at either end. */
export function stretch(plane: Plane): void {
  const [low, high] = ends(plane.data)
  const scale = 255 / Math.max(48, high - low)
  const table = new Uint8Array(256)
  for (let level = 0; level < 256; level++) table[level] = Math.min(255, Math.max(0, (level - low) * scale))
  for (let i = 0; i < plane.data.length; i++) plane.data[i] = table[plane.data[i]!]!
}

function ends(data: Uint8Array): [low: number, high: number] {
  const counts = new Uint32Array(256)
  for (let i = 0; i < data.length; i++) counts[data[i]!]!++
  const cut = data.length * 0.005
  let low = 0
  for (let sum = counts[0]!; sum < cut && low < 128; sum += counts[++low]!);
  let high = 255
  for (let sum = counts[255]!; sum < cut && high > 128; sum += counts[--high]!);
  return [low, high]
}
