import type { CommandArgs, CommandOutput } from '../contract/commands'
import { AppError } from '../contract/errors'
import type { SettingsPatch } from '../contract/settings'
import type { ApiTokens } from './http/api-tokens'
import type { CaptureIndex } from './captures/capture-index'
import { mustHaveAgreed } from './consent'
import { createDesktopHandlers, needDesktop } from './desktop-commands'
import type { Handlers } from './dispatch'
import { createEventHandlers } from './event-commands'
import type { Journal } from './jobs/journal'
import type { KeptOutputs } from './jobs/kept-outputs'
import type { Queue } from './jobs/queue'
import type { ReplayRecords } from './jobs/replay-records'
import type { Listener } from './listener'
import type { Notices } from './notices'
import type { BoothEvents } from './open-events'
import type { OpenedGuests } from './open-guests'
import type { BoothRetention } from './open-retention'
import type { BoothSettings } from './open-settings'
import type { Desktop } from './platform'
import type { Pin } from './settings/pin'
import type { SettingsStore } from './settings/settings-store'
import type { Servers } from './servers'
import { createCanvasHandlers, type OpenedCanvas } from './open-canvas'
import type { OpenedTd } from './open-td'
import type { SwitchingShare } from './share/switching-share'
import type { SupportBundle } from './support/support-bundle'
import type { Webcam } from './sources/webcam'

/** The features that commands reach. */
export interface CommandDeps {
  queue: Queue
  journal: Journal
  records: ReplayRecords
  outputs: KeptOutputs
  captures: CaptureIndex
  settings: SettingsStore
  events: BoothEvents
  share: SwitchingShare
  webcam: Webcam
  pin: Pin
  notices: Notices
  servers: Servers
  td: OpenedTd
  guests: OpenedGuests
  canvas: OpenedCanvas
  /** The operator says that date and time are right. */
  confirmClock: () => void
  desktop: Desktop | null
  logsDir: string
  exampleName: BoothSettings['exampleName']
  retention: BoothRetention
  /** Throws `not_possible_now` while the port is not open. */
  listener: () => Pick<Listener, 'pair' | 'paired'>
  apiTokens: ApiTokens
  uploadFile: (path: string, style: string | null) => Promise<{ jobId: string }>
  support: SupportBundle
}

const done = {}

/** Command to feature function, one line each. */
export function createHandlers(deps: CommandDeps): Handlers {
  const { queue, journal, records, captures, settings, events, share, webcam, pin, notices, servers } = deps

  return {
    ...createEventHandlers(events),
    ...createCanvasHandlers(deps.canvas),
    'capture.press': (input, { role }) => {
      const isGuest = role === 'kiosk' || role === 'tablet'
      if (isGuest) mustHaveAgreed(settings.get(), input.consent)
      return queue.press(input, { presser: isGuest ? 'guest' : 'operator' })
    },
    'capture.fromWords': (input) => queue.fromWords(input),
    'capture.cancelCountdown': ({ jobId }) => ok(queue.cancelCountdown(jobId)),

    'jobs.cancel': ({ jobId }) => ok(queue.cancel(jobId)),
    'jobs.retry': ({ jobId, style }) => ok(queue.retry(jobId, style === undefined ? {} : { style })),
    'jobs.restyle': ({ jobId, style, seed }) =>
      queue.restyle(jobId, { ...(style === undefined ? {} : { style }), ...(seed === undefined ? {} : { seed }) }),
    'jobs.toFront': ({ jobId }) => ok(queue.toFront(jobId)),
    'jobs.show': ({ jobId }) => journal.get(jobId),
    'jobs.replay': ({ jobId }) => ({ record: records.find(jobId) }),
    'jobs.outputs': async ({ jobId }) => ({ outputs: await deps.outputs.list(jobId) }),
    'jobs.list': ({ states = null, beforeNumber = null, ...rest }) => queue.list({ states, beforeNumber, ...rest }),
    'queue.pause': () => ok(queue.pause()),
    'queue.resume': () => ok(queue.resume()),

    'captures.list': ({ offset, limit, ...filter }) => captures.page(filter, offset, limit),
    'captures.overview': ({ zoneOffsetMin, ...filter }) => captures.overview(filter, zoneOffsetMin),
    'captures.show': ({ id }) => captures.view(rowOf(id)),
    'captures.favourite': ({ ids, favourite }) => ok(captures.setFavourite(ids, favourite)),
    'captures.reject': ({ ids, rejected }) => ok(captures.setRejected(ids, rejected)),
    'captures.reveal': ({ id }) => ok(needDesktop(deps.desktop).reveal(captures.pathOf(rowOf(id)))),

    'camera.report': (report, { clientId, role }) => ({
      owner: clientId !== null && webcam.report({ id: clientId, role }, report),
    }),
    'camera.shotFailed': ({ jobId, reason }, { clientId }) => ok(webcam.failed(clientId, jobId, reason)),

    'servers.check': ({ id }) => servers.check(id),
    'servers.test': ({ id }) => servers.test(id),
    'servers.restart': async ({ id }) => ok(await servers.restart(id)),
    'servers.setHeaders': async ({ id, headers }) => ok(await servers.setHeaders(id, headers)),
    'servers.find': () => servers.find(),
    'servers.warm': () => ok(servers.warm()),
    'servers.stopWarming': () => ok(servers.stopWarming()),

    'td.clearStage': () => ok(deps.td.clearStage()),
    'td.install': ({ name }) => deps.td.install(name),
    'td.renewToken': async () => {
      await deps.td.token.renew()
      return done
    },

    'guests.check': () => deps.guests.check(),
    'guests.showCode': ({ jobId }, { clientId }) => ok(deps.guests.show(jobId, clientId)),
    'guests.keepCode': ({ jobId }, { clientId }) => ok(deps.guests.keepShown(jobId, clientId)),
    'guests.hideCode': (_input, { clientId }) => ok(deps.guests.show(null, clientId)),
    'guests.setWifiPassword': async ({ password }) => ok(await deps.guests.setWifiPassword(password)),

    'settings.change': (patch) => settings.change(withoutEvents(patch)),
    'settings.undo': ({ revision = null }) => settings.undo(revision),
    'settings.setPin': async (input) => ok(await pin.set(input.pin)),
    'retention.confirmClock': () => {
      deps.confirmClock()
      return ok(deps.retention.confirmDate())
    },
    'share.check': (input) => checkShare(input),
    'share.look': async () => ok(await share.check()),
    'share.adopt': () => ok(share.adopt()),
    'notices.dismiss': ({ id }) => ok(notices.dismiss(id)),

    'pairing.create': ({ role }) => deps.listener().pair(role),
    'pairing.list': () => ({ browsers: deps.listener().paired.list() }),
    'pairing.revoke': async ({ id }) => {
      if (await deps.listener().paired.revoke(id)) return done
      throw new AppError('not_found', 'This browser is no longer paired.', 'Nothing is left to do.')
    },

    'tokens.list': () => ({ tokens: deps.apiTokens.list() }),
    'tokens.create': (wish) => deps.apiTokens.create(wish),
    'tokens.revoke': async ({ id }) => ok(await deps.apiTokens.revoke(id)),

    ...createDesktopHandlers(deps),
  }

  function rowOf(id: string) {
    const row = captures.find(id)
    if (!row) throw new AppError('not_found', `There is no capture ${id}.`, 'Reload the gallery.')
    return row
  }

  function checkShare({ dir, pattern, folder }: CommandArgs<'share.check'>): CommandOutput<'share.check'> {
    try {
      return { example: deps.exampleName(dir, pattern, folder), error: null }
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      return { example: '', error: { code: error.code, message: error.message, hint: error.hint } }
    }
  }
}

function ok(_result: void): Record<string, never> {
  return done
}

/** The list of events has commands of its own, which know what must not be lost. */
function withoutEvents(patch: SettingsPatch): SettingsPatch {
  if (!('events' in patch) && !('activeEvent' in patch)) return patch
  throw new AppError('settings_invalid', 'Events are not changed here.', 'Use the commands events.*.', {
    params: { field: 'events', reason: 'use the commands events.*' },
  })
}
