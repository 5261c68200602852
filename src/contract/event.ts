import { z } from 'zod'
import { undoable } from './settings-revision'
import { styleName } from './style'

export const language = z.enum(['en', 'es'])
export type Language = z.infer<typeof language>

/** Stable for the life of an event, whatever it is called. */
export const eventId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/)

/** The event that every booth begins with; what was taken before there were events belongs to it. */
export const firstEventId = 'first'

const folderPart = /^[^.\s<>:"|?*\\/{}\p{Cc}\p{Cs}]([^<>:"|?*\\/{}\p{Cc}\p{Cs}]*[^.\s<>:"|?*\\/{}\p{Cc}\p{Cs}])?$/u

/** True for '' (the share's root) and for one to three folder names; what a system reserves is refused when it is set. */
function isEventFolder(folder: string): boolean {
  if (folder === '') return true
  const parts = folder.split('/')
  return parts.length <= 3 && parts.every((part) => folderPart.test(part))
}

/** Below the share's root, forward slashes; '' is the root itself. */
export const eventFolder = z.string().max(120).refine(isEventFolder, 'must be a folder below the share')

/** frame: over the whole picture. The others: a logo in that corner. */
export const overlayPlacement = z.enum(['frame', 'top-left', 'top-right', 'bottom-left', 'bottom-right'])
export type OverlayPlacement = z.infer<typeof overlayPlacement>

const overlayFit = {
  placement: overlayPlacement.default('frame'),
  /** Of a logo: its width as a part of the picture's. */
  widthRatio: z.number().min(0.05).max(1).default(0.22),
}

/** A PNG laid over each finished still picture; its address is `addresses.overlay(sha256)`. */
export const eventOverlay = z.strictObject({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  widthPx: z.number().int().positive(),
  heightPx: z.number().int().positive(),
  sizeBytes: z.number().int().positive(),
  ...overlayFit,
})
export type EventOverlay = z.infer<typeof eventOverlay>

/** Jobs wait for a server, are made with what is built in, or fail. */
export const whenDown = z.enum(['wait', 'builtin', 'fail'])

/** A press is refused, or its picture is made with what is built in. */
export const whenAbsent = z.enum(['block', 'builtin'])

const consentText = z.string().trim().max(1500)
const days = z.number().int().min(1).max(3650)

/** What a press takes from the event it belongs to. */
export const boothEvent = z.strictObject({
  id: eventId.default(firstEventId),
  name: z.string().trim().max(80).default(''),
  /** Of this event alone; none lies within another's, but the share's root may belong to one. */
  folder: eventFolder.default(''),
  /** File name pattern without extension; null means the general one (`share.pattern`). */
  pattern: z.string().min(1).max(200).nullable().default(null),
  /** Styles offered to guests; empty means all. */
  styles: z.array(styleName).max(40).default([]),
  /** The style of the next press where none is chosen. */
  style: styleName.default('pop-art'),
  /** The guests' language; null means the console's. */
  language: language.nullable().default(null),
  /** What guests agree to before their picture; both empty: they are not asked. A missing language shows the other one. */
  consent: z.strictObject({ en: consentText.default(''), es: consentText.default('') }).prefault({}),
  overlay: eventOverlay.nullable().default(null),
  /** What becomes of pictures while no ComfyUI server works; null: as it is set for all events. */
  whenDown: whenDown.nullable().default(null),
  /** What becomes of a press while no TouchDesigner is there; null: as it is set for all events. */
  whenAbsent: whenAbsent.nullable().default(null),
  retention: z
    .strictObject({
      /** Days after the picture until the booth erases what it keeps of it; null keeps it. */
      days: days.nullable().default(null),
      /** The finished files on the share go as well. */
      eraseFromShare: z.boolean().default(false),
    })
    .prefault({}),
  /** Days after the picture until its guest's link ends; null: it does not. */
  guestDays: days.nullable().default(30),
  /** A tablet's "again" erases the picture, as its guest could on their own page. */
  eraseOnReset: z.boolean().default(false),
  createdAtMs: z.number().int().nonnegative().default(0),
})
export type BoothEvent = z.infer<typeof boothEvent>

/** An event after a change of it. */
export const changedEvent = z.object({ ...boothEvent.shape, ...undoable })
export type ChangedEvent = z.infer<typeof changedEvent>

/** A change of an event: what is not named stays. The overlay's picture comes by `addresses.eventOverlay`. */
export const eventChange = z.strictObject({
  name: z.string().trim().max(80).optional(),
  folder: eventFolder.optional(),
  pattern: z.string().min(1).max(200).nullable().optional(),
  styles: z.array(styleName).max(40).optional(),
  style: styleName.optional(),
  language: language.nullable().optional(),
  whenDown: whenDown.nullable().optional(),
  whenAbsent: whenAbsent.nullable().optional(),
  consent: z.strictObject({ en: consentText.optional(), es: consentText.optional() }).optional(),
  eraseOnReset: z.boolean().optional(),
  overlay: z
    .strictObject({ placement: overlayPlacement, widthRatio: overlayFit.widthRatio.unwrap() })
    .partial()
    .optional(),
  retention: z.strictObject({ days: days.nullable(), eraseFromShare: z.boolean() }).partial().optional(),
  guestDays: days.nullable().optional(),
})
export type EventChange = z.infer<typeof eventChange>

/** What only the journal knows of an event. */
export const eventFacts = z.object({
  id: eventId,
  /** In the gallery. */
  captures: z.number().int().nonnegative(),
  jobs: z.number().int().nonnegative(),
  unfinished: z.number().int().nonnegative(),
  firstPressAtMs: z.number().nullable(),
  lastPressAtMs: z.number().nullable(),
})
export type EventFacts = z.infer<typeof eventFacts>

/** What a job keeps of its event from the press on, so that nothing that is changed later mixes pictures. */
export const jobOutput = z.object({
  folder: z.string(),
  pattern: z.string().nullable(),
  overlay: eventOverlay.pick({ sha256: true, placement: true, widthRatio: true }).nullable(),
})
export type JobOutput = z.infer<typeof jobOutput>

/** Whether guests are asked before a press. */
export function asksConsent({ consent }: Pick<BoothEvent, 'consent'>): boolean {
  return consent.en !== '' || consent.es !== ''
}

/** The text that a guest reads, in this language or else the other one; null where nobody is asked. */
export function consentShown(
  { consent }: Pick<BoothEvent, 'consent'>,
  wanted: Language,
): { text: string; language: Language } | null {
  const language = consent[wanted] !== '' ? wanted : wanted === 'en' ? 'es' : 'en'
  return consent[language] === '' ? null : { text: consent[language], language }
}

/** Why these events cannot stand side by side, in words of a person; null when they can. */
export function faultOfEvents(events: readonly BoothEvent[], activeEvent: string): string | null {
  if (new Set(events.map(({ id }) => id)).size < events.length) return 'two events have the same id'
  if (!events.some(({ id }) => id === activeEvent)) return 'the active event is not in the list'
  const clash = clashingFolders(events)
  if (clash) return `the folders "${clash[0]}" and "${clash[1]}" lie one within the other`
  // all of it travels in the state of every console
  return JSON.stringify(events).length > eventsLimitChars ? 'the events together are too long' : null
}

export const eventsLimitChars = 40_000

function clashingFolders(events: readonly BoothEvent[]): [string, string] | null {
  const folded = events.map(({ folder }) => `${folder.normalize('NFC').toLowerCase()}/`)
  for (const [place, folder] of folded.entries()) {
    const other = folded.findIndex(
      (one, at) => at !== place && (one === folder || (folder !== '/' && one.startsWith(folder))),
    )
    if (other >= 0) return [events[place]!.folder, events[other]!.folder]
  }
  return null
}
