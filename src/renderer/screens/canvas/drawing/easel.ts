import { sheetSidePx, type Ink } from './brush'
import { contextOf, createCanvasPixels, fitted } from './canvas-pixels'
import { createLiveStrokes } from './live-strokes'
import { createPaper, type Action, type Paper } from './paper'
import { createStrokeInput, type PointerSample, type StrokeInput } from './stroke-input'
import { createTouchPolicy, type PointerKind } from './touch-policy'

/** Three sheets over one another: the paper, what others draw at this moment, and the own strokes that go on. */
export interface EaselSheets {
  /** Takes the pointers. */
  host: HTMLElement
  paper: HTMLCanvasElement
  others: HTMLCanvasElement
  live: HTMLCanvasElement
}

export interface EaselEvents {
  began(): void
  /** Something moved on the live sheet. */
  changed(): void
  ended(stillDrawing: boolean): void
  did(action: Action): void
}

/** Pointers become strokes, strokes become paper. */
export interface Easel {
  paper: Paper<ImageBitmap>
  /** A PNG of the paper as it is now. */
  encode(): Promise<Uint8Array>
  /** A data URL of what is to be seen now, strokes that go on included; null where the browser cannot. */
  liveDataUrl(): Promise<string | null>
  showOthers(picture: ImageBitmap): void
  hideOthers(): void
  /** Ends the strokes that go on, as they are. */
  endAll(): void
  close(): void
}

interface ActiveStroke {
  input: StrokeInput
  ink: Ink
  kind: PointerKind
  sinceMs: number
}

/** Lines on white: no artefact that anybody sees, at a quarter of the size of a good photograph. */
const liveQuality = 0.72
/** What a system takes from a finger this late was meant as a stroke. */
const meantAfterMs = 1000
/** Others' live pictures lack a stroke that has just ended: it stays on the live sheet until theirs have it. */
const lingerMs = 1500

export function createEasel(sheets: EaselSheets, inkNow: () => Ink, events: EaselEvents): Easel {
  const { host } = sheets
  const paper = createPaper(createCanvasPixels(sheets.paper, sheetSidePx), { firstId: Date.now() })
  const strokes = createLiveStrokes(sheetSidePx)
  const policy = createTouchPolicy()
  const active = new Map<number, ActiveStroke>()
  const lingering = new Set<number>()
  const mixing = document.createElement('canvas')
  let nextStroke = -1
  let frame: number | null = null
  let showsOthers = false
  for (const canvas of [sheets.others, sheets.live, mixing]) canvas.width = canvas.height = sheetSidePx

  function repaint() {
    frame ??= requestAnimationFrame(() => {
      frame = null
      const context = contextOf(sheets.live, false)
      context.clearRect(0, 0, sheetSidePx, sheetSidePx)
      strokes.paint(context)
    })
  }

  function sampleOf(event: PointerEvent): PointerSample {
    const { left, top, width, height } = host.getBoundingClientRect()
    return {
      x: ((event.clientX - left) * sheetSidePx) / width,
      y: ((event.clientY - top) * sheetSidePx) / height,
      // some pens tell no pressure, and some mice a constant one
      pressure: event.pointerType === 'pen' && event.pressure > 0 ? event.pressure : null,
      atMs: event.timeStamp,
    }
  }

  function begin(id: number, kind: PointerKind, first: PointerSample) {
    const ink = inkNow()
    const input = createStrokeInput(first)
    active.set(id, { input, ink, kind, sinceMs: first.atMs })
    strokes.begin(id, ink)
    strokes.extend(id, input.points())
    events.began()
    moved()
  }

  function moved() {
    repaint()
    events.changed()
  }

  /** Onto the paper, or away. */
  function end(id: number, isMeant: boolean) {
    const stroke = active.get(id)
    if (stroke === undefined) return
    active.delete(id)
    if (isMeant) {
      stroke.input.end()
      const action = paper.stroke({ ink: stroke.ink, points: stroke.input.points() })
      if (action !== null) events.did(action)
    }
    if (isMeant && showsOthers) linger(stroke)
    strokes.end(id)
    repaint()
    events.ended(active.size > 0)
  }

  function linger({ ink, input }: ActiveStroke) {
    const lingeringId = nextStroke--
    strokes.begin(lingeringId, ink)
    strokes.extend(lingeringId, input.points())
    lingering.add(lingeringId)
    setTimeout(() => stopLingering([lingeringId]), lingerMs)
  }

  function stopLingering(ids: Iterable<number>) {
    for (const id of ids) {
      lingering.delete(id)
      strokes.end(id)
    }
    repaint()
  }

  function onDown(event: PointerEvent) {
    if (event.pointerType === 'mouse' && event.button !== 0) return
    event.preventDefault()
    // what is prevented takes the keyboard from no field: a tablet's would stay before the sheet
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
    const kind = kindOf(event)
    const { draws, cancels } = policy.down({ id: event.pointerId, kind, atMs: event.timeStamp })
    for (const id of cancels) end(id, false)
    if (!draws) return
    capture(host, event.pointerId)
    begin(event.pointerId, kind, sampleOf(event))
  }

  function onMove(event: PointerEvent) {
    if (event.pointerType === 'pen') policy.penSeen(event.timeStamp)
    const stroke = active.get(event.pointerId)
    if (stroke === undefined) return
    for (const one of samplesIn(event)) stroke.input.add(sampleOf(one))
    strokes.extend(event.pointerId, stroke.input.points())
    if (stroke.input.isFull()) goOn(event, stroke)
    moved()
  }

  /** A stroke that is too long for one goes on as the next. */
  function goOn(event: PointerEvent, { kind }: ActiveStroke) {
    const { pointerId } = event
    end(pointerId, true)
    begin(pointerId, kind, sampleOf(event))
  }

  function onUp(event: PointerEvent) {
    policy.up(event.pointerId, event.timeStamp)
    const stroke = active.get(event.pointerId)
    if (stroke === undefined) return
    stroke.input.add(sampleOf(event))
    end(event.pointerId, true)
  }

  function onCancel(event: PointerEvent) {
    policy.up(event.pointerId, event.timeStamp)
    const stroke = active.get(event.pointerId)
    if (stroke === undefined) return
    end(event.pointerId, stroke.kind !== 'touch' || event.timeStamp - stroke.sinceMs > meantAfterMs)
  }

  function endAll() {
    for (const id of [...active.keys()]) end(id, true)
  }

  const stopListening = listenTo(host, { onDown, onMove, onUp, onCancel })

  return {
    paper,
    encode: async () => {
      const blob = await blobOf(sheets.paper, 'image/png')
      if (blob === null) throw new Error('This browser makes no PNG.')
      return new Uint8Array(await blob.arrayBuffer())
    },
    async liveDataUrl() {
      const context = contextOf(mixing, false)
      context.drawImage(showsOthers ? sheets.others : sheets.paper, 0, 0)
      strokes.paint(context)
      const blob = await blobOf(mixing, 'image/jpeg', liveQuality)
      return blob && dataUrlOf(blob)
    },
    showOthers(picture) {
      const context = contextOf(sheets.others, false)
      const { x, y, width, height } = fitted(picture, sheetSidePx)
      context.drawImage(picture, x, y, width, height)
      picture.close()
      showsOthers = true
      sheets.others.hidden = false
    },
    hideOthers() {
      if (!showsOthers) return
      showsOthers = false
      sheets.others.hidden = true
      stopLingering([...lingering])
    },
    endAll,
    close() {
      stopListening()
      if (frame !== null) cancelAnimationFrame(frame)
    },
  }
}

function kindOf({ pointerType }: PointerEvent): PointerKind {
  return pointerType === 'pen' || pointerType === 'touch' ? pointerType : 'mouse'
}

/** All that the device told since the last event, where the browser hands it out. */
function samplesIn(event: PointerEvent): readonly PointerEvent[] {
  const all = 'getCoalescedEvents' in event ? event.getCoalescedEvents() : []
  return all.length > 0 ? all : [event]
}

/** So that a stroke goes on beside the sheet. */
function capture(host: HTMLElement, pointerId: number) {
  try {
    host.setPointerCapture(pointerId)
  } catch (error) {
    // the pointer is up already: its end has come or will come
    if (!(error instanceof DOMException)) throw error
  }
}

interface PointerListeners {
  onDown(event: PointerEvent): void
  onMove(event: PointerEvent): void
  onUp(event: PointerEvent): void
  onCancel(event: PointerEvent): void
}

function listenTo(host: HTMLElement, { onDown, onMove, onUp, onCancel }: PointerListeners): () => void {
  const abort = new AbortController()
  const { signal } = abort
  const prevent = (event: Event) => event.preventDefault()
  host.addEventListener('pointerdown', onDown, { signal })
  host.addEventListener('pointermove', onMove, { signal })
  host.addEventListener('pointerup', onUp, { signal })
  host.addEventListener('pointercancel', onCancel, { signal })
  host.addEventListener('contextmenu', prevent, { signal })
  // iPads zoom, select and show a magnifier for what is not prevented here
  for (const type of ['touchstart', 'touchmove', 'touchend']) {
    host.addEventListener(type, prevent, { signal, passive: false })
  }
  return () => abort.abort()
}

function blobOf(canvas: HTMLCanvasElement, type: string, quality?: number): Promise<Blob | null> {
  return new Promise((resolve) => canvas.toBlob(resolve, type, quality))
}

function dataUrlOf(blob: Blob): Promise<string | null> {
  return new Promise((resolve) => {
    const reader = new FileReader()
    reader.onload = () => resolve(typeof reader.result === 'string' ? reader.result : null)
    reader.onerror = () => resolve(null)
    reader.readAsDataURL(blob)
  })
}
