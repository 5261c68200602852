import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { BrokerCounts } from '../contract/broker'
import type { ErrorFacts } from '../contract/errors'
import type { Job } from '../contract/job'
import { activeEventOf } from '../contract/settings'
import type { BackendName } from '../contract/style'
import type { Backend } from './backends/backend'
import { createBroker, type BrokerDeps } from './broker/broker'
import { clearRequests } from './broker/clear-requests'
import { brokerStateOf, brokerStatusOf, errorOf, jobEventOf, serviceStateOfJob } from './broker/job-words'
import { createKeeping } from './broker/keeping'
import { jobTimeoutSecOf, type Environment } from './flags'
import { createBrokerRoutes, type JobWords } from './http/broker-routes'
import type { JobBoard } from './jobs/job-board'
import type { Line, WhenUnavailable } from './jobs/line'
import { createNewJob } from './jobs/new-job'
import { createRequestedJobs } from './jobs/requested-jobs'
import type { Clock } from './lib/clock'
import type { Closers } from './lib/closers'
import { syncFolder } from './lib/files'
import { createGroupCommit } from './lib/group-commit'
import type { Log } from './lib/log'
import { shared } from './lib/shared-work'
import type { Database } from './lib/sqlite'
import type { Pictures } from './pictures'
import type { SettingsStore } from './settings/settings-store'

/** The job broker, for the port. */
export interface OpenedBroker {
  app: ReturnType<typeof createBrokerRoutes>
  counts(): BrokerCounts
}

/** How long arrivals are gathered while something is at work anyway, milliseconds. */
const gatherMs = 250

/** What other programs' jobs are given and when they are given up; the booth's own go by their styles and events. */
export function requestRules(deps: {
  environment: Environment
  whenUnavailable: (job: Job) => WhenUnavailable
  backends: ReadonlyMap<BackendName, Backend>
  clock: Clock
}) {
  const { environment, backends, clock } = deps
  const limitMs = jobTimeoutSecOf(environment) * 1000

  return {
    timeoutMs: (job: Job): number | null => (job.request ? limitMs : null),
    whenUnavailable(job: Job): WhenUnavailable {
      const wish = deps.whenUnavailable(job)
      // who asked for a style by its name gets that one: nothing stands in for it
      if (!job.request || (wish !== 'wait' && !('style' in wish))) return wish
      const sinceMs = job.timeline.at(-1)?.atMs ?? job.pressedAtMs
      if (clock.nowMs() - sinceMs < limitMs) return 'wait'
      return backends.get(job.backend)?.unavailable(job.id) ?? gaveUp
    },
  }
}

const gaveUp: ErrorFacts = {
  code: 'generation_timeout',
  message: 'Nothing could make the picture in time.',
  hint: 'Submit it again when a server is back.',
}

/** The job broker on the booth's own queue; clears what was being received when the process last ended. */
export async function openBroker(
  deps: Omit<BrokerDeps, keyof Own> & {
    line: Line
    board: JobBoard
    database: Database
    settings: SettingsStore
    backends: ReadonlyMap<BackendName, Backend>
    pictures: Pick<Pictures, 'result'>
    clockIsTrusted: () => boolean
    closers: Closers
    clock: Clock
    log: Log
  },
): Promise<OpenedBroker> {
  const { folder, styles, backends, settings, line, clock, log } = deps
  const requested = createRequestedJobs(deps)
  await clearRequests({ dir: folder.requests, known: requested.ids(), log })
  const wakeSoon = createWakeSoon(line, clock)

  const own: Own = {
    requested,
    newJob: createNewJob({ styles, backends, settings: settings.get, clock }),
    commit: createGroupCommit(deps.database),
    syncRequests: shared(() => syncFolder(folder.requests)),
    defaultStyle,
    publishes: () => settings.get().broker.publish,
    resultPath: deps.pictures.result,
    eraseFiles,
    onArrived: wakeSoon,
  }
  const broker = createBroker({ ...deps, ...own })
  const keeping = createKeeping({
    requested,
    erase: broker.erase,
    limits: () => settings.get().broker,
    clockIsTrusted: deps.clockIsTrusted,
    onTick: line.wake,
    clock,
    log,
  })
  deps.closers.add('broker', keeping.close)

  /** Pictures that move are what the broker's clients came for; without a server, what is built in. */
  function defaultStyle(): string {
    const isServerSet = (backends.get('comfyui')?.slots() ?? 0) > 0
    const moving = styles.all().find(({ backend, kind, takes }) => {
      return backend === 'comfyui' && kind === 'video' && takes.picture
    })
    if (isServerSet && moving) return moving.name
    const chosen = activeEventOf(settings.get()).style
    const builtin = styles.all().filter(({ backend }) => backend === 'builtin')
    return (builtin.find(({ name }) => name === chosen) ?? builtin[0])?.name ?? chosen
  }

  async function eraseFiles({ id, original, result, request }: Job): Promise<void> {
    const files = [original?.file, request?.staysHere ? result?.spoolFile : null]
    for (const file of files) if (file) await rm(folder.resolve(file), { force: true })
    await rm(folder.workOf(id), { recursive: true, force: true })
    await rm(folder.outputsOf(id), { recursive: true, force: true })
    const thumbs = join(folder.thumbs, id.slice(0, 2))
    const names = await readdir(thumbs).catch(() => [])
    for (const name of names) if (name.startsWith(id)) await rm(join(thumbs, name), { force: true })
  }

  const words: JobWords = {
    stateOf: (job) => (job.request?.words === 'service' ? serviceStateOfJob(job) : brokerStateOf[job.state]),
    statusOf(job) {
      if (job.request?.words !== 'service') return brokerStatusOf(job)
      return { jobId: job.id, status: serviceStateOfJob(job), error: errorOf(job) }
    },
    eventOf: (job) => jobEventOf(job, broker.live(job.id)),
  }
  const pictureName = (id: string, extension: string) => folder.requestName(id, 'in', extension)
  const app = createBrokerRoutes({ broker, words, pictureName, absolute: folder.resolve, clock, log })
  return { app, counts: broker.counts }
}

type Own = Pick<
  BrokerDeps,
  | 'requested'
  | 'newJob'
  | 'commit'
  | 'syncRequests'
  | 'defaultStyle'
  | 'publishes'
  | 'resultPath'
  | 'eraseFiles'
  | 'onArrived'
>

/** Sorting a line of thousands for each arrival would cost more than the arrival. */
function createWakeSoon(line: Line, clock: Clock): () => void {
  let isDue = false
  return () => {
    if (line.running() === 0) return line.wake()
    if (isDue) return
    isDue = true
    clock.after(gatherMs, () => {
      isDue = false
      line.wake()
    })
  }
}
