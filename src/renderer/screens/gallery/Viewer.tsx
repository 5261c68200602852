import { ChevronLeft, ChevronRight, SquareSplitHorizontal, X, ZoomIn, ZoomOut } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { CaptureView } from '../../../contract/capture'
import { isVideo } from '../../../contract/media'
import { useStyleTitle } from '../../connection/use-style-title'
import { useFormat } from '../../i18n/format'
import { IconButton } from '../../ui/IconButton'
import type { CaptureBrowser } from './capture-browser'
import { FilmStage } from './FilmStage'
import { gridId } from './grid-layout'
import { useBrowsed } from './use-capture-browser'
import type { CaptureActions } from './use-capture-actions'
import type { Viewed } from './viewed'
import styles from './Viewer.module.css'
import { ViewerActions } from './ViewerActions'
import { ViewerStage } from './ViewerStage'

export interface ViewerProps {
  browser: CaptureBrowser
  actions: CaptureActions
  viewed: Viewed
  /** Null closes. */
  onPlace: (place: number | null) => void
}

/** One picture over everything: arrows go on, C compares with the original, Z shows each pixel, Esc leaves. */
export function Viewer({ browser, actions, viewed, onPlace }: ViewerProps) {
  const { t } = useTranslation()
  const { place, capture } = viewed
  const total = useBrowsed(browser, (browsed) => browsed.total)
  useNeighbours(browser, { place, total, onPlace })
  const [isSplit, setSplit] = useState(false)
  const [isZoomed, setZoomed] = useState(false)
  const content = useRef<HTMLDivElement>(null)
  // a video has its own controls, and no pixels to compare
  const isFilm = capture !== null && isVideo(capture)
  const canSplit = capture !== null && capture.originalUrl !== null && !isFilm
  const go = (next: number) => {
    setZoomed(false)
    onPlace(Math.min(total - 1, Math.max(0, next)))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    // A menu's keys arrive here as well, though it stands elsewhere on the page.
    if (!(event.target instanceof Node) || !content.current?.contains(event.target)) return
    // a held arrow goes on and on, everything else happens once
    if (event.repeat && !event.key.startsWith('Arrow')) return
    if (event.ctrlKey && event.key.toLowerCase() === 'z') return actions.undo()
    if (event.ctrlKey || event.altKey || event.metaKey) return
    const does = keyActions({ capture, actions, place, total, go, setSplit, setZoomed, onPlace })[
      event.key.toLowerCase()
    ]
    if (does === undefined || isOnSlider(event)) return
    event.preventDefault()
    does()
  }
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onPlace(null)}>
      <Dialog.Portal>
        <Dialog.Content
          ref={content}
          className={styles.viewer}
          aria-describedby={undefined}
          onKeyDown={onKeyDown}
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            document.getElementById(gridId)?.focus({ preventScroll: true })
          }}
          onOpenAutoFocus={(event) => {
            event.preventDefault()
            content.current?.focus()
          }}
        >
          <header className={styles.bar}>
            <Title capture={capture} place={place} total={total} />
            {canSplit && (
              <IconButton
                icon={SquareSplitHorizontal}
                label={t('gallery.viewer.compare')}
                shortcut="C"
                pressed={isSplit}
                onClick={() => setSplit(!isSplit)}
              />
            )}
            {!isFilm && (
              <IconButton
                icon={isZoomed ? ZoomOut : ZoomIn}
                label={t(isZoomed ? 'gallery.viewer.fit' : 'gallery.viewer.full')}
                shortcut="Z"
                onClick={() => setZoomed(!isZoomed)}
              />
            )}
            {capture !== null && <ViewerActions capture={capture} actions={actions} />}
            <Dialog.Close asChild>
              <IconButton icon={X} label={t('app.close')} shortcut="Esc" />
            </Dialog.Close>
          </header>
          {isFilm && <FilmStage key={capture.id} capture={capture} />}
          {capture !== null && !isFilm && (
            <ViewerStage key={capture.id} {...{ capture, isZoomed, setZoomed }} isSplit={isSplit && canSplit} />
          )}
          <Arrow side="left" isThere={place > 0} onClick={() => go(place - 1)} />
          <Arrow side="right" isThere={place < total - 1} onClick={() => go(place + 1)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

/** The handle of the dividing line has the arrows for itself. */
function isOnSlider(event: KeyboardEvent): boolean {
  return event.key.startsWith('Arrow') && event.target instanceof Element && event.target.role === 'slider'
}

function keyActions(facts: {
  capture: CaptureView | null
  actions: CaptureActions
  place: number
  total: number
  go: (place: number) => void
  setSplit: (change: (was: boolean) => boolean) => void
  setZoomed: (change: (was: boolean) => boolean) => void
  onPlace: ViewerProps['onPlace']
}): Record<string, () => void> {
  const { capture, actions, place, total, go, setSplit, setZoomed, onPlace } = facts
  return {
    // A message on the screen would take the first Esc for itself.
    escape: () => onPlace(null),
    arrowleft: () => go(place - 1),
    arrowright: () => go(place + 1),
    home: () => go(0),
    end: () => go(total - 1),
    c: () => setSplit((was) => !was),
    z: () => setZoomed((was) => !was),
    ...(capture !== null && {
      f: () => actions.setFavourite([capture.id], !capture.favourite),
      x: () => actions.setRejected([capture.id], capture.publication !== 'rejected'),
    }),
  }
}

/** Those on both sides are at hand before an arrow asks for them; without any picture the viewer closes. */
function useNeighbours(
  browser: CaptureBrowser,
  { place, total, onPlace }: { place: number; total: number } & Pick<ViewerProps, 'onPlace'>,
) {
  const captures = useBrowsed(browser, (browsed) => browsed.captures)
  useEffect(() => {
    if (total === 0) onPlace(null)
    else void browser.need(Math.max(0, place - 2), Math.min(total - 1, place + 2))
    // `onPlace` is new with each rendering and says the same
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [browser, place, total])
  useEffect(() => {
    for (const next of [place + 1, place - 1]) {
      const neighbour = captures.get(next)
      if (neighbour && !isVideo(neighbour)) new Image().src = neighbour.url
    }
  }, [captures, place])
}

function Title({ capture, place, total }: { capture: CaptureView | null; place: number; total: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const title = useStyleTitle()
  return (
    <div className={styles.words}>
      <Dialog.Title className={styles.title}>
        {capture !== null && capture.jobNumber !== null && (
          <span className={styles.number}>{t('app.job', { number: capture.jobNumber })} </span>
        )}
        {capture?.style ? title(capture.style) : (capture?.name ?? t('gallery.title'))}
      </Dialog.Title>
      <span className={styles.note}>
        {capture !== null && `${format.shortTime(capture.takenAtMs)} · `}
        {t('gallery.viewer.place', { place: format.number(place + 1), total: format.number(total) })}
      </span>
    </div>
  )
}

function Arrow({ side, isThere, onClick }: { side: 'left' | 'right'; isThere: boolean; onClick: () => void }) {
  const { t } = useTranslation()
  const Icon = side === 'left' ? ChevronLeft : ChevronRight
  return (
    <button
      type="button"
      className={`${styles.arrow} ${styles[side]}`}
      aria-label={t(side === 'left' ? 'gallery.viewer.newer' : 'gallery.viewer.older')}
      disabled={!isThere}
      onClick={onClick}
    >
      <Icon aria-hidden />
    </button>
  )
}
