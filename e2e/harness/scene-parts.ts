import { addresses } from '../../src/contract/addresses'
import type { AppState } from '../../src/contract/app-state'
import type { CaptureView } from '../../src/contract/capture'
import type { ErrorFacts } from '../../src/contract/errors'
import type { JobState, JobView } from '../../src/contract/job'
import { settings } from '../../src/contract/settings'
import type { StyleView } from '../../src/contract/style'
import { exampleCapture, exampleId, exampleJob, exampleState } from '../../src/contract/testing/state-example'
import type { Scene } from './booth'
import { eventOfPicture, inventedActiveEvent, inventedEvents } from './events'
import { comfyStyles, serverSettingsOf } from './servers'

const styleTitles: [string, string, string][] = [
  ['pop-art', 'Pop art', 'Arte pop'],
  ['comic', 'Comic', 'Cómic'],
  ['halftone', 'Halftone print', 'Trama de imprenta'],
  ['duotone', 'Duotone', 'Duotono'],
  ['pencil', 'Pencil sketch', 'Boceto a lápiz'],
  ['film', 'Vintage film', 'Película antigua'],
]

export const styles: StyleView[] = styleTitles.map(([name, en, es]) => ({
  name,
  title: { en, es },
  description: null,
  backend: 'builtin',
  kind: 'image' as const,
  forGuests: true,
  coverUrl: addresses.cover(name),
}))

const styleOf = (number: number) => styles[(number * 7) % styles.length]!.name

/** The way of a picture until `state`, its last step begun `agoMs` ago. */
function steps(state: JobState, pressedAtMs: number): JobView['timeline'] {
  const way: [JobState, number][] = [
    ['counting', 0],
    ['capturing', 5000],
    ['queued', 5240],
    ['generating', 17_300],
    ['saving', 25_900],
    ['saved', 26_300],
  ]
  const end = way.findIndex(([step]) => step === state)
  return way.slice(0, end + 1).map(([step, afterMs]) => ({ state: step, atMs: pressedAtMs + afterMs }))
}

export function jobIn(state: JobState, number: number, agoMs: number, parts: Partial<JobView> = {}): JobView {
  const pressedAtMs = Date.now() - agoMs
  const hasOriginal = state !== 'counting' && state !== 'capturing'
  const hasResult = state === 'saving' || state === 'saved'
  const id = exampleId(number)
  return exampleJob(number, {
    state,
    style: styleOf(number),
    seed: (number * 7919) % 100_000,
    pressedAtMs,
    takenAtMs: hasOriginal ? pressedAtMs + 5000 : null,
    shutterMissMs: hasOriginal ? (number % 40) - 12 : null,
    timeline: steps(state, pressedAtMs),
    originalUrl: hasOriginal ? addresses.original(id) : null,
    resultUrl: hasResult ? addresses.result(id) : null,
    thumbUrl: hasOriginal ? addresses.thumb(id, state) : null,
    fileName: state === 'saved' ? `2026-05-02/PhotoCall-2026-05-02-21-04-09-${id}.jpg` : null,
    ...parts,
  })
}

const reasons: ErrorFacts[] = [
  { code: 'generation_timeout', message: 'It took longer than 90 s.', hint: 'Try again.' },
  { code: 'generation_failed', message: 'The recipe ended early.', hint: 'Try again.' },
  { code: 'camera_lost', message: 'The camera went.', hint: 'Plug it in.' },
  { code: 'poison', message: 'Three starts, none finished.', hint: 'Another style.' },
]

export function failedJob(number: number, agoMs: number): JobView {
  const error = reasons[number % reasons.length]!
  const taken = error.code !== 'camera_lost'
  const at = taken ? 'generating' : 'capturing'
  const job = jobIn(at, number, agoMs)
  const timeline = [...job.timeline, { state: 'failed' as const, atMs: job.pressedAtMs + 31_000 }]
  return { ...job, state: 'failed', error, attempts: 1 + (number % 3), canRetry: taken, timeline }
}

export const waitingJobs = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) =>
    jobIn('queued', from + i, 11_000 - i * 40, { position: i + 1, etaMs: 14_000 + i * 8_000 }),
  )

export const savedJobs = (below: number, count: number) =>
  Array.from({ length: count }, (_, i) => jobIn('saved', below - i, 60_000 + i * 41_000))

export const working = (): JobView[] => [
  jobIn('counting', 219, 2000, {
    timeline: [{ state: 'counting', atMs: Date.now() - 2000 }],
    endsAtMs: Date.now() + 3000,
  }),
  jobIn('generating', 214, 22_000, { progress: 0.64, step: 9, maxSteps: 14, etaMs: 6000 }),
  jobIn('saving', 213, 27_000, { progress: 1 }),
]

export function captures(count: number, everyMs = 33_000): CaptureView[] {
  return Array.from({ length: count }, (_, i) => {
    const number = count - i
    const tall = number % 23 === 0
    const takenAtMs = Date.now() - 90_000 - i * everyMs
    return exampleCapture(number, {
      name: `2026-05-02/PhotoCall-2026-05-02-21-04-09-${exampleId(number)}.jpg`,
      style: styleOf(number),
      eventId: eventOfPicture(number, count),
      seed: (number * 7919) % 100_000,
      favourite: number % 17 === 0,
      publication: number % 61 === 0 ? 'rejected' : 'published',
      takenAtMs,
      savedAtMs: takenAtMs + 14_000,
      widthPx: tall ? 1080 : 1920,
      heightPx: tall ? 1440 : 1080,
      sizeBytes: 900_000 + (number % 13) * 51_000,
      ...(number % 97 === 0 && { jobId: null, jobNumber: null, originalUrl: null, style: null, seed: null }),
    })
  })
}

export function scene(jobs: readonly JobView[], pictures: CaptureView[], parts: Partial<AppState> = {}): Scene {
  const of = (...states: JobState[]) => jobs.filter(({ state }) => states.includes(state)).length
  return {
    captures: pictures,
    olderJobs: pictures.length > 300 ? savedJobs(150, 150) : [],
    state: exampleState({
      app: {
        version: '0.1.0',
        runtime: 'Node 20.20.2',
        demo: true,
        platform: 'linux',
        startedAtMs: Date.now() - 5_000_000,
        consoleUrl: 'http://127.0.0.1:8080/console',
        lanUrls: ['http://192.168.1.20:8080/console'],
        dataDir: '/home/operator/.local/share/photocall',
        pinSet: true,
        closing: false,
        fixedSettings: [],
      },
      settings: settings.parse({
        events: inventedEvents,
        activeEvent: inventedActiveEvent,
        share: { dir: '/media/operator/EVENTOS/Boda Ana y Luis' },
      }),
      styles,
      jobs: Object.fromEntries(jobs.map((job) => [job.id, job])),
      captures: Object.fromEntries(pictures.slice(0, 60).map((capture) => [capture.id, capture])),
      captureTotal: pictures.length,
      captureRevision: 1,
      queue: {
        paused: false,
        draining: false,
        inHand: of('counting', 'capturing', 'generating', 'saving'),
        waiting: of('queued'),
        failed: of('failed'),
        savedToday: of('saved'),
        blocked: null,
      },
      camera: {
        status: 'ready',
        ownerId: 'harness',
        ownerRole: 'console',
        label: 'Logitech BRIO',
        widthPx: 1920,
        heightPx: 1080,
        devices: [{ label: 'Logitech BRIO' }, { label: 'Integrated Camera' }],
        reopenings: 0,
      },
      share: {
        dir: '/media/operator/EVENTOS/Boda Ana y Luis',
        status: 'ready',
        freeBytes: 41e9,
        waiting: 0,
        waitingBytes: 0,
        oldestWaitingAtMs: null,
        syncedBy: null,
        lacks: [],
        reason: null,
      },
      displays: [
        { label: 'DELL U2723QE', widthPx: 3840, heightPx: 2160 },
        { label: 'EPSON PJ', widthPx: 1920, heightPx: 1080 },
      ],
      ...parts,
    }),
  }
}

/** Two pictures at work on servers, and a line behind them. */
export function comfyScene(
  servers: AppState['servers'],
  warmUp: AppState['warmUp'],
  fixedSettings: string[] = [],
): Scene {
  const isDown = servers.every(({ status }) => status !== 'ready')
  const comfy = { backend: 'comfyui' as const, style: 'storybook' }
  const atWork = { ...comfy, node: 'KSampler', step: 9, maxSteps: 28, progress: 0.42, etaMs: isDown ? null : 9000 }
  const jobs = [
    jobIn('generating', 214, 22_000, { ...atWork, server: 'Backstage', cachedNodes: 3 }),
    jobIn('generating', 215, 20_000, { ...atWork, server: 'Big GPU', progress: 0.1, step: 2 }),
    ...waitingJobs(216, 3).map((job) => ({ ...job, ...comfy, ...(isDown && { etaMs: null }) })),
    ...savedJobs(201, 20),
  ]
  const whole = scene(jobs, captures(60), { servers, warmUp })
  const { state } = whole
  const offered = { styles: ['storybook', 'gouache'], style: 'storybook' }
  const { activeEvent } = state.settings
  const events = state.settings.events.map((one) => (one.id === activeEvent ? { ...one, ...offered } : one))
  const reason = servers.find((server) => server.reason)?.reason ?? null
  return {
    ...whole,
    state: {
      ...state,
      app: { ...state.app, fixedSettings },
      styles: [...styles, ...comfyStyles],
      settings: settings.parse({ ...state.settings, events, comfyui: { servers: servers.map(serverSettingsOf) } }),
      backends: [
        ...state.backends,
        {
          name: 'comfyui',
          status: isDown ? 'unavailable' : 'ready',
          busySlots: 2,
          slots: servers.length,
          reason: isDown ? reason : null,
        },
      ],
    },
  }
}
