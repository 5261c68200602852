import { z } from 'zod'
import { zipChoice, zipOffer, zipProgress } from '../../../contract/capture-zip'
import { errorFacts } from '../../../contract/errors'
import { answer, bytes, inPath, json, type Operation } from './operation'

const noToken = answer(401, 'The token is missing or wrong', json(errorFacts))
const zipInPath = inPath('id', 'As the answer to `POST /zips` has it', z.uuid())
const noZip = answer(404, 'There is no such ZIP; the newest sixteen are kept', json(errorFacts))

const closed = { need: 'program', tag: 'Pictures', body: [], parameters: [], text: '' } as const

/** Many pictures at once: chosen first, then packed while they are fetched. */
export const zipOperations: readonly Operation[] = [
  {
    ...closed,
    id: 'zips.offer',
    method: 'post',
    path: '/zips',
    summary: 'Choose pictures of the gallery for a ZIP',
    text: 'All that a filter has, or up to 1000 by their ids. Nothing is packed until it is fetched.',
    body: [json(zipChoice)],
    answers: [
      answer(201, 'How many, and the id to fetch it by', json(zipOffer)),
      noToken,
      answer(404, 'There are no such pictures', json(errorFacts)),
    ],
    curl: `-H 'Content-Type: application/json' -d '{"filter":{}}' {url}/zips`,
  },
  {
    ...closed,
    id: 'zips.fetch',
    method: 'get',
    path: '/zips/{id}',
    summary: 'The ZIP, packed while it is fetched',
    text: 'The pictures as they are, under names of our own, and `captures.csv` with what is known of them.',
    parameters: [zipInPath],
    answers: [
      answer(200, 'The file', bytes('application/zip')),
      noToken,
      noZip,
      answer(503, 'Two are being packed, or the share is away', json(errorFacts)),
    ],
    curl: '-o pictures.zip {url}/zips/$ZIP',
  },
  {
    ...closed,
    id: 'zips.progress',
    method: 'get',
    path: '/zips/{id}/progress',
    summary: 'How far a ZIP is, and how it ended',
    parameters: [zipInPath],
    answers: [answer(200, 'Counts of pictures', json(zipProgress)), noToken, noZip],
    curl: '{url}/zips/$ZIP/progress',
  },
  {
    ...closed,
    id: 'zips.cancel',
    method: 'delete',
    path: '/zips/{id}',
    summary: 'End it: whoever fetches it sees it broken off',
    parameters: [zipInPath],
    answers: [answer(204, 'Ended'), noToken, noZip],
    curl: '-X DELETE {url}/zips/$ZIP',
  },
]
