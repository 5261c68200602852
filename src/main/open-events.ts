import { existsSync } from 'node:fs'
import type { BoothEvent, ChangedEvent } from '../contract/event'
import { createEvents, type Events } from './events/events'
import { createOverlays, type Overlays } from './events/overlays'
import { createSettingsTransfer, type SettingsTransfer } from './events/settings-transfer'
import type { Images } from './images/images'
import type { DataFolder } from './jobs/data-folder'
import type { Clock } from './lib/clock'
import type { Log } from './lib/log'
import type { Database } from './lib/sqlite'
import type { BoothSettings } from './open-settings'
import type { Styles } from './styles/styles'
import { appVersion } from './version'

/** The list of events with their overlays, and settings that travel. */
export interface BoothEvents {
  events: Events
  overlays: Overlays
  transfer: SettingsTransfer
  /** Takes the file over as the event's overlay. Throws `event_unknown`, `overlay_unsuitable`, `picture_*`. */
  takeOverlay(eventId: string, path: string): Promise<ChangedEvent>
}

export async function openEvents(deps: {
  booth: BoothSettings
  database: Database
  folder: DataFolder
  images: Images
  styles: Styles
  clock: Clock
  log: Log
}): Promise<BoothEvents> {
  const { booth, database, folder, images, styles, clock, log } = deps
  const { settings, check } = booth
  const events = createEvents({ settings, database, clock })
  const overlays = createOverlays({ dir: folder.overlays, images })
  const transfer = createSettingsTransfer({
    ...{ settings, overlays, clock, appVersion, check },
    knownStyles: () => styles.all().map(({ name }) => name),
    folderExists: existsSync,
  })
  // at start nothing can be undone any more, and no press is under way
  await removeUnused().catch((error: unknown) => log.warn('unused overlays stay', { error: String(error) }))

  async function removeUnused(): Promise<void> {
    await overlays.removeOthers(usedOverlays(settings.get().events, database))
  }

  return {
    events,
    overlays,
    transfer,
    async takeOverlay(eventId, path) {
      const { placement = 'frame', widthRatio = 0.22 } = events.get(eventId).overlay ?? {}
      return events.setOverlay(eventId, { ...(await overlays.keep(path)), placement, widthRatio })
    },
  }
}

/** Of the events, and of every job that may still be made or made again. */
function usedOverlays(events: readonly BoothEvent[], database: Database): Set<string> {
  const ofJobs = database.all(`SELECT DISTINCT output FROM jobs WHERE state <> 'saved' AND output LIKE '%sha256%'`)
  const ofEvents = events.flatMap(({ overlay }) => (overlay ? [overlay.sha256] : []))
  // not read as JSON: a row that the disk damaged may still name its overlay
  return new Set([...ofEvents, ...ofJobs.flatMap((row) => String(row['output']).match(/[0-9a-f]{64}/g) ?? [])])
}
