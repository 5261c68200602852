import { z } from 'zod'
import { boothEvent, eventId, faultOfEvents, firstEventId, language, type BoothEvent, type EventChange } from './event'
import { canvasSettings } from './canvas'
import { guestSettings, tlsFiles } from './guests'
import { comfyuiSettings } from './server'
import { undoable } from './settings-revision'
import { syncProvider } from './sync-provider'
import { tabletSettings } from './tablet'
import { touchdesignerSettings } from './touchdesigner'

export { language, type Language } from './event'

export const resultFormat = z.enum(['jpeg', 'png', 'as-delivered'])

/** A machine that runs TouchDesigner. */
export const stage = z.strictObject({
  /** As the stage calls itself in its `hello`. */
  name: z.string().trim().min(1).max(80),
  /** The share's folder as that machine sees it, whole, in its own way of writing paths. */
  remoteFolder: z
    .string()
    .max(400)
    .regex(/^(?:[A-Za-z]:[\\/]|\\\\|\/)[^\p{Cc}]*$/u),
})
export type Stage = z.infer<typeof stage>

const settingsParts = z.strictObject({
  version: z.literal(2).default(2),
  language: language.default('en'),
  events: z.array(boothEvent).min(1).max(100).prefault([{}]),
  /** The event that presses belong to from now on. */
  activeEvent: eventId.default(firstEventId),
  capture: z
    .strictObject({
      countdownSec: z.number().int().min(0).max(30).default(5),
      source: z.enum(['webcam', 'touchdesigner']).default('webcam'),
    })
    .prefault({}),
  camera: z
    .strictObject({
      /** The device's label: survives a change of port, unlike its id. Empty: the first one. */
      label: z.string().max(200).default(''),
      widthPx: z.number().int().min(320).max(7680).default(1920),
      heightPx: z.number().int().min(240).max(4320).default(1080),
      /** Of the preview only; the picture is never mirrored. */
      mirrored: z.boolean().default(true),
      /** Which window shoots when both could. */
      owner: z.enum(['console', 'kiosk']).default('console'),
      /** How long after zero the picture may take to arrive before the press fails by name, seconds. */
      deliverySec: z.number().int().min(1).max(60).default(3),
    })
    .prefault({}),
  share: z
    .strictObject({
      /** Absolute folder; null means `Photocall` in the user's pictures. */
      dir: z.string().max(400).nullable().default(null),
      /** File name pattern without extension; see docs/share.md for its tokens. */
      pattern: z.string().min(1).max(200).default('PhotoCall-{stamp}-{jobId}'),
      format: resultFormat.default('jpeg'),
      jpegQuality: z.number().int().min(50).max(100).default(95),
      /** Whether the words that made a picture go into its file, where everybody who gets it can read them. */
      promptInPictures: z.boolean().default(false),
      /** Who carries the folder on: found out, none, or as the operator says. */
      syncedBy: z.enum(['auto', 'plain', ...syncProvider.options]).default('auto'),
    })
    .prefault({}),
  stages: z
    .array(stage)
    .max(16)
    .refine((stages) => new Set(stages.map(({ name }) => name.toLowerCase())).size === stages.length, {
      error: 'two stages have the same name',
    })
    .default([]),
  server: z
    .strictObject({
      port: z.number().int().min(1).max(65535).default(8080),
      lan: z.boolean().default(false),
      allowedOrigins: z.array(z.url().max(200)).max(20).default([]),
      allowedHosts: z.array(z.string().max(200)).max(20).default([]),
      /** For others on the network; null: plain HTTP. */
      tls: tlsFiles.nullable().default(null),
    })
    .prefault({}),
  broker: z
    .strictObject({
      /** Results of other programs' pictures go to the share and the gallery as well. */
      publish: z.boolean().default(false),
      /** How long a finished job of another program is kept with its files, unless the program deletes it before. */
      keepHours: z.number().int().min(1).max(8760).default(24),
      /** Room for their files; beyond it the oldest finished ones go, gigabytes. */
      keepGb: z.number().min(0.1).max(10_000).default(10),
      /** Addresses of programs that need no token: today's clients, which cannot show one. */
      admitted: z
        .array(z.union([z.ipv4(), z.ipv6()]))
        .max(32)
        .default([]),
    })
    .prefault({}),
  kiosk: z
    .strictObject({
      /** How long a guest sees the result before the screen goes back, seconds. */
      resultSec: z.number().int().min(5).max(300).default(35),
      /** How long nobody touches anything before a guest counts as gone, seconds. */
      idleSec: z.number().int().min(5).max(300).default(40),
      /** Label of the display it opens on; empty: the second display, else the first. */
      display: z.string().max(200).default(''),
      /** Of the display, for the size of codes; null: unknown. */
      diagonalInches: z.number().min(5).max(200).nullable().default(null),
      /** Labels of displays that it never opens on, whatever is plugged or unplugged. */
      neverOn: z.array(z.string().max(200)).max(16).default([]),
    })
    .prefault({}),
  backend: z
    .strictObject({
      slots: z.number().int().min(1).max(8).default(1),
    })
    .prefault({}),
  comfyui: comfyuiSettings.prefault({}),
  touchdesigner: touchdesignerSettings.prefault({}),
  tablet: tabletSettings.prefault({}),
  guests: guestSettings.prefault({}),
  canvas: canvasSettings.prefault({}),
})

/** Everything an operator can set, with unit and range; written whole to `<data>/settings.json`. */
export const settings = settingsParts.superRefine(({ events, activeEvent }, context) => {
  const fault = faultOfEvents(events, activeEvent)
  if (fault) context.addIssue({ code: 'custom', path: ['events'], message: fault })
})
export type Settings = z.infer<typeof settings>

/** The settings after a change of them. */
export const changedSettings = z.object({ ...settingsParts.shape, ...undoable })
export type ChangedSettings = z.infer<typeof changedSettings>

export function activeEventOf({ events, activeEvent }: Pick<Settings, 'events' | 'activeEvent'>): BoothEvent {
  // the settings' own check lets no list pass without it
  return events.find(({ id }) => id === activeEvent) ?? events[0]!
}

/**
 * A change: any part of the settings; what is not named stays. `event` changes the active event; the list of events
 * itself is changed by the commands `events.*`. Only its form is checked here: the merged whole goes through `settings`,
 * so that ranges stand in one place and a default never overwrites a value.
 */
export const settingsPatch = z.record(z.string().max(40), z.unknown())
export type SettingsPatch = {
  [K in keyof Settings]?: Settings[K] extends object ? Partial<Settings[K]> : Settings[K]
} & { event?: EventChange }
