import type { Ink } from './brush'
import { contextOf, fillOutline } from './canvas-pixels'
import { joinAt, outlineOf, type Stroke, type StrokePoint } from './stroke'

/** The strokes that go on, over the paper: what was painted long ago is kept, so that a long stroke costs no more than a short one. */
export interface LiveStrokes {
  begin(id: number, ink: Ink): void
  /** All points so far. */
  extend(id: number, points: readonly StrokePoint[]): void
  /** The stroke is on the paper now, or was nobody's. */
  end(id: number): void
  /** Paints all of them over what the context holds. */
  paint(context: CanvasRenderingContext2D): void
}

interface Live {
  ink: Ink
  points: readonly StrokePoint[]
  /** Its older part, painted once. */
  layer: HTMLCanvasElement | null
  layerTo: number
}

/** Painted anew in every frame, at most twice as many. */
const freshPoints = 150

export function createLiveStrokes(sidePx: number): LiveStrokes {
  const strokes = new Map<number, Live>()
  let mixing: HTMLCanvasElement | null = null

  function newLayer(): HTMLCanvasElement {
    const layer = document.createElement('canvas')
    layer.width = layer.height = sidePx
    return layer
  }

  function settle(live: Live) {
    const { ink, points, layerTo } = live
    if (points.length - layerTo < 2 * freshPoints) return
    const to = points.length - freshPoints
    live.layer ??= newLayer()
    fillOutline(contextOf(live.layer, false), part({ ink, points }, layerTo, to), ink.color)
    live.layerTo = to
  }

  function paintOne(context: CanvasRenderingContext2D, { ink, points, layer, layerTo }: Live) {
    const fresh = part({ ink, points }, layerTo, points.length)
    if (layer === null) return paintAt(context, ink.opacity, () => fillOutline(context, fresh, ink.color))
    mixing ??= newLayer()
    const mixed = mixing
    const onMixed = contextOf(mixed, false)
    onMixed.clearRect(0, 0, sidePx, sidePx)
    onMixed.drawImage(layer, 0, 0)
    fillOutline(onMixed, fresh, ink.color)
    paintAt(context, ink.opacity, () => context.drawImage(mixed, 0, 0))
  }

  return {
    begin: (id, ink) => void strokes.set(id, { ink, points: [], layer: null, layerTo: 0 }),
    extend(id, points) {
      const live = strokes.get(id)
      if (live === undefined) return
      live.points = points
      settle(live)
    },
    end(id) {
      const layer = strokes.get(id)?.layer
      // tablets give the memory back at once only where the size is told
      if (layer) layer.width = layer.height = 0
      strokes.delete(id)
    },
    paint(context) {
      for (const live of strokes.values()) if (live.points.length > 0) paintOne(context, live)
    },
  }
}

function part(stroke: Stroke, from: number, to: number) {
  const start = from === 0 ? 0 : joinAt(stroke, from)
  return outlineOf({ ink: stroke.ink, points: stroke.points.slice(start, to) })
}

function paintAt(context: CanvasRenderingContext2D, opacity: number, paint: () => void) {
  context.globalAlpha = opacity
  paint()
  context.globalAlpha = 1
}
