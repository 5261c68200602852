import { z } from 'zod'
import { cameraStatus } from './app-state'
import { canvasCommands } from './canvas'
import { captureFilter, captureOverview, capturePage, captureView } from './capture'
import { anyone, done, nothing, operator, windows, type CommandShape } from './command-shape'
import { errorFacts } from './errors'
import { boothEvent, changedEvent, eventChange, eventFacts, eventFolder, eventId } from './event'
import { guestCommands } from './guest-commands'
import { job, jobId, jobState, jobView, prompt, seed, sourceName } from './job'
import { outputView } from './output'
import { replayRecord } from './replay'
import { serverCheck, serverHeaders, serverId, serverTest, serverUrl } from './server'
import { changedSettings, settings, settingsPatch } from './settings'
import { settingsChange, settingsFile } from './settings-file'
import { settingsRevision, undoable } from './settings-revision'
import { styleInputs, styleName } from './style'
import { tokenCommands } from './token-commands'

export { type CommandShape } from './command-shape'

const oneJob = z.strictObject({ jobId })
const oneServer = z.strictObject({ id: serverId })
const captureIds = z.strictObject({ ids: z.array(jobId).min(1).max(1000) })

const eventName = z.string().trim().min(1).max(80)

export const pressInput = z.strictObject({
  /** Absent: as the settings say. */
  source: sourceName.optional(),
  style: styleName.optional(),
  prompt: prompt.optional(),
  seed: seed.optional(),
  /** Over the style's defaults; refused (`input_unknown`) where the style has no such input. */
  inputs: styleInputs.optional(),
  countdownSec: z.number().min(0).max(30).optional(),
  /** The guest agreed to the event's text: the kiosk must say so where there is one (`consent_missing`). */
  consent: z.boolean().optional(),
})
export type PressInput = z.infer<typeof pressInput>

/** A picture of words alone; refused (`picture_needed`) for a style that works on one. */
export const wordsInput = z.strictObject({
  style: styleName,
  prompt: prompt.optional(),
  seed: seed.optional(),
  inputs: styleInputs.optional(),
})
export type WordsInput = z.infer<typeof wordsInput>

export const pressOutput = z.object({ jobId, duplicate: z.boolean() })
export type PressOutput = z.infer<typeof pressOutput>

/** A browser that was admitted by a code; `browser` is what it calls itself. */
export const pairedBrowser = z.object({
  id: z.uuid(),
  role: z.enum(['console', 'kiosk', 'tablet']),
  browser: z.string().max(60),
  createdAtMs: z.number(),
  expiresAtMs: z.number(),
})

/** What starts by itself at login: the app, and with it the guests' screen. */
export const loginChoice = z.strictObject({ start: z.boolean(), kiosk: z.boolean() })
export type LoginChoice = z.infer<typeof loginChoice>

/** `possible` is false while the app is not installed. */
export const loginStart = z.object({ ...loginChoice.shape, possible: z.boolean() })

/** Every command of every transport. A new one is a line here and a line in src/main/commands.ts. */
export const commands = {
  // taking pictures
  'capture.press': { input: pressInput, output: pressOutput, who: anyone },
  'capture.fromWords': { input: wordsInput, output: pressOutput, who: operator },
  'capture.cancelCountdown': { input: oneJob, output: done, who: windows },

  // the queue
  'jobs.cancel': { input: oneJob, output: done, who: operator },
  'jobs.retry': { input: z.strictObject({ jobId, style: styleName.optional() }), output: done, who: operator },
  'jobs.restyle': {
    input: z.strictObject({ jobId, style: styleName.optional(), seed: seed.optional() }),
    output: pressOutput,
    who: operator,
  },
  'jobs.toFront': { input: oneJob, output: done, who: operator },
  'jobs.show': { input: oneJob, output: job, who: operator },
  /** How a finished picture was made; null where nobody recorded it. */
  'jobs.replay': { input: oneJob, output: z.object({ record: replayRecord.nullable() }), who: operator },
  /** What its workflow gave besides the capture. */
  'jobs.outputs': { input: oneJob, output: z.object({ outputs: z.array(outputView) }), who: operator },
  'jobs.list': {
    input: z.strictObject({
      states: z.array(jobState).max(8).optional(),
      limit: z.number().int().min(1).max(500).default(100),
      beforeNumber: z.number().int().positive().optional(),
      /** Without the jobs of other programs. */
      ownOnly: z.boolean().default(false),
    }),
    output: z.object({ total: z.number().int(), jobs: z.array(jobView) }),
    who: operator,
  },
  'queue.pause': { input: nothing, output: done, who: operator },
  'queue.resume': { input: nothing, output: done, who: operator },

  // the gallery
  'captures.list': {
    input: captureFilter.extend({
      offset: z.number().int().min(0).default(0),
      limit: z.number().int().min(1).max(500).default(200),
    }),
    output: capturePage,
    who: operator,
  },
  'captures.overview': {
    /** Minutes to add to UTC for the hours' local time. */
    input: captureFilter.extend({ zoneOffsetMin: z.number().int().min(-840).max(840).default(0) }),
    output: captureOverview,
    who: operator,
  },
  'captures.show': { input: z.strictObject({ id: jobId }), output: captureView, who: operator },
  'captures.favourite': { input: captureIds.extend({ favourite: z.boolean() }), output: done, who: operator },
  'captures.reject': { input: captureIds.extend({ rejected: z.boolean() }), output: done, who: operator },
  'captures.reveal': { input: z.strictObject({ id: jobId }), output: done, who: ['console'] },

  // the camera's lease
  'camera.report': {
    input: z.strictObject({
      status: cameraStatus,
      label: z.string().max(200),
      widthPx: z.number().int().min(0).max(20_000),
      heightPx: z.number().int().min(0).max(20_000),
      devices: z.array(z.strictObject({ label: z.string().max(200) })).max(32),
    }),
    output: z.object({ owner: z.boolean() }),
    who: windows,
  },
  'camera.shotFailed': {
    input: z.strictObject({ jobId, reason: z.enum(['lost', 'denied', 'in-use', 'none', 'error']) }),
    output: done,
    who: windows,
  },

  // ComfyUI servers
  /** Asks one server now what it is and what it lacks; throws `server_*` where it does not answer. */
  'servers.check': { input: oneServer, output: serverCheck, who: operator },
  /** Makes a picture with the style `connection-test` on it; throws what went wrong. */
  'servers.test': { input: oneServer, output: serverTest, who: operator },
  /** Runs its start command anew; throws `not_possible_now` where it has none. */
  'servers.restart': { input: oneServer, output: done, who: ['console'] },
  /** Headers that are sent with every request, such as `Authorization`; null removes them. Kept as a secret. */
  'servers.setHeaders': {
    input: oneServer.extend({ headers: serverHeaders.nullable() }),
    output: done,
    who: ['console'],
  },
  /** Servers that answer on this machine and are not set up yet. */
  'servers.find': { input: nothing, output: z.object({ urls: z.array(serverUrl) }), who: operator },
  /** Makes each ComfyUI style of the event once on every server and throws it away; the state's `warmUp` tells how far. */
  'servers.warm': { input: nothing, output: done, who: operator },
  'servers.stopWarming': { input: nothing, output: done, who: operator },

  // TouchDesigner
  /** What it may still work on is not waited for any more: the operator has looked. */
  'td.clearStage': { input: nothing, output: done, who: operator },
  /** Puts the scripts into the user's documents and tells the lines for the Textport, here and on another machine. */
  'td.install': {
    input: z.strictObject({ name: z.string().trim().min(1).max(80).default('Stage 1') }),
    output: z.object({
      folder: z.string(),
      /** For TouchDesigner on this machine. */
      here: z.string(),
      /** For another machine, one for each address of this one; with the token. Empty while the port is not open to the network. */
      elsewhere: z.array(z.string()),
    }),
    who: ['console'],
  },
  /** The token of other machines is another one from now on; those that are connected stay. */
  'td.renewToken': { input: nothing, output: done, who: ['console'] },

  ...guestCommands,

  // drawing rooms
  ...canvasCommands,

  // settings
  'settings.change': { input: settingsPatch, output: changedSettings, who: ['console', 'program'] },
  /** The last change, whatever it was; with a revision that change or, when another came since, none (`settings_changed`). */
  'settings.undo': {
    input: z.strictObject({ revision: settingsRevision.optional() }).default({}),
    output: settings,
    who: operator,
  },
  'settings.setPin': {
    input: z.strictObject({
      pin: z
        .string()
        .regex(/^\d{4,12}$/)
        .nullable(),
    }),
    output: done,
    who: ['console'],
  },
  // events
  'events.list': { input: nothing, output: z.object({ events: z.array(eventFacts) }), who: operator },
  /** The folder is made of the name unless one is given. The active event stays as it is. */
  'events.create': { input: eventChange.extend({ name: eventName }), output: boothEvent, who: operator },
  'events.change': { input: z.strictObject({ id: eventId, change: eventChange }), output: changedEvent, who: operator },
  /** Everything but id, name, folder and dates as `id` has it. */
  'events.duplicate': {
    input: z.strictObject({ id: eventId, name: eventName, folder: eventChange.shape.folder }),
    output: boothEvent,
    who: operator,
  },
  /** From now on presses belong to it; jobs in hand stay with theirs. */
  'events.choose': { input: z.strictObject({ id: eventId }), output: done, who: operator },
  /**
   * Takes it off the list; pictures and files stay. Refused for the active one (`event_active`), and for one that has
   * jobs (`event_in_use`, params `jobs`) unless confirmed.
   */
  'events.remove': {
    input: z.strictObject({ id: eventId, confirmed: z.boolean().default(false) }),
    output: z.object(undoable),
    who: operator,
  },
  'events.removeOverlay': { input: z.strictObject({ id: eventId }), output: changedEvent, who: operator },
  /** The operator says that the computer's clock is right: what the notice `clock_jumped` waits for. */
  'retention.confirmClock': { input: nothing, output: done, who: operator },

  // settings as a file
  'settings.export': { input: nothing, output: settingsFile, who: operator },
  /** What applying the file would change here; `file` is the parsed JSON of whatever was chosen. */
  'settings.preview': { input: z.strictObject({ file: z.unknown() }), output: settingsChange, who: operator },
  /** Refused with `settings_changed` unless the fingerprint is that of a preview that would be the same now. */
  'settings.apply': {
    input: z.strictObject({ file: z.unknown(), fingerprint: z.string().max(64) }),
    output: changedSettings,
    who: operator,
  },

  'share.check': {
    input: z.strictObject({
      dir: z.string().max(400).nullable(),
      pattern: z.string().max(200),
      /** Of an event, below the share; null means the active event's. */
      folder: eventFolder.nullable().default(null),
    }),
    output: z.object({ example: z.string(), error: errorFacts.nullable() }),
    who: operator,
  },
  /** Whether it is there, now instead of at the next interval; answers once it is known, or after 8 s. */
  'share.look': { input: nothing, output: done, who: operator },
  /** The operator's word that what stands at the share's folder is meant, whatever was there before: it gets a mark. */
  'share.adopt': { input: nothing, output: done, who: operator },
  'notices.dismiss': { input: z.strictObject({ id: z.string().max(200) }), output: done, who: operator },

  // the desktop; refused with `not_possible_now` on a headless server
  'pairing.create': {
    input: z.strictObject({ role: z.enum(['console', 'kiosk', 'tablet']).default('console') }),
    output: z.object({ url: z.string(), code: z.string(), expiresAtMs: z.number() }),
    who: ['console', 'program'],
    admits: true,
  },
  'pairing.list': {
    input: nothing,
    output: z.object({ browsers: z.array(pairedBrowser) }),
    who: operator,
    admits: true,
  },
  /** Its requests are refused at once, its socket is closed within a quarter of a minute. */
  'pairing.revoke': { input: z.strictObject({ id: z.uuid() }), output: done, who: operator, admits: true },
  ...tokenCommands,
  'kiosk.open': { input: z.strictObject({ display: z.string().max(200).optional() }), output: done, who: ['console'] },
  'kiosk.close': { input: nothing, output: done, who: ['console'] },
  /** Ends the desktop's guest screen when that window asks; of others the PIN is checked, and no more. */
  'kiosk.leave': { input: z.strictObject({ pin: z.string().max(12) }), output: done, who: ['kiosk'] },
  'kiosk.resetPinLock': { input: nothing, output: done, who: ['console'] },
  /** Whether the app starts when its user logs in; remembered by the system, for this computer alone. */
  'login.show': { input: nothing, output: loginStart, who: ['console'] },
  'login.set': { input: loginChoice, output: loginStart, who: ['console'] },
  /** Saves what helps to find a fault, without pictures and secrets; null when the operator chose no place. */
  'app.saveSupport': { input: nothing, output: z.object({ path: z.string().nullable() }), who: ['console'] },
  'app.openLogs': { input: nothing, output: done, who: ['console'] },
  'app.openShare': { input: nothing, output: done, who: ['console'] },
  'app.chooseFolder': { input: nothing, output: z.object({ dir: z.string().nullable() }), who: ['console'] },
  'app.choosePicture': {
    input: z.strictObject({ style: styleName.optional() }),
    output: z.object({ jobIds: z.array(jobId) }),
    who: ['console'],
  },
} as const satisfies Record<string, CommandShape>

export type Commands = typeof commands
export type CommandName = keyof Commands
/** What a caller passes (defaults may be left out). */
export type CommandInput<N extends CommandName> = z.input<Commands[N]['input']>
/** What the feature function gets. */
export type CommandArgs<N extends CommandName> = z.output<Commands[N]['input']>
export type CommandOutput<N extends CommandName> = z.output<Commands[N]['output']>
