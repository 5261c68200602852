import { hostname, networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { addresses } from '../contract/addresses'
import { AppError, errorFactsOf } from '../contract/errors'
import type { Job } from '../contract/job'
import type { ComfyuiSettings } from '../contract/server'
import { activeEventOf } from '../contract/settings'
import { clientIdOf, machineMark } from './comfy/client-id'
import { createComfyApi } from './comfy/comfy-api'
import type { ComfyBackendDeps } from './comfy/comfy-backend'
import { createComfyHttp } from './comfy/comfy-http'
import { comfyStylesOf } from './comfy/event-styles'
import { createLocalProcesses } from './comfy/local-process'
import { createPromptLedger } from './comfy/prompt-ledger'
import { checkServer, findServers, testServer, usualPorts } from './comfy/server-checks'
import { createServerHeaders } from './comfy/server-headers'
import type { ServerLink } from './comfy/server-link'
import { createServerPool } from './comfy/server-pool'
import { createWarmUps } from './comfy/warm-up'
import type { Images } from './images/images'
import { durationFacts } from './jobs/eta'
import type { Journal } from './jobs/journal'
import type { WhenUnavailable } from './jobs/line'
import type { Clock } from './lib/clock'
import type { Log } from './lib/log'
import type { Database } from './lib/sqlite'
import type { Servers } from './servers'
import type { Secrets } from './settings/secrets'
import type { SettingsStore } from './settings/settings-store'
import type { Style, Styles } from './styles/styles'

export interface OpenedComfy {
  /** For the table of backends. */
  backend: ComfyBackendDeps
  servers: Servers
  /** What becomes of a waiting job while no server can be used. */
  whenUnavailable(job: Job): WhenUnavailable
  /** Takes a finished prompt out of the history of the server at `url`; true where no such server is set up any more. */
  forget(url: string, promptId: string): Promise<boolean>
}

/** How long all servers must be down before jobs go another way, milliseconds. */
const downMs = { builtin: 5000, fail: 3000 }
/** How long a job in hand waits for a server to come back before it returns to the line. */
const patienceMs = 20_000
const measuredRuns = 20
/** The style of what guests get when nothing answers. */
const framedOriginal = 'framed-original'

/** The ComfyUI feature with all it rests on. `oneOff`: a command that ends, where waiting for a server helps nobody. */
export function openComfy(deps: {
  settings: SettingsStore
  secrets: Pick<Secrets, 'get' | 'set' | 'names'>
  database: Database
  journal: Journal
  styles: Styles
  images: Images
  clock: Clock
  log: Log
  oneOff: boolean
}): OpenedComfy {
  const { settings, secrets, database, journal, styles, images, clock, log, oneOff } = deps
  const headers = createServerHeaders(secrets)
  const comfyui = () => settings.get().comfyui
  // now and not at the removal, which can be undone; a settings file that cannot be read says nothing of what was removed
  if (settings.problem() === null) {
    const kept = settings.stored().comfyui.servers.map(({ id }) => id)
    headers.keepOnly(kept).catch((error: unknown) => log.warn('old headers stay', { error: String(error) }))
  }
  const clientId = clientIdOf(journal, machineMark({ name: hostname(), cards: networkInterfaces() }))
  const pool = createServerPool({ settings: comfyui, headersOf: headers.of, clientId, clock, log })
  const processes = createLocalProcesses({ clock, log })
  const warmed = new Set<() => void>()
  const warmUps = createWarmUps({ images, clock, log, onChange: () => warmed.forEach((listen) => listen()) })
  const tests = new Map<string, { jpeg: Uint8Array; version: number }>()
  settings.onChange(() => pool.sync())

  const servers: Servers = {
    views: pool.views,
    check: (id) => checkServer(linkOf(id), styles.all(), clock),
    async test(id) {
      const { durationMs, jpeg } = await testServer(linkOf(id), styles.get('connection-test'), { images, clock, log })
      const version = (tests.get(id)?.version ?? 0) + 1
      tests.set(id, { jpeg, version })
      return { durationMs, pictureUrl: addresses.serverTest(id, version) }
    },
    testPicture: (id) => tests.get(id)?.jpeg ?? null,
    async restart(id) {
      const { startCommand } = linkOf(id).settings
      if (startCommand === '') {
        const hint = 'Write the command that starts it into its settings; that works on this computer only.'
        throw new AppError('not_possible_now', 'This server has no start command.', hint)
      }
      await processes.restart(id, startCommand)
      pool.reopen(id)
    },
    async setHeaders(id, wanted) {
      const server = comfyui().servers.find((one) => one.id === id)
      if (!server) throw unknownServer(id)
      await headers.set(server, wanted)
      pool.reopen(id)
    },
    async find() {
      const ask = (baseUrl: string, timeoutMs: number) =>
        createComfyApi(createComfyHttp({ baseUrl, headers: () => ({}), clock })).stats(timeoutMs)
      const known = comfyui().servers.map(({ url }) => url)
      return { urls: await findServers({ ask, known, ports: usualPorts }) }
    },
    warm() {
      const sample = styles.get('connection-test')
      const links = pool.links()
      if (links.length === 0) throw new AppError('server_unset', 'No ComfyUI server is set up.', 'Add one first.')
      const wanted = comfyStylesOf(activeEventOf(settings.get()), styles.all())
      if (wanted.length === 0) {
        const hint = 'Choose one in Settings, under Events.'
        throw new AppError('not_possible_now', 'The event has no style that ComfyUI makes.', hint)
      }
      warmUps.start({ links, styles: wanted, samplePath: join(sample.dir, sample.cover) })
    },
    stopWarming: warmUps.stop,
    warmUp: warmUps.view,
    onChange(listen) {
      pool.onChange(listen)
      warmed.add(listen)
    },
    close: warmUps.close,
  }

  function linkOf(id: string): ServerLink {
    const link = pool.find(id)
    if (link) return link
    throw unknownServer(id)
  }

  function whenUnavailable(job: Job): WhenUnavailable {
    if (job.backend !== 'comfyui') return 'wait'
    const reason = pool.unavailable()
    if (reason?.code === 'server_unset') return reason
    const wish = oneOff ? 'fail' : whenDownOf(job)
    if (wish === 'wait' || pool.downMs() < downMs[wish]) return 'wait'
    if (wish === 'fail') return reason ?? errorFactsOf(noServer())
    const stand = standInFor(job)
    if (!stand) return 'wait'
    const { style, backend } = job
    return { style: stand.name, backend: stand.backend, standIn: { style, backend } }
  }

  /** As its event says, else as it is set for all. */
  function whenDownOf({ eventId }: Job): ComfyuiSettings['whenDown'] {
    const event = settings.get().events.find(({ id }) => id === eventId)
    return event?.whenDown ?? comfyui().whenDown
  }

  /** A guest chose a style: any other would be a surprise, so the photo as it was taken comes in a frame. */
  function standInFor({ presser, original }: Job): Style | undefined {
    // what is drawn here is drawn from a picture
    if (!original) return undefined
    const { fallbackStyle } = comfyui()
    const builtin = styles.all().filter(({ backend }) => backend === 'builtin')
    const framed = presser === 'guest' ? builtin.find(({ name }) => name === framedOriginal) : undefined
    return framed ?? builtin.find(({ name }) => name === fallbackStyle)
  }

  const backend: ComfyBackendDeps = {
    ...{ pool, images, clock, log, patienceMs },
    ledger: createPromptLedger({ database, clock }),
    expectedMs: (style) => durationFacts(journal.durations(style, measuredRuns)).medianMs,
  }
  async function forget(url: string, promptId: string): Promise<boolean> {
    const isKnown = comfyui().servers.some((server) => server.url.replace(/\/+$/, '') === url.replace(/\/+$/, ''))
    const link = pool.at(url)
    if (!link) return !isKnown
    await link.api.forget(promptId)
    return true
  }

  return { backend, servers, whenUnavailable, forget }
}

function unknownServer(id: string): AppError {
  return new AppError('not_found', `There is no server "${id}" in use.`, 'Add it, or switch it on.')
}

function noServer(): AppError {
  return new AppError('backend_unavailable', 'No ComfyUI server can be used.', 'Start one.', {
    params: { backend: 'comfyui' },
  })
}
