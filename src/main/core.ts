import type { AppState, Role } from '../contract/app-state'
import type { SourceName } from '../contract/job'
import type { Language } from '../contract/settings'
import type { BackendName } from '../contract/style'
import { createAppState } from './app-state'
import type { Backend } from './backends/backend'
import { createBackends, type BackendDeps } from './backends/backends'
import { loadBoothStyles } from './booth-styles'
import { createCaptureIndex } from './captures/capture-index'
import { keepIndexWithShare } from './captures/found-files'
import { createPublications } from './captures/publications'
import { createPictures } from './captures/stored-pictures'
import { createHandlers } from './commands'
import { withStyleOfBackend } from './default-style'
import { refuseMissing, refuseUnheard, tellStartProblems } from './core-faults'
import { createDiskGuard } from './disk-guard'
import { createDispatch, type Dispatch } from './dispatch'
import { overlayOf, type Environment, type Flags } from './flags'
import { createApiTokens } from './http/api-tokens'
import { createMediaApp } from './http/media-app'
import { createImages } from './images/images'
import { createIntake, uploadCopy } from './intake'
import { createJobBoard } from './jobs/job-board'
import { clearIncoming } from './jobs/leftovers'
import { createKeptOutputs } from './jobs/kept-outputs'
import { createLine } from './jobs/line'
import { createOriginals } from './jobs/originals'
import { createQueue } from './jobs/queue'
import { createSettleRestored } from './jobs/restored-files'
import { createSaving } from './jobs/saving'
import { createShooting } from './jobs/shooting'
import { systemClock, type Clock } from './lib/clock'
import { createClosers, type Closers } from './lib/closers'
import type { Log } from './lib/log'
import type { Listener } from './listener'
import { createNotices } from './notices'
import { openBroker, requestRules } from './open-broker'
import { openComfy } from './open-comfy'
import { openCanvas } from './open-canvas'
import { joinMachine, openKioskAtStart } from './open-machine'
import { openPort } from './open-port'
import { openEvents } from './open-events'
import { openGuests } from './open-guests'
import { openBoothSettings } from './open-settings'
import { openRetention } from './open-retention'
import { openShare } from './open-share'
import { openTablet } from './open-tablet'
import { openTd } from './open-td'
import { openJournal } from './open-journal'
import { ownDataFolder } from './own-data-folder'
import type { Intake } from './pictures'
import type { Platform } from './platform'
import { createPin } from './settings/pin'
import { createSecrets } from './settings/secrets'
import type { FileSystem } from './share/file-system'
import type { FoundFile } from './share/share'
import type { Source } from './sources/source'
import { createWebcam } from './sources/webcam'
import { createHub, type Hub } from './state'
import type { GuestLinks } from './guests/guest-links'
import { createSupportBundle } from './support/support-bundle'
import { appVersion, creatorTool } from './version'

/** The running booth, for whoever shows it: the desktop app, the headless server, the CLI, tests. */
export interface Core {
  dispatch: Dispatch
  hub: Hub
  state(): AppState
  /** Answers a window's request under app://photocall; the role is the window's. */
  fetch(request: Request, role: Role): Promise<Response>
  /** A browser's way in, once, for ten minutes. */
  pairingUrl(role: 'console' | 'kiosk' | 'tablet'): string
  /** Where a browser on this machine finds the console; null without a listener. */
  consoleUrl(): string | null
  upload: Intake['upload']
  /** Where each guest finds their picture: for guests' own screens and programs of this machine alone. */
  guestLinks: GuestLinks
  /** Absolute path of a saved job's picture; throws `not_found`. */
  resultPath(jobId: string): string
  language(): Language
  workInFlight(): number
  /** Refuses presses; resolves when no job is left. */
  finishWork(): Promise<void>
  close(): Promise<void>
}

export interface CoreOptions {
  dataDir: string
  flags: Flags
  environment: Environment
  platform: Platform
  feature: (name: string) => Log
  clock?: Clock
  /** In place of the table of backends: for measuring and testing the core alone. */
  backends?: (deps: BackendDeps) => Map<BackendName, Backend>
  /** In place of the real files of the share: for tests of drives that fail. */
  shareFiles?: FileSystem
  /** Without a listener nothing is reachable from outside: for one-off commands. */
  listens: boolean
}

/** Builds every feature in order; `close` goes back the same way. Throws AppError when the booth cannot run here. */
export async function createCore(options: CoreOptions): Promise<Core> {
  const closers = createClosers(options.feature('core'))
  try {
    return await openBooth(options, closers)
  } catch (error) {
    await closers.closeAll()
    throw error
  }
}

async function openBooth(options: CoreOptions, closers: Closers): Promise<Core> {
  const { dataDir, flags, environment, platform, feature, clock = systemClock } = options
  const log = feature('core')
  const folder = await ownDataFolder({ dataDir, closers, log })
  let closing = false
  let listener: Listener | null = null

  const styles = await loadBoothStyles({ shippedDir: platform.stylesDir, dataDir })
  const overlay = overlayOf(withStyleOfBackend(flags, styles), environment)
  const settingsDeps = { path: folder.settings, overlay: overlay.patch, clock, platform }
  const booth = openBoothSettings(settingsDeps)
  const { settings, exampleName } = booth
  const notices = createNotices({ clock })
  const opened = await openJournal({ folder, clock, notices, closers, log })
  const { database, journal, records, sidecars, clockWatch } = opened
  const board = createJobBoard(clock, (jobId) => isErased(jobId))
  const captures = createCaptureIndex({ database })
  await clearIncoming(folder)

  const { startImageChild: startChild, imageChildPath: modulePath } = platform
  const images = createImages({ startChild, modulePath, log: feature('images') })
  closers.add('images', images.close)
  const originals = createOriginals({ folder, images, sidecars })
  await opened.complete(images)
  const events = await openEvents({ booth, database, folder, images, styles, clock, log })
  const disk = await createDiskGuard({ dir: dataDir, clock, log })
  closers.add('disk guard', disk.close)

  const hub = createHub({ clock, log: feature('hub'), state: () => state(), dispatch: () => dispatch })
  closers.add('viewers', hub.close)
  closers.add('port', () => listener?.close())
  const camera = () => settings.get().camera
  const webcam = createWebcam({
    clock,
    preferredRole: () => camera().owner,
    deliveryMs: () => camera().deliverySec * 1000,
    tell: hub.tell,
  })
  const secrets = await createSecrets({ file: folder.secrets, protect: platform.protect, clock, log })
  const apiTokens = await createApiTokens({ file: folder.apiTokens, clock, log })
  closers.add('tokens', apiTokens.close)
  const comfyDeps = { settings, secrets, database, journal, styles, images, clock, log: feature('comfy') }
  const comfy = openComfy({ ...comfyDeps, oneOff: !options.listens })
  const urls = () => openedListener().tdUrls()
  const laterDeps = { share: () => share, saving: () => saving, letGo: (file: FoundFile) => found.add(file) }
  const isErased = (jobId: string) => retention.erasures.find(jobId) !== null
  const tdDeps = { ...laterDeps, isErased, urls, platform, otherwise: comfy.whenUnavailable, log: feature('td') }
  const td = openTd({ ...tdDeps, settings, secrets, journal, board, captures, styles, images, folder, clock })
  closers.add('touchdesigner', td.close)
  const sources = new Map<SourceName, Source>([webcam, td.source].map((source) => [source.name, source]))
  const backendDeps = { images, settings: settings.get, comfy: comfy.backend, touchdesigner: td.backend }
  const backends = (options.backends ?? createBackends)(backendDeps)
  const share = openShare({
    ...{ settings, journal, board, captures, images, clock, log: feature('share') },
    usualDir: platform.picturesDir,
    ...(options.shareFiles && { fs: options.shareFiles }),
  })
  closers.add('share', share.close)
  for (const backend of backends.values()) closers.add(backend.name, backend.close)
  closers.add('warm-up', comfy.servers.close)

  const jobDeps = { journal, board, clock, folder, images, log: feature('jobs') }
  const overlayPath = events.overlays.path
  const outputs = createKeptOutputs(jobDeps)
  const savingDeps = { ...jobDeps, share, captures, records, outputs, creatorTool, overlayPath }
  const saving = createSaving({ ...savingDeps, output: () => settings.get().share })
  const { servers } = comfy
  const line = createLine({
    ...jobDeps,
    styles,
    backends,
    onGenerated: saving.takeOver,
    ...requestRules({ environment, whenUnavailable: td.whenUnavailable, backends, clock }),
  })
  const shooting = createShooting({ ...jobDeps, originals, sources, onTaken: () => line.wake() })
  const queueDeps = { styles, sources, backends, originals, shooting, line, saving, isErased }
  const queue = createQueue({ ...jobDeps, ...queueDeps, settings: settings.get, refusal: disk.refusal })
  closers.add('queue', queue.close)
  const { testPicture: serverTest } = servers
  const pictureDeps = { folder, journal, board, captures, images, styles, outputs, overlayPath, serverTest }
  const pictures = createPictures({ ...pictureDeps, log, hangs: share.hangs, guestCode: (of) => guests.code(of) })
  const intake = createIntake({ incomingDir: folder.incoming, queue, webcam, takeOverlay: events.takeOverlay })
  const settleRestored = createSettleRestored({ journal, board, captures, images, log })
  const retentionDeps = { settings, database, journal, board, captures, folder, notices, clock, clockWatch, share }
  const onErased = (jobId: string) => [td, canvas].forEach(({ erased }) => erased(jobId))
  const retention = openRetention({ ...retentionDeps, log: feature('retention'), onErased })
  const isWished = (jobId: string) => guests.isWished(jobId)
  const publications = createPublications({ database, captures, erasures: retention.erasures, isWished })
  const indexDeps = { share, captures, publications, journal, clock, log, settleRestored, isClaimed: td.isClaimed }
  const found = keepIndexWithShare({ ...indexDeps, events: () => settings.get().events })

  const allBackends = [...backends.values()]
  const canvasDeps = { settings, journal, board, images, styles, folder, queue, clock, isTdToken: td.door.isTdToken }
  const lanUrls = () => listener?.lanUrls() ?? []
  const canvas = openCanvas({ ...canvasDeps, backends: allBackends, lanUrls, log: feature('canvas') })
  closers.add('canvas', canvas.close)
  const pin = createPin({ secrets, clock })
  const openedListener = () => listener ?? refuseUnheard()
  const uploadFile = (path: string, style: string | null) => uploadCopy(intake, path, style)
  const { desktop } = platform
  const support = createSupportBundle({ dataDir, runtime: platform.runtime, state: () => state(), clock })
  closers.add('retention', retention.close)
  const guestDeps = { ...retentionDeps, retention, secrets, queue, saving, comfy, td, images, pictures }
  const guests = openGuests({ ...guestDeps, opened, port: flags['guest-port'] ?? null, log: feature('guests') })
  closers.add('guests', guests.close)
  const tablet = openTablet({ ...guestDeps, links: guests.links, erase: guests.erase, log: feature('tablet') })
  const commandDeps = { td, queue, journal, captures, settings, events, share, webcam, pin, notices, servers, desktop }
  const handlers = createHandlers({
    ...{ ...commandDeps, canvas, records, outputs, logsDir: folder.logs, exampleName, uploadFile, retention, guests },
    confirmClock: clockWatch.confirm,
    listener: openedListener,
    ...{ support, apiTokens },
  })
  const dispatch = createDispatch({ handlers, log: feature('commands') })

  const state = createAppState({
    facts: {
      version: appVersion,
      runtime: platform.runtime,
      demo: flags.demo,
      platform: process.platform,
      startedAtMs: clock.nowMs(),
      dataDir,
    },
    addressesOf: () => ({ consoleUrl: listener?.consoleUrl ?? null, lanUrls: lanUrls() }),
    pinSet: () => pin.isSet(),
    closing: () => closing,
    ...{ canvas, backends: allBackends },
    ...{ clock, settings, journal, board, queue, line, captures, webcam, share, servers, td, styles, notices, desktop },
    guests,
  })
  const mediaDeps = { pictures, intake, dispatch, settings, live: td.live, rendererDir: platform.rendererDir }
  const mediaApp = createMediaApp({ ...mediaDeps, canvas: canvas.pictures, clock, log: feature('http') })

  for (const backend of backends.values()) backend.onChange?.(() => line.wake())
  const told = [board, queue, captures, webcam, share, servers, td, settings, pin, notices, disk, desktop, clockWatch]
  for (const feature of [...told, guests, canvas]) feature?.onChange(hub.changed)
  for (const left of [webcam.disconnect, guests.left]) hub.onDisconnect(left)
  tellStartProblems(notices, { settings, secrets, styles })
  if (options.listens) {
    const port = overlay.port ?? settings.get().server.port
    const brokerDeps = { ...jobDeps, database, queue, line, styles, backends, settings, pictures, closers }
    const broker = await openBroker({ ...brokerDeps, clockIsTrusted: clockWatch.isTrusted, log: feature('broker') })
    const health = () => ({ version: appVersion, ...queue.status(), ...broker.counts() })
    const portDeps = { dataDir, port, settings, mediaApp, hub, health, apiTokens, desktop, notices }
    const brokerDoor = { brokerApp: broker.app, brokerAdmitted: () => settings.get().broker.admitted }
    const doors = { ...td.door, ...canvas.door, ...brokerDoor, tablet, incomingDir: folder.incoming }
    listener = await openPort({ ...portDeps, ...doors, clock, log: feature('http') })
  }

  joinMachine({ desktop, settings, queue, share, webcam, hub, clock, closers, lookAtClock: clockWatch.look })

  await queue.open()
  if (options.listens) await guests.open()
  board.onChange(keepThumb)

  /** Made while the picture is at hand: it is still seen when the share is away. */
  function keepThumb(jobId: string): void {
    if (board.get(jobId)?.state !== 'saved') return
    pictures.thumb(jobId).catch((error: unknown) => log.warn('no thumbnail', { jobId, error: String(error) }))
  }

  if (flags.kiosk && desktop) await openKioskAtStart({ dispatch, notices })

  log.info('the booth is open', { dataDir, share: share.view().dir, styles: styles.all().length })

  return {
    dispatch,
    hub,
    state,
    fetch: async (request, role) => mediaApp.fetch(request, { role, isWindow: true }),
    pairingUrl: (role) => openedListener().pair(role).url,
    consoleUrl: () => listener?.consoleUrl ?? null,
    upload: intake.upload,
    guestLinks: guests.links,
    resultPath: (jobId) => pictures.result(jobId) ?? refuseMissing(jobId),
    language: () => settings.get().language,
    workInFlight: () => queue.unfinished(),
    finishWork: () => queue.finish(),
    async close() {
      closing = true
      // what is closed before the queue may take its time
      void queue.stop()
      await closers.closeAll()
      log.info('the booth is closed')
    },
  }
}
