import { randomUUID } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../contract/errors'
import type { GuestsCheck, GuestsView } from '../contract/guests'
import type { Job } from '../contract/job'
import { activeEventOf } from '../contract/settings'
import type { CaptureIndex } from './captures/capture-index'
import type { OpenedComfy } from './open-comfy'
import type { OpenedTd } from './open-td'
import { createErasingPlaces } from './guests/erasing-places'
import type { GuestDoor, GuestFinding } from './guests/guest-door'
import { createGuestErasing } from './guests/guest-erasing'
import { createGuestLinks, type GuestLinks } from './guests/guest-links'
import { createGuestListening } from './guests/guest-listening'
import { downloadNameOf } from './guests/guest-names'
import { createGuestPictures } from './guests/guest-pictures'
import { createGuestReach } from './guests/guest-reach'
import { guestViewOf } from './guests/guest-view'
import { createGuestWishes } from './guests/guest-wishes'
import { formingWords, guestPage, guestPageHeaders, pageKey } from './guests/page/guest-page'
import { guestLanguage, guestWords } from './guests/page/words'
import { qrSvg } from './guests/qr'
import { tellWishes } from './guests/wish-notices'
import { jobsOfSamePicture } from './guests/same-picture'
import { createShownCode } from './guests/shown-code'
import { wifiCode } from './guests/wifi-code'
import type { GuestPageDrawing } from './http/guest-app'
import { createGuestServer } from './http/guest-server'
import type { Images } from './images/images'
import type { DataFolder } from './jobs/data-folder'
import type { JobBoard } from './jobs/job-board'
import { listBackups } from './jobs/journal-backups'
import type { Journal } from './jobs/journal'
import type { Queue } from './jobs/queue'
import type { Saving } from './jobs/saving'
import type { Clock } from './lib/clock'
import type { Log } from './lib/log'
import type { OpenedJournal } from './open-journal'
import type { Notices } from './notices'
import type { BoothRetention } from './open-retention'
import type { OpenedShare } from './open-share'
import type { Pictures } from './pictures'
import type { Secrets } from './settings/secrets'
import type { SettingsStore } from './settings/settings-store'

/** What guests get on their phones, and what the operator sees and does of it. */
export interface OpenedGuests {
  links: GuestLinks
  view(): GuestsView
  /** The code of a job's link, of the guests' network (`wifi`), as SVG; null where there is none now. */
  code(of: string): string | null
  /** Whose code the guests' screen shows large; null: nobody's. `by`: the client that asks, null for a one-off request. */
  show(jobId: string | null, by: string | null): void
  /** For as long again, where it is still what this client shows. */
  keepShown(jobId: string, by: string | null): void
  /** A client is gone. */
  left(clientId: string): void
  /** As the guest's own wish: hidden at once, erased after the time to undo it. */
  erase: (jobId: string) => Promise<void>
  /** Somebody wants it deleted. */
  isWished(jobId: string): boolean
  setWifiPassword(password: string): Promise<void>
  /** Asks every address whether it leads here. */
  check(): Promise<GuestsCheck>
  /** Opens the listener where it is wanted. */
  open(): Promise<void>
  onChange(listen: () => void): void
  close(): Promise<void>
}

const wifiSecret = 'guests.wifi'
const shownWishes = 100

export function openGuests(deps: {
  settings: SettingsStore
  secrets: Pick<Secrets, 'get' | 'set'>
  opened: Pick<OpenedJournal, 'database' | 'guestTokens' | 'backups' | 'clockWatch'>
  journal: Journal
  board: JobBoard
  captures: CaptureIndex
  queue: Queue
  saving: Saving
  share: OpenedShare
  retention: BoothRetention
  comfy: OpenedComfy
  td: OpenedTd
  images: Images
  pictures: Pictures
  folder: DataFolder
  notices: Notices
  /** In place of the settings' port for this run; null: as set. */
  port: number | null
  clock: Clock
  log: Log
}): OpenedGuests {
  const { database, guestTokens: tokens, backups: copies, clockWatch } = deps.opened
  const { settings, secrets, journal, board, captures, share, folder, clock, log } = deps
  const own = () => settings.get().guests
  const listeners: (() => void)[] = []
  const announce = () => listeners.forEach((listen) => listen())
  const instance = randomUUID()
  const wishes = createGuestWishes({ database, clock })
  const shownCode = createShownCode({ clock, onChange: announce })

  const pictures = createGuestPictures({
    ...{ folder, images: deps.images, log },
    pictures: () => deps.pictures,
    shareIsHere: () => share.view().status !== 'away',
    isErased: (jobId) => !jobOf(jobId)?.result,
  })
  const erasing = createGuestErasing({
    ...{ wishes, journal, board, captures, queue: deps.queue, saving: deps.saving, clock, log },
    erasures: deps.retention.erasures,
    eraseHere: deps.retention.eraseHere,
    eraseOnShare: deps.retention.eraseOnShare,
    forgetToken: tokens.forget,
    sameTogether: (jobId) => jobsOfSamePicture(database, jobId, { pathOf: folder.resolve, log }),
    places: createErasingPlaces({
      ...{ database, captures, erasures: deps.retention.erasures },
      shareDir: () => share.view().dir,
      workAtShare: share.workAt,
      forgetPrompt: deps.comfy.forget,
      touchdesignerIsHere: () => deps.td.view().machines.some(({ connected }) => connected),
      tellTouchdesigner: deps.td.erased,
      async backups() {
        // one that is being made would bring back what goes now
        await copies.take()
        return listBackups(folder).map(({ name }) => join(folder.backups, name))
      },
      hasDamagedJournal: () => readdirSync(folder.dir).some((name) => name.startsWith('journal.sqlite.damaged-')),
    }),
  })

  const door: GuestDoor = {
    find,
    pictures,
    ask: erasing.ask,
    undo: erasing.undo,
    instance,
    seen: (address) => reach.seen(address),
  }
  const listening = createGuestListening({
    wanted: () => ({ ...own(), port: deps.port ?? own().port, enabled: own().enabled || deps.port !== null }),
    open: (how) => createGuestServer({ ...how, door, drawing, language: languageNow, clock, log }),
    log,
  })
  const reach = createGuestReach({ settings: own, server: listening.server, instance, clock, onSeen: announce })
  const links = createGuestLinks({ tokens, baseUrl: reach.baseUrl, isGuests: (jobId) => !jobOf(jobId)?.request })
  const jobOf = (jobId: string) => board.get(jobId) ?? journal.find(jobId)

  function find(token: string): GuestFinding | null {
    const jobId = tokens.jobOf(token)
    const job = jobId === null ? null : (board.get(jobId) ?? journal.find(jobId))
    if (!job) return null
    const event = settings.get().events.find(({ id }) => id === job.eventId)
    const eventName = event?.name ?? job.event
    return {
      job,
      view: viewOf(job, event?.guestDays),
      language: event?.language ?? settings.get().language,
      eventName,
      fileName: downloadNameOf(job, eventName),
    }
  }

  /** Of an event that was removed, links end as they do by themselves. */
  function viewOf(job: Job, guestDays: number | null = usualGuestDays) {
    const { progress, etaMs, position } = board.view(job)
    const { previewVersion, preview } = board.live(job.id)
    return guestViewOf({
      ...{ job, guestDays, nowMs: clock.nowMs(), originalOffered: own().originalOffered },
      live: { progress, etaMs, position, previewVersion: preview ? previewVersion : 0 },
      agesFromMs: clockWatch.agesFromMs(job),
      wish: wishes.of(job.id),
      isErased: deps.retention.erasures.find(job.id) !== null,
      isRejected: captures.findByJob(job.id)?.publication === 'rejected',
    })
  }

  const languageNow = () => activeEventOf(settings.get()).language ?? settings.get().language

  function wishViews(): GuestsView['wishes'] {
    const newest = wishes.newest(shownWishes).map(({ jobId, askedAtMs, dueAtMs, begunAtMs, doneAtMs, tasks }) => {
      const open = [...new Set(tasks.map(({ at }) => at))]
      return [jobId, { jobId, askedAtMs, dueAtMs, begunAtMs, doneAtMs, open }] as const
    })
    return Object.fromEntries(newest)
  }
  let shown = wishViews()

  function view(): GuestsView {
    const shownJobId = shownCode.jobId()
    return {
      ...reach.view(),
      hasWifi: code('wifi') !== null,
      reason: listening.reason(),
      wifiPasswordSet: secrets.get(wifiSecret) !== null,
      shownJobId: shownJobId !== null && shown[shownJobId] ? null : shownJobId,
      wishes: shown,
    }
  }

  function code(of: string): string | null {
    const { wifi } = own()
    const password = secrets.get(wifiSecret) ?? ''
    // half a code would lead nowhere
    const joins = wifi.ssid !== '' && (wifi.security === 'nopass' || password !== '')
    if (of === 'wifi') return joins ? qrSvg(wifiCode(wifi, password)) : null
    const url = wishes.of(of) ? null : links.urlOf(of)
    return url === null ? null : qrSvg(url)
  }

  /** While the spool still has it: later it may have to come from a drive that is slow or away. */
  function keepScreen(jobId: string): void {
    const job = board.get(jobId)
    // other programs' pictures are no guest's, and go when they are fetched
    if (!listening.server() || !job?.result || job.request || (job.state !== 'saving' && job.state !== 'saved')) return
    if (wishes.of(jobId) === null) void pictures.screen(job)
  }

  board.onChange(keepScreen)
  erasing.onChange(() => {
    const before = shown
    shown = wishViews()
    tellWishes(deps.notices, { before, now: shown, numberOf: (jobId) => journal.find(jobId)?.number ?? 0 })
    announce()
  })
  listening.onChange(() => {
    const reason = listening.reason()
    if (reason) deps.notices.raise('guests', 'attention', reason)
    else deps.notices.clear('guests')
    announce()
  })
  settings.onChange(() => void listening.follow())
  share.onChange(() => {
    if (share.view().status === 'ready') void erasing.run()
  })

  return {
    links,
    view,
    code,
    show(jobId, by) {
      if (jobId === null) return shownCode.hide(by)
      if (links.urlOf(jobId) === null) throw noLink()
      shownCode.show(jobId, by)
    },
    keepShown: shownCode.keep,
    left: shownCode.left,
    erase: erasing.ask,
    isWished: (jobId) => wishes.of(jobId) !== null,
    async setWifiPassword(password) {
      await secrets.set(wifiSecret, password === '' ? null : password)
      announce()
    },
    check: reach.check,
    async open() {
      await listening.follow()
      void erasing.run()
    },
    onChange: (listen) => void listeners.push(listen),
    async close() {
      shownCode.hide(null)
      await listening.close()
      await erasing.close()
    },
  }
}

const usualGuestDays = 30

const drawing: GuestPageDrawing = {
  page: guestPage,
  headers: guestPageHeaders,
  languageOf: guestLanguage,
  told({ view }, language) {
    const { state } = view
    if (view.state !== 'forming') return { state, page: pageKey(view) }
    const { progress, previewVersion } = view
    return { state, page: pageKey(view), progress, previewVersion, words: formingWords(view, guestWords[language]) }
  },
}

function noLink(): AppError {
  const hint = 'Look at Settings, Guests: are the guests’ pages on, and is there an address?'
  return new AppError('not_possible_now', 'This picture has no link for guests now.', hint)
}
