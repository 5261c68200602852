import { z } from 'zod'
import { pressOutput } from '../../../contract/commands'
import { errorFacts } from '../../../contract/errors'
import { changedEvent, eventId } from '../../../contract/event'
import { jobId, prompt, seed } from '../../../contract/job'
import { styleName } from '../../../contract/style'
import { answer, bytes, inPath, inQuery, json, type Operation } from './operation'

const picture = [bytes('image/jpeg'), bytes('image/png'), bytes('image/webp'), bytes('video/mp4'), bytes('video/webm')]
const missing = answer(404, 'There is no such picture', json(errorFacts))
const noToken = answer(401, 'The token is missing or wrong', json(errorFacts))
const jobIdInPath = inPath('id', 'The job’s id', jobId)
const upload = z.object({ image: z.file() })

const closed = { need: 'program', body: [], parameters: [], text: '' } as const

function pictureAt(name: string, path: string, summary: string): Operation {
  return {
    ...closed,
    id: `media.${name}`,
    tag: 'Pictures',
    method: 'get',
    path: `/media/${path}`,
    summary,
    text: 'With ranges and an ETag.',
    parameters: [jobIdInPath],
    answers: [answer(200, 'The file', ...picture), noToken, missing],
    curl: `-o picture.jpg {url}/media/${path}`,
  }
}

/** Pictures in and out: for programs with a token of scope `program`. */
export const pictureOperations: readonly Operation[] = [
  {
    ...closed,
    id: 'uploads',
    tag: 'Pictures',
    method: 'post',
    path: '/uploads',
    summary: 'Hand in a picture; it becomes one of the event',
    text: 'As the body, or as the form field `image`. JPEG, PNG or WebP of at most 50 MB.',
    parameters: [
      inQuery('style', 'The event’s own where it is left out', styleName),
      inQuery('prompt', 'For styles that take words', prompt),
      inQuery('seed', 'The same seed gives the same picture', seed),
    ],
    body: [
      { mediaType: 'multipart/form-data', schema: upload },
      bytes('image/jpeg'),
      bytes('image/png'),
      bytes('image/webp'),
    ],
    answers: [
      answer(202, 'The job that makes it', json(pressOutput)),
      noToken,
      answer(413, 'More than 50 MB', json(errorFacts)),
      answer(415, 'No JPEG, PNG or WebP', json(errorFacts)),
      answer(503, 'Eight are being received; Retry-After says when to come again', json(errorFacts)),
    ],
    curl: `-F image=@guest.jpg '{url}/uploads?style=pop-art'`,
  },
  pictureAt('results', 'results/{id}', 'The finished picture of a job'),
  pictureAt('originals', 'originals/{id}', 'The picture as it was taken'),
  pictureAt('captures', 'captures/{id}', 'A gallery entry’s file'),
  pictureAt('thumbs', 'thumbs/{id}', 'At most 640 px of it'),
  {
    ...pictureAt('previews', 'previews/{id}', 'The newest preview of a job in the making'),
    text: '',
    answers: [answer(200, 'The frame', ...picture), answer(204, 'There is none now'), noToken],
  },
  {
    ...pictureAt('outputs', 'outputs/{id}/{place}', 'What a job’s workflow gave besides'),
    parameters: [jobIdInPath, inPath('place', 'From 2, as `jobs.outputs` lists them', z.number().int().min(2))],
  },
  {
    ...pictureAt('covers', 'covers/{style}', 'A style’s cover'),
    parameters: [inPath('style', 'The style’s name', styleName)],
  },
  {
    ...pictureAt('overlays', 'overlays/{sha256}', 'An event’s overlay'),
    parameters: [inPath('sha256', 'As the event names it', z.string().regex(/^[0-9a-f]{64}$/))],
  },
  {
    ...pictureAt('server-tests', 'server-tests/{id}', 'What the newest test of a ComfyUI server gave'),
    parameters: [inPath('id', 'The server’s id', z.string())],
  },
  {
    ...pictureAt('live', 'live', 'The live picture of TouchDesigner, frame after frame'),
    text: 'An endless answer; its newest frame first.',
    parameters: [],
    answers: [answer(200, 'Frames', bytes('multipart/x-mixed-replace')), noToken],
    curl: '-N {url}/media/live',
  },
  {
    ...closed,
    id: 'events.overlay',
    tag: 'Pictures',
    method: 'put',
    path: '/events/{id}/overlay',
    summary: 'Give an event its overlay',
    text: 'A PNG with transparency of at most 8 MB.',
    parameters: [inPath('id', 'The event’s id', eventId)],
    body: [bytes('image/png')],
    answers: [answer(200, 'The event', json(changedEvent)), noToken, answer(422, 'It does not fit', json(errorFacts))],
    curl: `-X PUT --data-binary @frame.png -H 'Content-Type: image/png' {url}/events/{id}/overlay`,
  },
]
