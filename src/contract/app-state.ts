import { z } from 'zod'
import { canvasView, noCanvas } from './canvas'
import { captureView } from './capture'
import { errorFacts } from './errors'
import { guestsView, noGuests } from './guests'
import { instantMs, jobId, jobView } from './job'
import { serverView, warmUp } from './server'
import { settings } from './settings'
import { backendName, styleView } from './style'
import { syncProvider } from './sync-provider'
import { noTouchdesigner, tdView } from './touchdesigner'

/** Who speaks: set by the transport, never by a message. `program` is a CLI, a script or an integrator with a token. */
export const role = z.enum(['console', 'kiosk', 'tablet', 'program'])
export type Role = z.infer<typeof role>

/** ready: works. busy: works, later. attention: works, and somebody should look. broken: does not work. */
export const healthLevel = z.enum(['ready', 'busy', 'attention', 'broken'])

/** What is wrong with the camera, in the words of the window that owns it. */
export const cameraStatus = z.enum(['none', 'starting', 'ready', 'denied', 'in-use', 'lost'])
export type CameraStatus = z.infer<typeof cameraStatus>

export const cameraView = z.object({
  status: cameraStatus,
  /** The client that holds the lease: only it may shoot. */
  ownerId: z.string().nullable(),
  ownerRole: role.nullable(),
  label: z.string(),
  widthPx: z.number().int().nonnegative(),
  heightPx: z.number().int().nonnegative(),
  /** All devices that the owner sees, for the settings screen. */
  devices: z.array(z.object({ label: z.string() })).max(32),
  /** Rises when every window should open its camera anew: a machine that slept may show its last frame for ever. */
  reopenings: z.number().int().nonnegative(),
})
export type CameraView = z.infer<typeof cameraView>

/** links: no other program can take a name at the last moment. file-sync, folder-sync: written bytes and names are on the disk. */
export const shareSkill = z.enum(['links', 'file-sync', 'folder-sync'])
export type ShareSkill = z.infer<typeof shareSkill>

export const shareView = z.object({
  dir: z.string(),
  status: z.enum(['ready', 'away', 'full', 'read-only']),
  freeBytes: z.number().nonnegative().nullable(),
  /** Finished files that wait locally. */
  waiting: z.number().int().nonnegative(),
  waitingBytes: z.number().nonnegative(),
  /** When the one of them that waits longest was finished, or retried. */
  oldestWaitingAtMs: instantMs.nullable(),
  /** Who carries a saved file on: then it is not only verified here, but handed over. Null for a plain folder. */
  syncedBy: syncProvider.nullable(),
  /** What its drive cannot do, so that saving goes another way or is less sure against a power cut. */
  lacks: z.array(shareSkill),
  reason: errorFacts.nullable(),
})
export type ShareView = z.infer<typeof shareView>

export const backendView = z.object({
  name: backendName,
  status: z.enum(['ready', 'unavailable']),
  busySlots: z.number().int().nonnegative(),
  slots: z.number().int().nonnegative(),
  reason: errorFacts.nullable(),
})
export type BackendView = z.infer<typeof backendView>

/** Something the operator should know that is no job's error; stays until dismissed or mended. */
export const notice = z.object({
  id: z.string(),
  level: healthLevel,
  error: errorFacts,
  atMs: instantMs,
  dismissable: z.boolean(),
})
export type Notice = z.infer<typeof notice>

/** What a console sees. The kiosk gets the same shape with the operator's facts left out (see src/main/state.ts). */
export const appState = z.object({
  app: z.object({
    version: z.string(),
    runtime: z.string(),
    demo: z.boolean(),
    platform: z.string(),
    startedAtMs: instantMs,
    /** Where a browser on this machine finds the console; null while the port is not open. */
    consoleUrl: z.string().nullable(),
    lanUrls: z.array(z.string()),
    dataDir: z.string(),
    pinSet: z.boolean(),
    closing: z.boolean(),
    /** Settings that flags or the environment have set for this run, as `comfyui.servers`: a change shows after it. */
    fixedSettings: z.array(z.string()).default([]),
  }),
  settings,
  queue: z.object({
    paused: z.boolean(),
    /** Paused, and work in hand still runs. */
    draining: z.boolean(),
    /** Counting, capturing, generating and saving; the state may hold fewer, as it may of those that wait. */
    inHand: z.number().int().nonnegative(),
    waiting: z.number().int().nonnegative(),
    /** These two of the booth's own jobs, without those of other programs. */
    failed: z.number().int().nonnegative(),
    savedToday: z.number().int().nonnegative(),
    /** Null: a press would be taken now. */
    blocked: errorFacts.nullable(),
  }),
  /** Unfinished jobs and the newest others, by id; at most 200: of a very long line its front and the newest presses. */
  jobs: z.record(jobId, jobView),
  /** The active event's newest captures by id, for the filmstrip; at most 60. The gallery pages the rest. */
  captures: z.record(jobId, captureView),
  /** Of all events. */
  captureTotal: z.number().int().nonnegative(),
  /** Rises whenever any capture is added, changed or removed: the gallery's reason to fetch its page again. */
  captureRevision: z.number().int().nonnegative(),
  camera: cameraView,
  share: shareView,
  backends: z.array(backendView),
  /** The ComfyUI servers that are set up, in the operator's order. */
  servers: z.array(serverView).default([]),
  /** Null until one was asked for. */
  warmUp: warmUp.nullable().default(null),
  touchdesigner: tdView.default(noTouchdesigner),
  guests: guestsView.default(noGuests),
  canvas: canvasView.default(noCanvas),
  styles: z.array(styleView),
  brokenStyles: z.array(z.object({ name: z.string(), error: errorFacts })),
  /** `hidden`: open, and its display is unplugged. */
  kiosk: z.object({ open: z.boolean(), hidden: z.boolean() }),
  displays: z.array(z.object({ label: z.string(), widthPx: z.number(), heightPx: z.number() })),
  notices: z.array(notice),
})
export type AppState = z.infer<typeof appState>

/** A change of one entry: a top-level key, or an entry of a record (`jobs`, `captures`); no `value` means removed. */
export const patchEntry = z.object({ path: z.array(z.string()).min(1).max(2), value: z.unknown().optional() })
export type PatchEntry = z.infer<typeof patchEntry>

/** What the core tells a connected window or browser. */
export const serverMessage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('snapshot'),
    seq: z.number().int(),
    nowMs: instantMs,
    clientId: z.string(),
    role,
    state: appState,
  }),
  z.object({ type: z.literal('patch'), seq: z.number().int(), nowMs: instantMs, entries: z.array(patchEntry) }),
  /** To the camera's owner alone: take the picture in `remainingMs` and PUT the JPEG to `/originals/<jobId>` with the ticket. */
  z.object({ type: z.literal('shoot'), jobId, ticket: z.string(), remainingMs: z.number(), nowMs: instantMs }),
  z.discriminatedUnion('ok', [
    z.object({ type: z.literal('reply'), id: z.number().int(), ok: z.literal(true), output: z.unknown() }),
    z.object({ type: z.literal('reply'), id: z.number().int(), ok: z.literal(false), error: errorFacts }),
  ]),
])
export type ServerMessage = z.infer<typeof serverMessage>

/** What a window or browser sends. `resync` asks for a snapshot after a gap in `seq`. */
export const clientMessage = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('command'),
    id: z.number().int(),
    name: z.string().max(60),
    input: z.unknown().optional(),
  }),
  z.strictObject({ type: z.literal('resync') }),
])
export type ClientMessage = z.infer<typeof clientMessage>
