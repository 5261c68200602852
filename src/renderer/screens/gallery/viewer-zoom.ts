export interface SizePx {
  widthPx: number
  heightPx: number
}

/** How a picture lies in the viewer: its size, and how far its middle is from the middle of the stage. */
export interface View {
  zoom: 'fit' | 'full'
  xPx: number
  yPx: number
}

export const fitted: View = { zoom: 'fit', xPx: 0, yPx: 0 }

/** The whole picture, as large as the stage allows; never larger than it is. `deviceRatio`: device pixels to one CSS pixel. */
export function fittedSize(picture: SizePx, stage: SizePx): SizePx {
  if (picture.widthPx === 0 || picture.heightPx === 0) return { widthPx: 0, heightPx: 0 }
  const scale = Math.min(stage.widthPx / picture.widthPx, stage.heightPx / picture.heightPx)
  return { widthPx: Math.round(picture.widthPx * scale), heightPx: Math.round(picture.heightPx * scale) }
}

/** One pixel of the picture to one of the screen. */
export function fullSize(picture: SizePx, deviceRatio: number): SizePx {
  return { widthPx: picture.widthPx / deviceRatio, heightPx: picture.heightPx / deviceRatio }
}

/** Moved by the given way, but never so far that the stage shows beyond an edge of the picture. */
export function panned(view: View, way: { xPx: number; yPx: number }, shown: SizePx, stage: SizePx): View {
  const reach = (shownPx: number, stagePx: number) => Math.max(0, (shownPx - stagePx) / 2)
  const within = (value: number, limit: number) => Math.min(limit, Math.max(-limit, value))
  return {
    zoom: view.zoom,
    xPx: within(view.xPx + way.xPx, reach(shown.widthPx, stage.widthPx)),
    yPx: within(view.yPx + way.yPx, reach(shown.heightPx, stage.heightPx)),
  }
}

/** From fit to full size so that the point clicked (from the middle of the stage) stays under the pointer. */
export function zoomedAt(
  point: { xPx: number; yPx: number },
  picture: SizePx,
  stage: SizePx,
  deviceRatio: number,
): View {
  const fit = fittedSize(picture, stage)
  const full = fullSize(picture, deviceRatio)
  const scale = fit.widthPx === 0 ? 1 : full.widthPx / fit.widthPx
  const way = { xPx: point.xPx * (1 - scale), yPx: point.yPx * (1 - scale) }
  return panned({ zoom: 'full', xPx: 0, yPx: 0 }, way, full, stage)
}
