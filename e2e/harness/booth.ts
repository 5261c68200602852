import { randomUUID } from 'node:crypto'
import type { AppState } from '../../src/contract/app-state'
import type { CaptureFilter, CaptureOverview, CaptureView } from '../../src/contract/capture'
import { commands, type CommandArgs, type CommandName } from '../../src/contract/commands'
import { AppError } from '../../src/contract/errors'
import type { JobView } from '../../src/contract/job'
import type { ReplayRecord } from '../../src/contract/replay'
import { boothEvent } from '../../src/contract/event'
import {
  settings as settingsShape,
  type ChangedSettings,
  type Language,
  type Settings,
} from '../../src/contract/settings'
import { eventAnswers } from './event-answers'
import { serverAnswers, viewsOf } from './servers'

/** What a scene stands for: the state, and what only commands page. */
export interface Scene {
  state: AppState
  captures: CaptureView[]
  olderJobs: JobView[]
  /** Delay of an answer's refusal: names of commands that fail. */
  refuse?: readonly CommandName[]
}

export interface Booth {
  state(): AppState
  command(name: string, input: unknown): unknown
  /** As a PNG that was put there: any picture counts as a frame of full size. */
  putOverlay(eventId: string, sizeBytes: number): unknown
  onChange(listen: (keys: readonly (keyof AppState)[]) => void): () => void
}

/** Answers the commands of the screens well enough to look at them and to touch them. */
export function createBooth(makeScene: () => Scene, language: Language): Booth {
  const scene = makeScene()
  let state: AppState = { ...scene.state, settings: { ...scene.state.settings, language } }
  let captures = scene.captures
  let last: { before: Settings; revision: string } | null = null
  const listeners = new Set<(keys: readonly (keyof AppState)[]) => void>()

  function change(parts: Partial<AppState>): void {
    state = { ...state, ...parts }
    for (const listen of listeners) listen(Object.keys(parts) as (keyof AppState)[])
  }

  function changeJob(jobId: string, parts: Partial<JobView>): object {
    const job = state.jobs[jobId]
    if (!job) throw new AppError('not_found', 'There is no such job.', 'Reload.')
    const timeline = parts.state ? [...job.timeline, { state: parts.state, atMs: Date.now() }] : job.timeline
    change({ jobs: { ...state.jobs, [jobId]: { ...job, timeline, ...parts } } })
    return {}
  }

  function changeCaptures(ids: readonly string[], parts: Partial<CaptureView>): object {
    captures = captures.map((capture) => (ids.includes(capture.id) ? { ...capture, ...parts } : capture))
    change({ captureRevision: state.captureRevision + 1 })
    return {}
  }

  function changeSettings(next: unknown): Settings {
    const parsed = settingsShape.safeParse(next)
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      const params = { field: issue?.path.join('.') ?? '', reason: issue?.message ?? '' }
      throw new AppError('settings_invalid', 'This cannot be set.', 'Correct the value.', { params })
    }
    change({ settings: parsed.data, servers: viewsOf(parsed.data, state.servers) })
    return parsed.data
  }

  function setSettings(next: unknown): ChangedSettings {
    const [before, revision] = [state.settings, randomUUID()]
    const now = changeSettings(next)
    last = { before, revision }
    return { ...now, revision }
  }

  const answers: { [N in CommandName]?: (args: CommandArgs<N>) => unknown } = {
    ...eventAnswers({
      settings: () => state.settings,
      setSettings,
      captures: () => captures,
      confirmClock: () => change({ notices: state.notices.filter(({ error }) => error.code !== 'clock_jumped') }),
    }),
    ...serverAnswers({ state: () => state, change }),
    'jobs.cancel': ({ jobId }) => changeJob(jobId, { state: 'cancelled', canRetry: true, position: null, etaMs: null }),
    'jobs.retry': ({ jobId, style }) =>
      changeJob(jobId, { state: 'queued', error: null, canRetry: false, position: 1, ...(style && { style }) }),
    'jobs.toFront': ({ jobId }) => changeJob(jobId, { position: 1 }),
    'jobs.restyle': ({ jobId }) => ({ jobId, duplicate: false }),
    'jobs.show': ({ jobId }) => shownJob(state.jobs[jobId] ?? scene.olderJobs.find(({ id }) => id === jobId)),
    'jobs.replay': ({ jobId }) => ({ record: replayOf(captures.find((capture) => capture.jobId === jobId)) }),
    'jobs.list': ({ limit, beforeNumber }) => {
      const all = [...Object.values(state.jobs), ...scene.olderJobs].sort((a, b) => b.number - a.number)
      return { total: all.length, jobs: all.filter((job) => job.number < (beforeNumber ?? Infinity)).slice(0, limit) }
    },
    'queue.pause': () => (change({ queue: { ...state.queue, paused: true, draining: state.queue.waiting > 0 } }), {}),
    'queue.resume': () => (change({ queue: { ...state.queue, paused: false, draining: false } }), {}),
    'captures.list': ({ offset, limit, ...filter }) => {
      const matching = captures.filter((capture) => matches(capture, filter))
      return { total: matching.length, captures: matching.slice(offset, offset + limit) }
    },
    'captures.overview': ({ zoneOffsetMin, ...filter }) => overviewOf(captures, filter, zoneOffsetMin),
    'captures.show': ({ id }) => captures.find((capture) => capture.id === id),
    'captures.favourite': ({ ids, favourite }) => changeCaptures(ids, { favourite }),
    'captures.reject': ({ ids, rejected }) => changeCaptures(ids, { publication: rejected ? 'rejected' : 'published' }),
    'captures.reveal': () => ({}),
    'settings.change': (patch) => setSettings(mergedSettings(state.settings, patch)),
    'settings.undo': ({ revision }) => {
      if (!last || (revision ?? last.revision) !== last.revision)
        throw new AppError('settings_changed', 'Changed since.', 'Look at it.', { params: { kind: 'undo' } })
      const { before } = last
      last = null
      return changeSettings(before)
    },
    'settings.setPin': ({ pin }) => (change({ app: { ...state.app, pinSet: pin !== null } }), {}),
    'share.check': ({ pattern, folder }) =>
      checkedShare(folder === null || folder === '' ? pattern : `${folder}/${pattern}`),
    'notices.dismiss': ({ id }) => (change({ notices: state.notices.filter((one) => one.id !== id) }), {}),
    'pairing.create': () => ({
      url: 'http://192.168.1.20:8080/pair?code=7KQ4-M2XP',
      code: '7KQ4-M2XP',
      expiresAtMs: Date.now() + 600_000,
    }),
    'pairing.list': () => ({ browsers: [] }),
    'tokens.list': () => ({ tokens: [] }),
    'kiosk.open': () => (change({ kiosk: { ...state.kiosk, open: true } }), {}),
    'kiosk.close': () => (change({ kiosk: { ...state.kiosk, open: false } }), {}),
    'kiosk.resetPinLock': () => ({}),
    'app.openLogs': () => ({}),
    'app.openShare': () => ({}),
    'app.chooseFolder': () => ({ dir: '/home/operator/Fotos/Boda Ana y Luis' }),
    'camera.report': () => ({ owner: false }),
  }

  return {
    state: () => state,
    command(name, input) {
      const known = name as CommandName
      const answer = answers[known] as ((args: unknown) => unknown) | undefined
      if (!answer || scene.refuse?.includes(known)) {
        throw new AppError('not_possible_now', 'This booth is invented.', 'Try it with a real one.')
      }
      return answer(commands[known].input.parse(input))
    },
    putOverlay(eventId, sizeBytes) {
      const overlay = { sha256: 'f'.repeat(64), widthPx: 1920, heightPx: 1080, sizeBytes }
      const events = state.settings.events.map((one) =>
        one.id === eventId ? boothEvent.parse({ ...one, overlay }) : one,
      )
      const { events: now, revision } = setSettings({ ...state.settings, events })
      return { ...now.find(({ id }) => id === eventId), revision }
    },
    onChange(listen) {
      listeners.add(listen)
      return () => listeners.delete(listen)
    },
  }
}

function matches(capture: CaptureView, filter: CaptureFilter): boolean {
  if ((capture.publication === 'rejected') !== filter.rejectedOnly) return false
  if (filter.event !== null && capture.eventId !== filter.event) return false
  if (filter.favouritesOnly && !capture.favourite) return false
  if (filter.style !== null && capture.style !== filter.style) return false
  const text = filter.text.trim().toLowerCase()
  return text === '' || capture.name.toLowerCase().includes(text) || `#${capture.jobNumber}`.endsWith(text)
}

function overviewOf(captures: readonly CaptureView[], filter: CaptureFilter, zoneOffsetMin: number): CaptureOverview {
  const hours = new Map<number, number>()
  const counts: CaptureOverview['counts'] = { all: 0, favourites: 0, rejected: 0, styles: {}, events: {} }
  const zoneMs = zoneOffsetMin * 60_000
  for (const capture of captures) {
    const startMs = Math.floor((capture.takenAtMs + zoneMs) / 3_600_000) * 3_600_000 - zoneMs
    if (matches(capture, filter)) hours.set(startMs, (hours.get(startMs) ?? 0) + 1)
    const { eventId } = capture
    if (eventId !== null && capture.publication !== 'rejected')
      counts.events[eventId] = (counts.events[eventId] ?? 0) + 1
    if (filter.event !== null && eventId !== filter.event) continue
    if (capture.publication === 'rejected') counts.rejected += 1
    else {
      counts.all += 1
      counts.favourites += Number(capture.favourite)
      if (capture.style) counts.styles[capture.style] = (counts.styles[capture.style] ?? 0) + 1
    }
  }
  return { hours: [...hours].map(([startMs, count]) => ({ startMs, count })), counts }
}

function mergedSettings(base: Settings, patch: Record<string, unknown>): unknown {
  const merged: Record<string, unknown> = { ...base }
  const { event: ofEvent, ...others } = patch
  merged['events'] = base.events.map((one) => (one.id === base.activeEvent ? { ...one, ...(ofEvent ?? {}) } : one))
  for (const [key, value] of Object.entries(others)) {
    const old = merged[key]
    const nested = typeof old === 'object' && typeof value === 'object' && !Array.isArray(value)
    merged[key] = nested ? { ...old, ...value } : value
  }
  return merged
}

function checkedShare(pattern: string): unknown {
  if (!/[<>:"|?*]/.test(pattern))
    return { example: `${pattern.replace('{stamp}', '2026-05-02-21-04-09')}.jpg`, error: null }
  const error = {
    code: 'name_invalid',
    message: 'The pattern has a character that Windows refuses.',
    hint: 'Leave it out.',
  }
  return { example: '', error }
}

/** A picture that a ComfyUI server made. */
function replayOf(capture: CaptureView | undefined): ReplayRecord | null {
  if (!capture?.jobId) return null
  return {
    version: 1,
    jobId: capture.jobId,
    style: capture.style ?? 'pop-art',
    backend: 'comfyui',
    seed: capture.seed ?? 1,
    prompt: '',
    values: { steps: 28 },
    workflowHash: '3f8c1d6a90b2'.padEnd(64, '0'),
    models: ['checkpoints/sd_xl_base_1.0.safetensors', 'loras/ink-lines-v2.safetensors'],
    server: { name: 'Backstage', version: '0.33.0' },
    original: null,
    takenAtMs: capture.takenAtMs,
    zoneOffsetMin: 0,
    waitedMs: 1200,
    generatedMs: 14_400,
  }
}

function shownJob(view: JobView | undefined): unknown {
  if (!view) throw new AppError('not_found', 'There is no such job.', 'Reload.')
  return {
    ...view,
    event: 'Boda Ana & Luis',
    prompt: '',
    zoneOffsetMin: 0,
    priority: 0,
    original: view.originalUrl && {
      file: `originals/2026-05/${view.id}.jpg`,
      mediaType: 'image/jpeg',
      widthPx: 1920,
      heightPx: 1080,
      sizeBytes: 812_000,
    },
    result: view.fileName && {
      spoolFile: null,
      name: view.fileName,
      sha256: 'a'.repeat(64),
      mediaType: 'image/jpeg',
      widthPx: 1920,
      heightPx: 1080,
      sizeBytes: 1_240_000,
    },
  }
}
