import { app as appEn } from './en/app'
import { backup as backupEn } from './en/backup'
import { canvas as canvasEn } from './en/canvas'
import { errors as errorsEn } from './en/errors'
import { events as eventsEn } from './en/events'
import { gallery as galleryEn } from './en/gallery'
import { guests as guestsEn } from './en/guests'
import { keys as keysEn } from './en/keys'
import { kiosk as kioskEn } from './en/kiosk'
import { live as liveEn } from './en/live'
import { queue as queueEn } from './en/queue'
import { rooms as roomsEn } from './en/rooms'
import { servers as serversEn } from './en/servers'
import { settings as settingsEn } from './en/settings'
import { statistics as statisticsEn } from './en/statistics'
import { tokens as tokensEn } from './en/tokens'
import { touchdesigner as touchdesignerEn } from './en/touchdesigner'
import { app as appEs } from './es/app'
import { backup as backupEs } from './es/backup'
import { canvas as canvasEs } from './es/canvas'
import { errors as errorsEs } from './es/errors'
import { events as eventsEs } from './es/events'
import { gallery as galleryEs } from './es/gallery'
import { guests as guestsEs } from './es/guests'
import { keys as keysEs } from './es/keys'
import { kiosk as kioskEs } from './es/kiosk'
import { live as liveEs } from './es/live'
import { queue as queueEs } from './es/queue'
import { rooms as roomsEs } from './es/rooms'
import { servers as serversEs } from './es/servers'
import { settings as settingsEs } from './es/settings'
import { statistics as statisticsEs } from './es/statistics'
import { tokens as tokensEs } from './es/tokens'
import { touchdesigner as touchdesignerEs } from './es/touchdesigner'

type Words<Texts> = { readonly [Key in keyof Texts]: Texts[Key] extends string ? string : Words<Texts[Key]> }

/** A file a screen; a new one is a line here in both languages. */
export const en = {
  app: appEn,
  backup: backupEn,
  canvas: canvasEn,
  errors: errorsEn,
  events: eventsEn,
  gallery: galleryEn,
  guests: guestsEn,
  keys: keysEn,
  kiosk: kioskEn,
  live: liveEn,
  queue: queueEn,
  rooms: roomsEn,
  servers: serversEn,
  settings: settingsEn,
  statistics: statisticsEn,
  tokens: tokensEn,
  touchdesigner: touchdesignerEn,
} as const

/** The compiler asks for every key of the English texts. */
export const es: Words<typeof en> = {
  app: appEs,
  backup: backupEs,
  canvas: canvasEs,
  errors: errorsEs,
  events: eventsEs,
  gallery: galleryEs,
  guests: guestsEs,
  keys: keysEs,
  kiosk: kioskEs,
  live: liveEs,
  queue: queueEs,
  rooms: roomsEs,
  servers: serversEs,
  settings: settingsEs,
  statistics: statisticsEs,
  tokens: tokensEs,
  touchdesigner: touchdesignerEs,
}
