import { z } from 'zod'
import {
  brokerAccepted,
  brokerError,
  brokerFields,
  brokerHealth,
  brokerImageField,
  brokerList,
  brokerListQuery,
  brokerMessage,
  brokerState,
  brokerStatus,
  idempotencyHeader,
  idempotencyKey,
  jobEvent,
  serviceAccepted,
  serviceRequest,
  serviceState,
  serviceStatus,
} from '../../../contract/broker'
import { errorFacts } from '../../../contract/errors'
import { jobId } from '../../../contract/job'
import { answer, bytes, inPath, inQuery, json, type Operation, type Parameter } from './operation'

const results = ['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'video/mp4', 'video/webm'].map(bytes)
const id = inPath('id', 'As the answer to the submit has it', jobId)
const fault = json(brokerError)

const idempotency: Parameter = {
  in: 'header',
  name: idempotencyHeader,
  text: 'The same key is the same job: a submit that may have been lost is sent again with it',
  schema: idempotencyKey,
  isRequired: false,
}

/** What is refused before the broker sees it says more than the broker would. */
const refused = json(brokerError.extend(errorFacts.pick({ code: true, message: true, hint: true }).shape))

const fromBeyond = [
  answer(401, 'From elsewhere than the booth’s machine without a token, or with a wrong one', refused),
  answer(403, 'Not from that page, or not by this token', refused),
  answer(429, 'Too many requests; Retry-After says when to come again', refused),
]
const unknownJob = answer(404, 'There is no such job, or it is another token’s', fault)

const cancelled = brokerMessage.extend({ id: jobId, status: z.union([brokerState, serviceState]) })

const ofJobs = { tag: 'Jobs', need: 'jobs', parameters: [], body: [], text: '' } as const

/** The job broker: pictures and words become jobs, which answer in the words they were submitted in. */
export const brokerOperations: readonly Operation[] = [
  {
    ...ofJobs,
    id: 'jobs.submit',
    method: 'post',
    path: '/jobs',
    summary: 'Submit a picture (multipart) or words (JSON)',
    text: `As multipart/form-data with the file \`${brokerImageField}\` it is a job of the broker, as application/json one of the job service.`,
    parameters: [idempotency],
    body: [
      {
        mediaType: 'multipart/form-data',
        schema: z.object({ [brokerImageField]: z.file(), ...brokerFields.shape }),
      },
      json(serviceRequest),
    ],
    answers: [
      answer(200, 'A picture was taken on', json(brokerAccepted)),
      answer(202, 'Words were taken on', json(serviceAccepted)),
      ...fromBeyond,
      answer(413, 'More than 50 MB', fault),
      answer(415, 'No JPEG, PNG or WebP, or neither multipart nor JSON', fault),
      answer(422, 'A field is missing, doubled or not as it should be', fault),
      answer(503, 'Not now; Retry-After says when to come again', fault),
    ],
    curl: `-F image=@guest.jpg -F prompt='a paper boat' {url}/jobs`,
  },
  {
    ...ofJobs,
    id: 'jobs.all',
    method: 'get',
    path: '/jobs',
    summary: 'Your multipart jobs, newest first',
    parameters: [
      inQuery('status', 'Only those', brokerListQuery.shape.status),
      inQuery('limit', 'At most so many', brokerListQuery.shape.limit),
    ],
    answers: [
      answer(200, 'Them', json(brokerList)),
      ...fromBeyond,
      answer(422, 'The query is not as it should be', fault),
    ],
    curl: `'{url}/jobs?status=done&limit=10'`,
  },
  {
    ...ofJobs,
    id: 'jobs.status',
    method: 'get',
    path: '/jobs/{id}',
    summary: 'How far a job is',
    parameters: [id],
    answers: [
      answer(200, 'In the words it was submitted in', json(z.union([brokerStatus, serviceStatus]))),
      ...fromBeyond,
      unknownJob,
    ],
    curl: '{url}/jobs/$JOB',
  },
  {
    ...ofJobs,
    id: 'jobs.result',
    method: 'get',
    path: '/jobs/{id}/result',
    summary: 'The finished file',
    text: 'With its media type, ranges and an ETag.',
    parameters: [id],
    answers: [
      answer(200, 'The file', ...results),
      answer(206, 'The part that Range asked for', ...results),
      answer(400, 'The job has no result yet, or never will', fault),
      ...fromBeyond,
      unknownJob,
    ],
    curl: '-o result {url}/jobs/$JOB/result',
  },
  {
    ...ofJobs,
    id: 'jobs.events',
    method: 'get',
    path: '/jobs/{id}/events',
    summary: 'A job’s changes as server-sent events',
    text: 'Events `state` until the job is over, each with these data; `deleted` when it was deleted.',
    parameters: [id],
    answers: [
      answer(200, 'The stream; first what is so now', { mediaType: 'text/event-stream', schema: jobEvent }),
      ...fromBeyond,
      unknownJob,
      answer(503, 'Too many streams are open', fault),
    ],
    curl: '-N {url}/jobs/$JOB/events',
  },
  {
    ...ofJobs,
    id: 'jobs.preview',
    method: 'get',
    path: '/jobs/{id}/preview',
    summary: 'The newest preview frame of a job at work',
    parameters: [id],
    answers: [
      answer(200, 'The frame', bytes('image/jpeg'), bytes('image/png'), bytes('image/webp')),
      answer(204, 'There is none now'),
      ...fromBeyond,
      unknownJob,
    ],
    curl: '-o preview.jpg {url}/jobs/$JOB/preview',
  },
  {
    ...ofJobs,
    id: 'jobs.cancelIt',
    method: 'post',
    path: '/jobs/{id}/cancel',
    summary: 'Cancel a job, also where it runs',
    parameters: [id],
    answers: [
      answer(200, 'It is cancelled', json(cancelled)),
      ...fromBeyond,
      unknownJob,
      answer(400, 'It is done already, or just being saved', fault),
    ],
    curl: '-X POST {url}/jobs/$JOB/cancel',
  },
  {
    ...ofJobs,
    id: 'jobs.delete',
    method: 'delete',
    path: '/jobs/{id}',
    summary: 'Cancel what runs, and erase input and result',
    parameters: [id],
    answers: [
      answer(200, 'Both are gone', json(brokerMessage)),
      ...fromBeyond,
      unknownJob,
      answer(503, 'Its file is just being saved; Retry-After says when to come again', fault),
    ],
    curl: '-X DELETE {url}/jobs/$JOB',
  },
  {
    ...ofJobs,
    id: 'health',
    tag: 'Booth',
    method: 'get',
    path: '/health',
    summary: 'Whether the booth works, and how many jobs there are',
    answers: [answer(200, 'It does', json(brokerHealth.loose())), ...fromBeyond],
    curl: '{url}/health',
  },
]
