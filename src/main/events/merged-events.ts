import { createHash } from 'node:crypto'
import { firstEventId, type BoothEvent } from '../../contract/event'
import type { Settings } from '../../contract/settings'
import { folderFor } from './event-names'

/** A folder of the file that another event here has, and the one that is taken in its place. */
export interface MergeNote {
  path: string
  folder: string
  taken: string
}

/**
 * Pure: events of a file and those here. The same id is the same event, and the file's facts win; what is only here
 * stays. The first event of another booth is not ours unless it has the same name: it comes as a new one.
 */
export function mergedEvents(here: Settings, file: Settings): { settings: Settings; notes: MergeNote[] } {
  const ids = new Map(file.events.map((event) => [event.id, idHere(event, here)]))
  const coming = file.events.map((event) => ({ ...event, id: ids.get(event.id) ?? event.id }))
  const staying = here.events.filter(({ id }) => !coming.some((event) => event.id === id))
  const notes: MergeNote[] = []
  const events = [...staying]
  for (const event of coming) {
    const folder = freeFolder(event, events)
    if (folder !== event.folder) notes.push({ path: `events.${event.id}.folder`, folder: event.folder, taken: folder })
    events.push({ ...event, folder })
  }
  const order = [...here.events.map(({ id }) => id), ...coming.map(({ id }) => id)]
  events.sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id))
  const activeEvent = ids.get(file.activeEvent) ?? file.activeEvent
  return { settings: { ...file, events, activeEvent }, notes }
}

function idHere(event: BoothEvent, here: Settings): string {
  const ours = here.events.find(({ id }) => id === event.id)
  const isOurs = !ours || event.id !== firstEventId || ours.name === event.name || ours.name === ''
  // the same file gives the same id again, so that a second import changes nothing
  return isOurs
    ? event.id
    : createHash('sha256').update(`${event.name}/${event.createdAtMs}`).digest('hex').slice(0, 10)
}

function freeFolder(event: BoothEvent, others: readonly BoothEvent[]): string {
  const folded = (folder: string) => `${folder.normalize('NFC').toLowerCase()}/`
  const own = folded(event.folder)
  const clashes = ({ folder }: BoothEvent) => {
    const other = folded(folder)
    if (own === '/' || other === '/') return own === other
    return other.startsWith(own) || own.startsWith(other)
  }
  return others.some(clashes) ? folderFor(event.name || event.id, others) : event.folder
}
