import type { AppState } from '../app-state'
import type { CaptureView } from '../capture'
import type { JobView } from '../job'
import { settings } from '../settings'
import { noGuests } from '../guests'
import { noCanvas } from '../canvas'
import { noTouchdesigner } from '../touchdesigner'

/** For tests: a booth where nothing has happened yet, with the parts given. */
export function exampleState(parts: Partial<AppState> = {}): AppState {
  return {
    app: {
      version: '0.1.0',
      runtime: 'Node 20',
      demo: false,
      platform: 'linux',
      startedAtMs: 0,
      consoleUrl: null,
      lanUrls: [],
      dataDir: '/data',
      pinSet: false,
      closing: false,
      fixedSettings: [],
    },
    settings: settings.parse({}),
    queue: { paused: false, draining: false, inHand: 0, waiting: 0, failed: 0, savedToday: 0, blocked: null },
    jobs: {},
    captures: {},
    captureTotal: 0,
    captureRevision: 0,
    camera: {
      status: 'none',
      ownerId: null,
      ownerRole: null,
      label: '',
      widthPx: 0,
      heightPx: 0,
      devices: [],
      reopenings: 0,
    },
    share: {
      dir: '/share',
      status: 'ready',
      freeBytes: 41e9,
      waiting: 0,
      waitingBytes: 0,
      oldestWaitingAtMs: null,
      syncedBy: null,
      lacks: [],
      reason: null,
    },
    backends: [{ name: 'builtin', status: 'ready', busySlots: 0, slots: 1, reason: null }],
    servers: [],
    touchdesigner: noTouchdesigner,
    guests: noGuests,
    canvas: noCanvas,
    warmUp: null,
    styles: [],
    brokenStyles: [],
    kiosk: { open: false, hidden: false },
    displays: [],
    notices: [],
    ...parts,
  }
}

/** For tests: a canonical id out of a small number. */
export function exampleId(number: number): string {
  return `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`
}

export function exampleJob(number: number, parts: Partial<JobView> = {}): JobView {
  return {
    id: exampleId(number),
    number,
    state: 'queued',
    source: 'webcam',
    backend: 'builtin',
    style: 'pop-art',
    eventId: 'first',
    seed: 1,
    countdownSec: 5,
    pressedAtMs: 1000,
    takenAtMs: null,
    shutterMissMs: null,
    error: null,
    attempts: 0,
    timeline: [],
    endsAtMs: null,
    progress: 0,
    step: 0,
    maxSteps: 0,
    node: '',
    etaMs: null,
    position: null,
    previewUrl: null,
    originalUrl: null,
    resultUrl: null,
    thumbUrl: null,
    fileName: null,
    handedTo: null,
    waitsForShare: false,
    canRetry: false,
    ...parts,
  }
}

export function exampleCapture(number: number, parts: Partial<CaptureView> = {}): CaptureView {
  const id = exampleId(number)
  return {
    id,
    jobId: id,
    jobNumber: number,
    eventId: 'first',
    name: `PhotoCall-${number}.jpg`,
    style: 'pop-art',
    seed: 1,
    takenAtMs: 1000,
    savedAtMs: 2000,
    widthPx: 1920,
    heightPx: 1080,
    sizeBytes: 500_000,
    mediaType: 'image/jpeg',
    durationMs: null,
    standIn: null,
    handedTo: null,
    favourite: false,
    publication: 'published',
    url: `/media/captures/${id}`,
    thumbUrl: `/media/thumbs/${id}?v=1`,
    originalUrl: `/media/originals/${id}`,
    ...parts,
  }
}
