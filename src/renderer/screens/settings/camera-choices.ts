export interface CameraSize {
  widthPx: number
  heightPx: number
}

const usual: readonly CameraSize[] = [
  { widthPx: 1280, heightPx: 720 },
  { widthPx: 1920, heightPx: 1080 },
  { widthPx: 2560, heightPx: 1440 },
  { widthPx: 3840, heightPx: 2160 },
]

/** What cameras commonly give, and the one that is set, smallest first. */
export function cameraSizes({ widthPx, heightPx }: CameraSize): CameraSize[] {
  const isUsual = usual.some((size) => size.widthPx === widthPx && size.heightPx === heightPx)
  return [...usual, ...(isUsual ? [] : [{ widthPx, heightPx }])].sort((a, b) => a.widthPx - b.widthPx)
}

export function sizeLabel({ widthPx, heightPx }: CameraSize): string {
  return `${widthPx} × ${heightPx}`
}

/** The devices that are there, and the one that is set even while it is unplugged: choosing must not lose it. */
export function cameraOptions(
  devices: readonly { label: string }[],
  chosen: string,
  words: { first: string; away: (label: string) => string },
): { value: string; label: string }[] {
  const labels = [...new Set(devices.map(({ label }) => label))].filter((label) => label !== '')
  const missing = chosen !== '' && !labels.includes(chosen)
  return [
    { value: '', label: words.first },
    ...labels.map((label) => ({ value: label, label })),
    ...(missing ? [{ value: chosen, label: words.away(chosen) }] : []),
  ]
}

const usualDeliverySec: readonly number[] = [3, 5, 10, 15, 30]

/** How long to wait for a picture, and what is set even where it is none of these, shortest first. */
export function deliveryChoices(chosenSec: number): number[] {
  return [...new Set([...usualDeliverySec, chosenSec])].sort((a, b) => a - b)
}
