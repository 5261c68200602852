import { useEffect, useMemo } from 'react'
import { useAppState, useConnection } from '../../connection/use-app-state'
import { goTo, usePlace } from '../../navigation'
import { filterOf, type CaptureBrowser } from './capture-browser'
import { CaptureFacts } from './CaptureFacts'
import { ChosenBar } from './ChosenBar'
import { Filters } from './Filters'
import styles from './Gallery.module.css'
import { GalleryEmpty } from './GalleryEmpty'
import { Grid } from './Grid'
import { useBrowsed, useCaptureBrowser } from './use-capture-browser'
import { useCaptureActions } from './use-capture-actions'
import { useGalleryKeys } from './use-gallery-keys'
import { useSelection } from './use-selection'
import { useViewed } from './use-viewed'
import { useZipDownload } from './use-zip-download'
import { Viewer } from './Viewer'

/** All finished pictures: filters, the grid, the facts of one, and a viewer over everything. */
export function Gallery() {
  const browser = useCaptureBrowser()
  const actions = useCaptureActions(browser)
  const selection = useSelection(browser)
  const zip = useZipDownload()
  const [viewed, setViewedPlace] = useViewed(browser)
  const isEmpty = useBrowsed(browser, ({ status, total }) => status === 'ready' && total === 0)
  const isUntouched = useBrowsed(browser, ({ counts }) => counts?.all === 0 && counts.rejected === 0)
  const event = useBrowsed(browser, ({ filter }) => filter.event)
  const hasAny = useAppState((state) => state.captureTotal > 0)
  useOpenedByAddress(browser, (place) => {
    selection.choose(place)
    setViewedPlace(place)
  })
  const onZip = () => {
    const { filter, total } = browser.store.getState()
    if (selection.chosen.size > 1) zip.start({ ids: [...selection.chosen] })
    else if (total > 0) zip.start({ filter })
  }
  useGalleryKeys({ isIdle: viewed !== null, selection, actions, onZip })

  const isNew = isEmpty && isUntouched
  if (isNew && !hasAny) return <GalleryEmpty reason="none" onShowAll={() => void browser.setFilter(filterOf(null))} />
  return (
    <section className={styles.screen}>
      <Filters browser={browser} zip={zip} />
      <div className={styles.centre}>
        {isEmpty ? (
          <GalleryEmpty
            reason={isNew ? 'noneInEvent' : 'nothingFound'}
            onShowAll={() => void browser.setFilter(filterOf(isNew ? null : event))}
          />
        ) : (
          <Grid browser={browser} selection={selection} onOpen={setViewedPlace} />
        )}
        <ChosenBar selection={selection} actions={actions} zip={zip} />
      </div>
      <CaptureFacts selection={selection} actions={actions} onOpen={setViewedPlace} />
      {viewed !== null && (
        <Viewer
          browser={browser}
          actions={actions}
          viewed={viewed}
          onPlace={(place) => {
            setViewedPlace(place)
            if (place === null) goTo('gallery')
            else selection.choose(place)
          }}
        />
      )}
    </section>
  )
}

/** `#/gallery/<captureId>`, as other screens link to a picture: opens it in the viewer. */
function useOpenedByAddress(browser: CaptureBrowser, open: (place: number) => void) {
  const { client } = useConnection()
  const { detail } = usePlace()
  const isReady = useBrowsed(browser, ({ status }) => status === 'ready')
  const wanted = useMemo(() => (isReady ? detail : null), [isReady, detail])
  useEffect(() => {
    if (wanted === null) return
    let isCurrent = true
    const find = async () => {
      const capture = await client.command('captures.show', { id: wanted })
      const { event } = browser.store.getState().filter
      if (event !== null && event !== capture.eventId) await browser.setFilter(filterOf(capture.eventId))
      const place = await browser.find(capture)
      if (isCurrent && place !== null) open(place)
    }
    // A picture that is gone is no error here: the gallery itself is shown.
    find().catch(() => goTo('gallery'))
    return () => {
      isCurrent = false
    }
    // `open` is new with each rendering and says the same
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [wanted, browser, client])
}
