import { useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { useErrorToast } from '../../connection/use-command'
import { useAppState, useConnection } from '../../connection/use-app-state'
import { createCaptureBrowser, filterOf, type Browsed, type CaptureBrowser } from './capture-browser'

/** Bursts of changes are shown together; a single one within the time that an eye takes. */
const gatherMs = 250

/** The gallery's browser, kept up with the core as long as the screen is there. */
export function useCaptureBrowser(): CaptureBrowser {
  const { client } = useConnection()
  const tellError = useErrorToast()
  const revision = useAppState((state) => state.captureRevision)
  const activeEvent = useAppState((state) => state.settings.activeEvent)
  const [browser] = useState(() =>
    createCaptureBrowser(
      {
        page: (filter, offset, limit) => client.command('captures.list', { ...filter, offset, limit }),
        overview: (filter) =>
          client.command('captures.overview', { ...filter, zoneOffsetMin: -new Date().getTimezoneOffset() }),
        failed: tellError,
      },
      activeEvent,
    ),
  )
  useFollowedEvent(browser, activeEvent)
  useEffect(() => {
    const isFirst = browser.store.getState().status === 'loading'
    const timer = setTimeout(() => void browser.refresh(), isFirst ? 0 : gatherMs)
    return () => clearTimeout(timer)
  }, [browser, revision])
  return browser
}

/** Whoever looks at the event in use goes on doing so when it is switched; a look at another one is left alone. */
function useFollowedEvent(browser: CaptureBrowser, activeEvent: string): void {
  const followed = useRef(activeEvent)
  useEffect(() => {
    const before = followed.current
    followed.current = activeEvent
    const { filter } = browser.store.getState()
    if (before === activeEvent || filter.event !== before) return
    void browser.setFilter(filterOf(activeEvent, { text: filter.text }))
  }, [browser, activeEvent])
}

export function useBrowsed<Part>(browser: CaptureBrowser, select: (browsed: Browsed) => Part): Part {
  return useStore(browser.store, select)
}
