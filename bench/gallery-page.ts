/**
 * Runs in both pages: `galleryBench(selector)` waits until every place in sight shows a loaded picture (`drawn`), leaps
 * to a share of the whole and waits likewise (`leap`, milliseconds), or scrolls a third of a screen a frame (`scroll`,
 * frames a second).
 */
export const galleryPageScript = `
globalThis.galleryBench = (selector) => {
  const places = [0.15, 0.38, 0.62, 0.85]
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))

  function pictureAt(grid, x, y) {
    const { left, top, width, height } = grid.getBoundingClientRect()
    const found = document.elementFromPoint(left + width * x, top + height * y)
    return found?.tagName === 'IMG' ? found : found?.closest('[role=option]')?.querySelector('img')
  }

  function isDrawn() {
    const grid = document.querySelector(selector)
    if (!grid || grid.scrollHeight <= grid.clientHeight * 2) return false
    const pictures = places.flatMap((x) => places.map((y) => pictureAt(grid, x, y))).filter(Boolean)
    // a place may lie on a gap or on an hour's head
    return pictures.length >= 8 && pictures.every((image) => image.complete && image.naturalWidth > 0)
  }

  async function drawn() {
    while (!isDrawn()) await frame()
    return performance.now()
  }

  async function leap(share) {
    const grid = document.querySelector(selector)
    const beganAtMs = performance.now()
    grid.scrollTop = grid.scrollHeight * share
    await frame()
    return (await drawn()) - beganAtMs
  }

  async function scroll(durationMs) {
    const grid = document.querySelector(selector)
    const beganAtMs = performance.now()
    let frames = 0
    for (; performance.now() - beganAtMs < durationMs; frames++) {
      grid.scrollTop += grid.clientHeight / 3
      await frame()
    }
    return (frames * 1000) / (performance.now() - beganAtMs)
  }

  return { drawn, leap, scroll }
}
`
