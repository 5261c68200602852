import { join } from 'node:path'
import type { BoothEvent } from '../contract/event'
import type { Job } from '../contract/job'
import { activeEventOf } from '../contract/settings'
import type { TdView } from '../contract/touchdesigner'
import type { CaptureIndex } from './captures/capture-index'
import type { Backend } from './backends/backend'
import type { ServerDeps } from './http/server'
import type { Images } from './images/images'
import type { DataFolder } from './jobs/data-folder'
import type { JobBoard } from './jobs/job-board'
import { isUnfinished } from './jobs/job-states'
import type { Journal } from './jobs/journal'
import type { WhenUnavailable } from './jobs/line'
import type { Saving } from './jobs/saving'
import type { Clock } from './lib/clock'
import type { Log } from './lib/log'
import type { Platform } from './platform'
import type { Secrets } from './settings/secrets'
import type { SettingsStore } from './settings/settings-store'
import { folderOnStage, remoteFileOf } from './share/remote-path'
import { jobIdInName } from './share/name-rules'
import type { FoundFile, Share } from './share/share'
import type { Source } from './sources/source'
import type { Styles } from './styles/styles'
import { createLivePreview, type LivePreview } from './td/live-preview'
import { createMachines, type Machine } from './td/machines'
import { createStage } from './td/stage'
import { createTdBackend } from './td/td-backend'
import { createTdLink } from './td/td-link'
import { createTdSource, reasonAgainst } from './td/td-source'
import { createTdToken, type TdToken } from './td/td-token'
import { createTdWork, type TdWork } from './td/td-work'
import { proposedName } from './td-names'
import { createTdInstall, type InstallTd, type TdUrls } from './td-install'
import { createTdResults } from './td-results'
import { appVersion } from './version'

export interface OpenedTd {
  /** For the port. */
  door: Pick<ServerDeps, 'td' | 'isTdToken'> & { tdAdmitted: () => readonly string[] }
  install: InstallTd
  live: LivePreview
  source: Source
  backend: Backend
  token: TdToken
  view(): TdView
  /** What becomes of a waiting job while TouchDesigner cannot take it. */
  whenUnavailable(job: Job): WhenUnavailable
  /** Whether a file on the share is this feature's affair. */
  isClaimed(file: FoundFile): boolean
  /** A finished picture that came by another way than its socket and the share; false: nobody waits for it. */
  deliver: TdWork['deliver']
  /** The operator says that TouchDesigner is free. */
  clearStage(): void
  /** A guest's pictures were erased. */
  erased(jobId: string): void
  onChange(listen: () => void): void
  close(): void
}

/** A capture carries a picture of at most this to TouchDesigner. */
const inputSidePx = 3840

/** TouchDesigner with all it rests on. What is built later is asked for when it is needed. */
export function openTd(deps: {
  settings: SettingsStore
  secrets: Pick<Secrets, 'get' | 'set'>
  journal: Journal
  board: JobBoard
  captures: CaptureIndex
  styles: Styles
  images: Images
  folder: DataFolder
  share: () => Share
  saving: () => Saving
  letGo: (file: FoundFile) => void
  isErased: (jobId: string) => boolean
  platform: Pick<Platform, 'stylesDir' | 'documentsDir'>
  /** Where the console is reached; throws `not_possible_now` while its port is not open. */
  urls: () => TdUrls
  /** What becomes of other backends' jobs. */
  otherwise: (job: Job) => WhenUnavailable
  clock: Clock
  log: Log
}): OpenedTd {
  const { settings, journal, board, captures, styles, images, folder, clock, log } = deps
  const own = () => settings.get().touchdesigner
  const token = createTdToken(deps.secrets)
  const live = createLivePreview({ clock })
  const jobOf = (jobId: string) => board.get(jobId) ?? journal.find(jobId)
  let wasEverHere = false

  const stage = createStage({
    memory: { get: journal.remembered, set: journal.remember },
    nowMs: clock.nowMs,
    goesOn: (jobId) => isUnfinished(journal.find(jobId)?.state ?? 'failed'),
  })
  const machines = createMachines({
    clock,
    chosen: () => own().activeMachine,
    isBusy: () => stage.state() !== 'free' && stage.state() !== 'occupied',
  })
  machines.onChange(() => {
    wasEverHere ||= machines.active() !== null
    stage.moveTo(machines.active()?.id ?? null)
  })

  const stageOf = (machineName: string) =>
    settings.get().stages.find(({ name }) => name.toLowerCase() === machineName.toLowerCase())

  /** On this machine the share is where we see it; of another only its operator knows. */
  function folderFor(machine: Machine, eventFolder: string): string | null {
    const known = stageOf(machine.name)
    if (known) return folderOnStage(known, eventFolder)
    const isHere = /^(127\.|::1$|::ffff:127\.)/.test(machine.address)
    return isHere ? folderOnStage({ remoteFolder: deps.share().view().dir }, eventFolder) : null
  }

  const extension = () => (settings.get().share.format === 'png' ? 'png' : 'jpg')

  function nameOf(job: Job, machineName: string, path: string): string | null {
    const file = remoteFileOf(stageOf(machineName) ?? { remoteFolder: '/' }, path)
    if (!file) return null
    const named = jobIdInName(file.baseName)
    if (named !== null && named !== job.id) return null
    return job.output.folder === '' ? file.baseName : `${job.output.folder}/${file.baseName}`
  }

  const results = createTdResults({ journal, captures, images, share: deps.share, clock, log })
  const work = createTdWork({
    ...{ machines, stage, clock, log, settings: own, jobOf, nameOf, letGo: deps.letGo },
    ...{ examine: results.examine, setAside: results.setAside },
    captureOf: (job, machine) => ({
      folder: folderFor(machine, job.output.folder),
      fileName: proposedName(job, settings.get().share.pattern, { extension: extension(), atMs: clock.nowMs() }),
    }),
    settleLate: (job, { file, ...claimed }) => deps.saving().adopt(job, { name: file.name, ...claimed }),
    saveLate: (job, file) => deps.saving().takeOver(job, [file]),
    ...{ isErased: deps.isErased, workDirOf: folder.workOf },
    lookAtShare: () => void deps.share().check(),
  })
  const link = createTdLink({
    ...{ machines, work, live, clock, log },
    isToken: token.matches,
    wordsFor: (machine) => ({
      folder: folderFor(machine, activeEventOf(settings.get()).folder),
      imageType: settings.get().share.format === 'png' ? 'png' : 'jpeg',
      quality: settings.get().share.jpegQuality / 100,
    }),
    previewWish: () => own().preview,
  })
  const both = {
    ...{ machines, stage, work, clock, settings: own, jobOf },
    limitOf: (job: Job) => styles.get(job.style).timeoutMs,
  }
  const source = createTdSource({ ...both, incomingDir: folder.incoming })
  const backend = createTdBackend({
    ...both,
    isSetUp,
    blocksPress: () => whenAbsentIn(activeEventOf(settings.get())) === 'block',
    async prepareInput(originalPath, workDir) {
      const path = join(workDir, 'input.jpg')
      await images.fit(originalPath, path, { maxSidePx: inputSidePx, aspect: null, how: 'pad', background: 'grey' })
      return path
    },
    onChange: listen,
  })

  /** A booth that never had TouchDesigner is not offered its styles. */
  function isSetUp(): boolean {
    const { capture, stages } = settings.get()
    const isWanted = styles.all().find(({ name }) => name === activeEventOf(settings.get()).style)
    return (
      wasEverHere || stages.length > 0 || capture.source === 'touchdesigner' || isWanted?.backend === 'touchdesigner'
    )
  }

  function listen(call: () => void): void {
    for (const feature of [machines, stage, live]) feature.onChange(call)
  }

  /** At the press, and again when somebody set the clock: whoever counts along counts from what is left. */
  function tellCountdown(jobId: string): void {
    const job = board.get(jobId)
    // made again, it counts again
    if (counted === jobId && job?.state !== 'counting') counted = null
    const { zeroAtMs } = board.live(jobId)
    const concerns = job?.source === 'touchdesigner' || job?.backend === 'touchdesigner'
    if (job?.state !== 'counting' || !concerns || zeroAtMs === null || counted === jobId) return
    counted = jobId
    const remainingMs = Math.max(0, zeroAtMs - clock.monotonicMs())
    machines.active()?.send({ type: 'countdown', jobId, seconds: job.countdownSec, remainingMs })
  }
  let counted: string | null = null

  const whenAbsentIn = (event: BoothEvent | undefined) => event?.whenAbsent ?? own().whenAbsent

  function whenUnavailable(job: Job): WhenUnavailable {
    const { fallbackStyle } = own()
    const whenAbsent = whenAbsentIn(settings.get().events.find(({ id }) => id === job.eventId))
    const isAbsent = machines.active() === null && stage.sentTo(job.id) === null
    if (job.backend !== 'touchdesigner') return deps.otherwise(job)
    if (!isAbsent || whenAbsent === 'block' || !job.original) return 'wait'
    const stand = styles.all().find(({ name, backend: by }) => name === fallbackStyle && by === 'builtin')
    const { style, backend } = job
    return stand ? { style: stand.name, backend: stand.backend, standIn: { style, backend } } : 'wait'
  }

  const install = createTdInstall({
    tdDir: join(deps.platform.stylesDir, '..', 'td'),
    ...{ documentsDir: deps.platform.documentsDir, version: appVersion, token, urls: deps.urls },
  })
  board.onChange(tellCountdown)
  board.onChange((jobId) => {
    // also in the moment in which neither source nor backend has it
    if (board.get(jobId)?.state === 'cancelled') work.giveUp(jobId)
  })
  settings.onChange(() => {
    machines.review()
    link.refresh()
  })

  return {
    door: {
      td: { ...link, installScript: install.script },
      isTdToken: token.matches,
      tdAdmitted: () => own().admitted,
    },
    install: install.lines,
    ...{ live, source, backend, token, whenUnavailable },
    view: () => ({
      machines: machines.views(),
      stage: { state: stage.state(), jobId: stage.owner() },
      previewRuns: live.runs(),
      reason: reasonAgainst(both),
    }),
    isClaimed: work.found,
    deliver: work.deliver,
    clearStage: stage.clear,
    erased(jobId) {
      for (const { id } of machines.views()) machines.find(id)?.send({ type: 'cleanup', jobId })
    },
    onChange: listen,
    close() {
      results.close()
      work.close()
      live.close()
      machines.close()
    },
  }
}
