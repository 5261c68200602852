import { useLayoutEffect, useRef, useState, type PointerEvent, type RefObject } from 'react'
import type { CaptureView } from '../../../contract/capture'
import { classNames } from '../../ui/class-names'
import { SplitLine } from './SplitLine'
import { fitted, fittedSize, fullSize, panned, zoomedAt, type SizePx, type View } from './viewer-zoom'
import styles from './Viewer.module.css'

export interface ViewerStageProps {
  capture: CaptureView
  isSplit: boolean
  isZoomed: boolean
  setZoomed: (zoomed: boolean) => void
}

/** The picture itself: fitted or at full size, dragged about, and split with its original. */
export function ViewerStage({ capture, isSplit, isZoomed, setZoomed }: ViewerStageProps) {
  const stage = useRef<HTMLDivElement>(null)
  const size = useSize(stage)
  const [view, setView] = useState<View>(fitted)
  const [split, setSplit] = useState(0.5)
  const picture = usePictureSize(capture)
  const isFull = isZoomed
  if (isFull !== (view.zoom === 'full')) setView(isFull ? { ...fitted, zoom: 'full' } : fitted)
  const shown = isFull ? fullSize(picture.size, devicePixelRatio) : fittedSize(picture.size, size)
  const drag = useDrag({
    isPannable: isFull,
    onPan: (way) => setView((before) => panned(before, way, shown, size)),
    onClick: (point) => {
      if (!isFull) setView(zoomedAt(point, picture.size, size, devicePixelRatio))
      setZoomed(!isFull)
    },
  })
  const box = { width: shown.widthPx, height: shown.heightPx, translate: `${view.xPx}px ${view.yPx}px` }
  return (
    <div ref={stage} className={classNames(styles.stage, isFull && styles.full)} {...drag}>
      <div className={styles.box} style={box}>
        <img className={styles.under} src={capture.thumbUrl} alt="" draggable={false} />
        <img
          className={styles.picture}
          src={capture.url}
          alt={capture.name}
          draggable={false}
          onLoad={picture.onLoad}
        />
        {isSplit && capture.originalUrl !== null && (
          <>
            <img
              className={styles.original}
              src={capture.originalUrl}
              alt=""
              draggable={false}
              style={{ clipPath: `inset(0 ${(1 - split) * 100}% 0 0)` }}
            />
            <SplitLine split={split} onSplit={setSplit} />
          </>
        )}
      </div>
    </div>
  )
}

/** The index knows the size; a file that others put there tells it once it is loaded. */
function usePictureSize(capture: CaptureView) {
  const [loaded, setLoaded] = useState<SizePx | null>(null)
  const size = loaded ?? { widthPx: capture.widthPx, heightPx: capture.heightPx }
  const onLoad = ({ currentTarget: { naturalWidth, naturalHeight } }: { currentTarget: HTMLImageElement }) => {
    if (naturalWidth > 0) setLoaded({ widthPx: naturalWidth, heightPx: naturalHeight })
  }
  return { size, onLoad }
}

function useSize(element: RefObject<HTMLElement | null>): SizePx {
  const [size, setSize] = useState<SizePx>({ widthPx: 0, heightPx: 0 })
  useLayoutEffect(() => {
    if (element.current === null) return
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setSize({ widthPx: entry.contentRect.width, heightPx: entry.contentRect.height })
    })
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [element])
  return size
}

/** Less than this is a click of an unsteady hand. */
const clickPx = 4

function useDrag(facts: {
  isPannable: boolean
  onPan: (way: { xPx: number; yPx: number }) => void
  onClick: (point: { xPx: number; yPx: number }) => void
}) {
  const { isPannable, onPan, onClick } = facts
  const from = useRef<{ x: number; y: number; movedPx: number } | null>(null)
  return {
    onPointerDown(event: PointerEvent<HTMLElement>) {
      if (event.button !== 0) return
      from.current = { x: event.clientX, y: event.clientY, movedPx: 0 }
      event.currentTarget.setPointerCapture(event.pointerId)
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      const last = from.current
      if (last === null) return
      const [xPx, yPx] = [event.clientX - last.x, event.clientY - last.y]
      from.current = { x: event.clientX, y: event.clientY, movedPx: last.movedPx + Math.hypot(xPx, yPx) }
      if (isPannable) onPan({ xPx, yPx })
    },
    onPointerUp(event: PointerEvent<HTMLElement>) {
      const last = from.current
      from.current = null
      if (last === null || last.movedPx > clickPx) return
      const { left, top, width, height } = event.currentTarget.getBoundingClientRect()
      onClick({ xPx: event.clientX - left - width / 2, yPx: event.clientY - top - height / 2 })
    },
  }
}
