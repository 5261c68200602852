import type { AppState, ShareView } from '../contract/app-state'
import type { GuestsView } from '../contract/guests'
import type { CanvasView } from '../contract/canvas'
import type { ServerView, WarmUp } from '../contract/server'
import type { TdView } from '../contract/touchdesigner'
import type { CaptureView } from '../contract/capture'
import type { Backend } from './backends/backend'
import type { CaptureIndex } from './captures/capture-index'
import type { JobBoard } from './jobs/job-board'
import type { Journal } from './jobs/journal'
import type { Line } from './jobs/line'
import type { Queue } from './jobs/queue'
import type { Clock } from './lib/clock'
import type { Notices } from './notices'
import type { Desktop } from './platform'
import type { SettingsStore } from './settings/settings-store'
import type { Styles } from './styles/styles'
import type { Webcam } from './sources/webcam'

/** Captures in the filmstrip; the gallery pages the rest. */
const shownCaptures = 60

/** Gathers what consoles see from the features that know it. */
export function createAppState(deps: {
  facts: Pick<AppState['app'], 'version' | 'runtime' | 'demo' | 'platform' | 'startedAtMs' | 'dataDir'>
  addressesOf: () => { consoleUrl: string | null; lanUrls: string[] }
  pinSet: () => boolean
  closing: () => boolean
  clock: Clock
  settings: SettingsStore
  journal: Journal
  board: JobBoard
  queue: Queue
  line: Line
  captures: CaptureIndex
  webcam: Webcam
  share: { view(): ShareView }
  servers: { views(): ServerView[]; warmUp(): WarmUp | null }
  td: { view(): TdView }
  guests: { view(): GuestsView }
  canvas: { view(): CanvasView }
  backends: readonly Backend[]
  styles: Styles
  notices: Notices
  desktop: Desktop | null
}): () => AppState {
  const { clock, settings, journal, board, queue, line, captures, webcam, share, backends, styles, notices } = deps
  let newest: { revision: number; event: string; shown: Record<string, CaptureView>; total: number } | null = null
  let today = { startsAtMs: -1, savedCount: -1, count: 0 }

  /** Of the active event alone: its guests see no others'. Read anew only when something of it changed. */
  function newestCaptures() {
    const revision = captures.revision()
    const event = settings.get().activeEvent
    if (newest?.revision !== revision || newest.event !== event) {
      const filter = { event, text: '', style: null, favouritesOnly: false, rejectedOnly: false }
      const { captures: page } = captures.page(filter, 0, shownCaptures)
      newest = {
        revision,
        event,
        shown: Object.fromEntries(page.map((view) => [view.id, view])),
        total: captures.total(),
      }
    }
    return newest
  }

  function savedToday(): number {
    const startsAtMs = startOfDay(clock.nowMs())
    const savedCount = captures.revision()
    if (today.startsAtMs !== startsAtMs || today.savedCount !== savedCount) {
      today = { startsAtMs, savedCount, count: journal.savedSince(startsAtMs) }
    }
    return today.count
  }

  return () => {
    const { shown, total } = newestCaptures()
    const { desktop } = deps
    // one that nobody has set up is neither offered nor down
    const setUp = backends.filter((backend) => backend.slots() > 0)
    const drawable = new Set(setUp.map(({ name }) => name))
    return {
      app: {
        ...deps.facts,
        ...deps.addressesOf(),
        pinSet: deps.pinSet(),
        closing: deps.closing(),
        fixedSettings: settings.fixed(),
      },
      settings: settings.get(),
      queue: { ...queue.status(), savedToday: savedToday(), blocked: queue.blocked(settings.get().capture.source) },
      jobs: board.views(),
      captures: shown,
      captureTotal: total,
      captureRevision: captures.revision(),
      camera: webcam.view(),
      share: share.view(),
      backends: setUp.map((backend) => ({
        name: backend.name,
        status: backend.unavailable() ? ('unavailable' as const) : ('ready' as const),
        busySlots: line.runningOn(backend.name),
        slots: backend.slots(),
        reason: backend.unavailable(),
      })),
      servers: deps.servers.views(),
      touchdesigner: deps.td.view(),
      guests: deps.guests.view(),
      canvas: deps.canvas.view(),
      warmUp: deps.servers.warmUp(),
      styles: styles.views().filter(({ backend }) => drawable.has(backend)),
      brokenStyles: styles.broken(),
      kiosk: kioskView(desktop?.kiosk() ?? 'closed'),
      displays: desktop?.displays() ?? [],
      notices: notices.list(),
    }
  }
}

function kioskView(kiosk: 'closed' | 'open' | 'hidden'): AppState['kiosk'] {
  return { open: kiosk !== 'closed', hidden: kiosk === 'hidden' }
}

/** Midnight of the local day. */
function startOfDay(nowMs: number): number {
  return new Date(nowMs).setHours(0, 0, 0, 0)
}
