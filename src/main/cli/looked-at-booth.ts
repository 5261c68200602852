import { join } from 'node:path'
import { addresses } from '../../contract/addresses'
import { AppError } from '../../contract/errors'
import { createCaptureIndex, type CaptureIndex, type CaptureRow } from '../captures/capture-index'
import { fileResponse } from '../http/file-response'
import { dataFolderAt } from '../jobs/data-folder'
import { createJobBoard } from '../jobs/job-board'
import { createJournal, type Journal } from '../jobs/journal'
import { openJournalToRead } from '../jobs/read-journal'
import { systemClock } from '../lib/clock'
import { otherDriveLetters } from '../share/find-share'
import { codeOf, realFileSystem } from '../share/file-system'
import { rememberedShares } from '../share/remembered-shares'
import { lookForMarker } from '../share/share-marker'
import type { AskedBooth } from './asked-booth'
import { answerFew, needsBooth, type FewCommands } from './few-commands'

type Looks = FewCommands<'jobs.list' | 'jobs.show' | 'captures.list'>

/**
 * What is in a data folder, without a booth: no job goes on, nothing is mended, no file is made or changed. `shareDirs`:
 * folders in which pictures may stand that were saved elsewhere. Throws where the journal cannot be read as it is.
 */
export function lookAtBooth(dataDir: string, shareDirs: () => Promise<string[]>): AskedBooth {
  const database = openJournalToRead(dataFolderAt(dataDir))
  const journal = createJournal({ database, clock: systemClock })
  const captures = createCaptureIndex({ database })
  const placesOf = createPlaces(journal, shareDirs)

  async function fetchPicture(path: string): Promise<Response> {
    const row = captures.find(path.slice(addresses.capture('').length))
    for (const file of row && row.publication !== 'erased' ? await filesOf(row) : []) {
      const response = await fileResponse(file, new Request(`http://booth${path}`), 'revalidate').catch(none)
      if (response) return response
    }
    return new Response(null, { status: 404 })
  }

  const filesOf = async ({ root, name }: CaptureRow): Promise<string[]> =>
    (await placesOf(root)).map((place) => join(place, ...name.split('/')))

  return {
    ...{ dataDir, isOwn: false },
    command: answerFew(createLooks(journal, captures)),
    fetch: async (path) => (path.startsWith(addresses.capture('')) ? fetchPicture(path) : needsBooth(path)),
    close: () => Promise.resolve(database.close()),
  }
}

function createLooks(journal: Journal, captures: CaptureIndex): Looks {
  const { view } = createJobBoard()
  return {
    'jobs.list': ({ states = null, beforeNumber = null, ...rest }) => ({
      total: journal.count(states, rest.ownOnly),
      jobs: journal.list({ states, beforeNumber, ...rest }).map(view),
    }),
    'jobs.show': ({ jobId }) => journal.get(jobId),
    'captures.list': ({ offset, limit, ...filter }) => captures.page(filter, offset, limit),
  }
}

/** Under which folders a picture of `root` may lie: there, or where its share stands now, known by its marker. */
function createPlaces(journal: Journal, shareDirs: () => Promise<string[]>): (root: string) => Promise<string[]> {
  const known = new Map<string, Promise<string[]>>()
  return (root) => {
    const places = known.get(root) ?? look(root)
    known.set(root, places)
    return places
  }

  async function look(root: string): Promise<string[]> {
    const id = rememberedShares(journal).get(root)
    const places = [root]
    if (id === null || (await markerIdAt(root)) === id) return places
    for (const place of new Set([...(await shareDirs()), ...otherDriveLetters(root)]))
      if (place !== root && (await markerIdAt(place)) === id) places.push(place)
    return places
  }
}

async function markerIdAt(dir: string): Promise<string | null> {
  const look = await lookForMarker(realFileSystem, dir).catch(none)
  return look?.state === 'marked' ? look.id : null
}

/** A drive that cannot be read now has none of the pictures; which ones are missing is told at the end. */
function none(error: unknown): null {
  if (error instanceof AppError || codeOf(error) !== '') return null
  throw error
}
