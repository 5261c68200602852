import type { TFunction } from 'i18next'
import { z } from 'zod'
import { boothEvent, whenAbsent, whenDown, type BoothEvent } from '../../../../contract/event'
import type { SettingsDifference } from '../../../../contract/settings-file'
import { nameOfEvent } from '../../../events/event-list'
import { languageNames } from '../../../i18n/languages'

/** What the words need to know beside the change itself. */
export interface WordFacts {
  events: readonly BoothEvent[]
  styleTitle: (name: string) => string
}

/** What an operator never set: it goes along with what is shown. */
const silent = /^events\.[^.]+\.(createdAtMs|overlay\.(widthPx|heightPx|sizeBytes))$/

/** The changes that are worth a row. */
export function shownChanges(changes: readonly SettingsDifference[]): SettingsDifference[] {
  return changes.filter(({ path }) => !silent.test(path))
}

/** The events by id, with those that a change brings along. */
export function eventsOf(events: readonly BoothEvent[], changes: readonly SettingsDifference[]): BoothEvent[] {
  const coming = changes.flatMap(({ path, after }) => {
    const [root, id, ...rest] = path.split('.')
    const event = root === 'events' && rest.length === 0 ? eventIn(after) : null
    return event && id !== undefined ? [{ ...event, id }] : []
  })
  return [...events, ...coming]
}

/** What a path is called; a setting without words by its path. */
export function pathWords(t: TFunction, path: string, { events }: Pick<WordFacts, 'events'>): string {
  const [root, id, ...rest] = path.split('.')
  if (root !== 'events' || id === undefined) return labelOf(t, path)
  const event = events.find((one) => one.id === id)
  const name = event ? nameOfEvent(t, event) : id
  return rest.length === 0 ? `${t('app.event')}: ${name}` : `${name}: ${labelOf(t, `event.${rest.join('.')}`)}`
}

/** A change as one row of a table that an operator understands. */
export function changeWords(t: TFunction, { path, before, after }: SettingsDifference, facts: WordFacts) {
  const what = pathWords(t, path, facts)
  const own = /^events\.[^.]+(?:\.(.+))?$/.exec(path)
  if (own && own[1] === undefined) return { what, before: eventWords(t, before), after: eventWords(t, after) }
  const at = own ? `event.${own[1]}` : path
  return { what, before: valueWords(t, at, before, facts), after: valueWords(t, at, after, facts) }
}

function eventIn(value: unknown): BoothEvent | null {
  const parsed = boothEvent.safeParse(value)
  return parsed.success ? parsed.data : null
}

/** An event that comes or goes as a whole. */
function eventWords(t: TFunction, value: unknown): string {
  if (value === undefined) return t('backup.values.absent')
  const event = eventIn(value)
  return event ? event.folder || t('events.root') : t('backup.values.present')
}

/** By path; the fields' own labels, so that the table says what the forms say. */
function labels(t: TFunction): Record<string, string> {
  const consent = t('events.groups.consent')
  const overlay = t('events.groups.overlay')
  return {
    share: t('settings.sections.share'),
    language: t('settings.console.language'),
    activeEvent: t('backup.values.activeEvent'),
    'capture.countdownSec': t('settings.capture.countdown'),
    'camera.label': t('settings.camera.device'),
    'camera.widthPx': t('backup.values.cameraWidth'),
    'camera.heightPx': t('backup.values.cameraHeight'),
    'camera.mirrored': t('settings.camera.mirrored'),
    'camera.owner': t('settings.camera.owner'),
    'share.dir': t('settings.share.folder'),
    'share.pattern': t('settings.share.pattern'),
    'share.format': t('settings.share.format'),
    'share.jpegQuality': t('settings.share.quality'),
    'server.port': t('settings.network.port'),
    'server.lan': t('settings.network.lan'),
    'server.allowedOrigins': t('settings.network.origins'),
    'server.allowedHosts': t('settings.network.hosts'),
    'share.promptInPictures': t('settings.share.promptInPictures'),
    'comfyui.servers': t('servers.list'),
    'comfyui.whenDown': t('servers.whenDown.title'),
    'comfyui.fallbackStyle': t('servers.whenDown.style'),
    'touchdesigner.activeMachine': t('touchdesigner.active'),
    'touchdesigner.captureAt': t('touchdesigner.fields.captureAt'),
    'touchdesigner.silenceSec': t('touchdesigner.fields.silenceSec'),
    'touchdesigner.syncSec': t('touchdesigner.fields.syncSec'),
    'touchdesigner.whenAbsent': t('touchdesigner.fields.whenAbsent'),
    'touchdesigner.fallbackStyle': t('touchdesigner.fields.fallbackStyle'),
    'touchdesigner.preview.fps': t('touchdesigner.fields.fps'),
    'touchdesigner.admitted': t('touchdesigner.fields.admitted'),
    'broker.publish': t('settings.programs.publish'),
    'broker.keepHours': t('settings.programs.keepHours'),
    'broker.keepGb': t('settings.programs.keepGb'),
    'broker.admitted': t('settings.programs.admitted'),
    'tablet.pageDir': t('settings.network.tabletPage'),
    'tablet.admitted': t('settings.network.tabletsAdmitted'),
    'canvas.guestsUse': t('rooms.guestsUse'),
    'canvas.admitted': t('rooms.admitted'),
    stages: t('touchdesigner.folder'),
    'kiosk.resultSec': t('settings.kiosk.result'),
    'kiosk.idleSec': t('settings.kiosk.idle'),
    'kiosk.display': t('settings.kiosk.display'),
    'kiosk.diagonalInches': t('settings.kiosk.size'),
    'guests.enabled': t('guests.enabled'),
    'guests.port': t('guests.port'),
    'guests.lan': t('guests.lan'),
    'guests.address': t('guests.address'),
    'guests.publicUrl': t('guests.publicUrl'),
    'guests.originalOffered': t('guests.original'),
    'guests.wifi.ssid': t('guests.ssid'),
    'guests.wifi.security': t('guests.security'),
    'server.tls': `${t('settings.sections.network')}: ${t('guests.certificate')}`,
    'guests.tls': t('guests.certificate'),
    'backend.slots': t('backup.values.backendSlots'),
    'event.name': t('events.name'),
    'event.folder': t('events.folder'),
    'event.pattern': t('events.pattern'),
    'event.styles': t('events.stylesOffered'),
    'event.style': t('events.style'),
    'event.language': t('events.language'),
    'event.consent': consent,
    'event.consent.en': `${consent}, ${t('events.languages.en')}`,
    'event.consent.es': `${consent}, ${t('events.languages.es')}`,
    'event.overlay': overlay,
    'event.overlay.sha256': overlay,
    'event.overlay.placement': `${overlay}, ${t('events.placement')}`,
    'event.overlay.widthRatio': `${overlay}, ${t('events.widthRatio')}`,
    'event.whenDown': t('events.whenDown.label'),
    'event.whenAbsent': t('events.whenAbsent.label'),
    'event.guestDays': t('guests.days'),
    'event.eraseOnReset': t('events.eraseOnReset'),
    'event.retention.days': t('events.days'),
    'event.retention.eraseFromShare': t('events.eraseShare'),
  }
}

function labelOf(t: TFunction, path: string): string {
  return labels(t)[path] ?? path.replace(/^event\./, '')
}

function valueWords(t: TFunction, path: string, value: unknown, facts: WordFacts): string {
  if (value === undefined) return t('backup.values.absent')
  const special = specialWords(t, path, value, facts)
  if (special !== null) return special
  if (value === null) return t('backup.values.automatic')
  if (value === '') return t('backup.values.empty')
  if (typeof value === 'boolean') return value ? t('backup.values.yes') : t('backup.values.no')
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  if (Array.isArray(value)) return value.length === 0 ? t('backup.none') : value.map(String).join(', ')
  return JSON.stringify(value)
}

/** Values that are names of something, or mean something by being absent. */
function specialWords(t: TFunction, path: string, value: unknown, facts: WordFacts): string | null {
  const { events, styleTitle } = facts
  if (path === 'activeEvent') {
    const event = events.find(({ id }) => id === value)
    return event ? nameOfEvent(t, event) : null
  }
  if ((path === 'language' || path === 'event.language') && (value === 'en' || value === 'es'))
    return languageNames[value]
  if (path.startsWith('comfyui.')) return comfyWords(t, path, value, styleTitle)
  if (path.startsWith('touchdesigner.')) return touchdesignerWords(t, path, value, styleTitle)
  if (path === 'stages') return stageWords(value)
  if (path === 'event.style' && typeof value === 'string') return styleTitle(value)
  if (path === 'event.styles' && Array.isArray(value)) {
    return value.length === 0 ? t('backup.values.all') : value.map((name) => styleTitle(String(name))).join(', ')
  }
  if (path === 'event.whenDown') {
    const wish = whenDown.safeParse(value)
    return wish.success ? t(`servers.whenDown.${wish.data}`) : t('backup.values.general')
  }
  if (path === 'event.whenAbsent') {
    const wish = whenAbsent.safeParse(value)
    return wish.success ? t(`touchdesigner.whenAbsent.${wish.data}`) : t('backup.values.general')
  }
  if (path === 'event.pattern' && value === null) return t('backup.values.general')
  if (path === 'event.language' && value === null) return t('backup.values.asConsole')
  if (path === 'event.folder' && value === '') return t('events.root')
  if (path === 'event.retention.days') {
    return typeof value === 'number' ? t('backup.values.days', { count: value }) : t('backup.values.forever')
  }
  if (path.startsWith('event.overlay')) return overlayWords(t, path, value)
  return null
}

const knownServers = z.array(
  z.object({
    ...{ name: z.string(), url: z.string() },
    enabled: z.boolean().default(true),
    slots: z.number().default(1),
    startCommand: z.string().default(''),
    outputDir: z.string().nullable().default(null),
  }),
)
type KnownServer = z.infer<typeof knownServers>[number]

const wishes = z.enum(['wait', 'builtin', 'fail'])

function comfyWords(t: TFunction, path: string, value: unknown, styleTitle: (name: string) => string): string | null {
  if (path === 'comfyui.fallbackStyle') return typeof value === 'string' ? styleTitle(value) : null
  const wish = wishes.safeParse(value)
  if (path === 'comfyui.whenDown' && wish.success) return t(`servers.whenDown.${wish.data}`)
  const servers = knownServers.safeParse(value)
  if (!servers.success || servers.data.length === 0) return null
  return servers.data.map((server) => serverWords(t, server)).join(', ')
}

const knownStages = z.array(z.object({ name: z.string(), remoteFolder: z.string() }))

function stageWords(value: unknown): string | null {
  const stages = knownStages.safeParse(value)
  if (!stages.success || stages.data.length === 0) return null
  return stages.data.map(({ name, remoteFolder }) => `${name}: ${remoteFolder}`).join(', ')
}

function touchdesignerWords(
  t: TFunction,
  path: string,
  value: unknown,
  styleTitle: (name: string) => string,
): string | null {
  if (path === 'touchdesigner.fallbackStyle') return typeof value === 'string' ? styleTitle(value) : null
  if (path === 'touchdesigner.captureAt' && (value === 'zero' || value === 'press'))
    return t(`touchdesigner.captureAt.${value}`)
  const wish = whenAbsent.safeParse(value)
  return path === 'touchdesigner.whenAbsent' && wish.success ? t(`touchdesigner.whenAbsent.${wish.data}`) : null
}

/** Name and address, and whatever of it is not as it is without anybody's doing. */
function serverWords(t: TFunction, { name, url, enabled, slots, startCommand, outputDir }: KnownServer): string {
  const called = name === '' ? url : `${name} (${url})`
  const more = [
    enabled ? null : t('servers.status.off'),
    slots === 1 ? null : `${t('servers.fields.slots')}: ${slots}`,
    startCommand === '' ? null : `${t('servers.fields.startCommand')}: ${startCommand}`,
    outputDir === null ? null : `${t('servers.fields.outputDir')}: ${outputDir}`,
  ].filter((one) => one !== null)
  return more.length === 0 ? called : `${called} [${more.join('; ')}]`
}

function overlayWords(t: TFunction, path: string, value: unknown): string | null {
  if (value === null) return t('backup.none')
  if (path === 'event.overlay.widthRatio' && typeof value === 'number') return `${Math.round(value * 100)} %`
  if (path === 'event.overlay.placement') {
    const known = ['frame', 'top-left', 'top-right', 'bottom-left', 'bottom-right'] as const
    const placement = known.find((one) => one === value)
    return placement ? t(`events.placements.${placement}`) : null
  }
  const size = value as { widthPx?: unknown; heightPx?: unknown }
  if (path === 'event.overlay.sha256' && typeof value === 'string')
    return t('backup.values.pictureOf', { id: value.slice(0, 8) })
  return typeof size.widthPx === 'number' && typeof size.heightPx === 'number'
    ? t('backup.values.picture', { width: size.widthPx, height: size.heightPx })
    : null
}
