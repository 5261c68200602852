/** At which a phone reads a link's forty modules from 1.5 m: two and a half millimetres each. */
const sideMm = 100

/** Pure: the side of a code on a display, in the page's pixels. Where its size is unknown, as much as its place allows. */
export function codeSidePx(display: { widthPx: number; heightPx: number; diagonalInches: number | null }): number {
  const { widthPx, heightPx, diagonalInches } = display
  const usualPx = heightPx / 4
  const wantedPx =
    diagonalInches === null ? usualPx : (sideMm * Math.hypot(widthPx, heightPx)) / (diagonalInches * 25.4)
  const mostPx = Math.min(heightPx * 0.45, widthPx * 0.3)
  return Math.round(Math.min(mostPx, Math.max(wantedPx, heightPx / 6)))
}
