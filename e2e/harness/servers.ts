import { addresses } from '../../src/contract/addresses'
import type { AppState } from '../../src/contract/app-state'
import type { CommandArgs, CommandName } from '../../src/contract/commands'
import { AppError, type ErrorFacts } from '../../src/contract/errors'
import {
  serverSettings,
  type ServerCheck,
  type ServerSettings,
  type ServerView,
  type WarmRun,
  type WarmUp,
} from '../../src/contract/server'
import type { Settings } from '../../src/contract/settings'
import type { StyleView } from '../../src/contract/style'

const titles: [string, string, string][] = [
  ['storybook', 'Storybook', 'Cuento ilustrado'],
  ['gouache', 'Gouache', 'Gouache'],
  ['txt2img', 'Text to image', 'Texto a imagen'],
]

export const comfyStyles: StyleView[] = titles.map(([name, en, es]) => ({
  name,
  title: { en, es },
  description: null,
  backend: 'comfyui',
  kind: 'image' as const,
  forGuests: name !== 'txt2img',
  coverUrl: addresses.cover(name),
}))

const card = (freeBytes: number) => ({
  name: 'cuda:0 NVIDIA GeForce RTX 4090 : cudaMallocAsync',
  vramTotalBytes: 25_757_220_864,
  vramFreeBytes: freeBytes,
})

function view(parts: Partial<ServerView>): ServerView {
  return {
    id: 'server-1',
    name: 'Backstage',
    url: 'http://192.168.1.40:8188',
    status: 'ready',
    reason: null,
    retryAtMs: null,
    version: '0.38.1',
    devices: [card(8_300_000_000)],
    latencyMs: 4,
    queueLength: 0,
    ownJobs: 0,
    slots: 1,
    headerNames: [],
    canRestart: false,
    warmStyles: [],
    ...parts,
  }
}

const away: ErrorFacts = {
  code: 'server_unreachable',
  message: 'Backstage does not answer.',
  hint: 'Is ComfyUI running there?',
  params: { server: 'Backstage' },
  details: 'GET /system_stats: connect ECONNREFUSED 192.168.1.40:8188',
}
const refused: ErrorFacts = {
  code: 'server_refused',
  message: 'https://gpu.example.org/comfy refuses us (401).',
  hint: 'Check its address and the headers that it wants.',
  params: { server: 'gpu.example.org/comfy', status: 401 },
}

const backstage = view({ queueLength: 3, ownJobs: 1, warmStyles: ['storybook'] })
const local = view({
  id: 'server-2',
  name: 'Big GPU',
  url: 'http://127.0.0.1:8188',
  canRestart: true,
  devices: [card(21_400_000_000)],
})
const aside = view({ status: 'aside', reason: away, devices: [] })
const behindProxy = view({
  id: 'server-3',
  name: 'gpu.example.org/comfy',
  url: 'https://gpu.example.org/comfy',
  status: 'aside',
  reason: refused,
  headerNames: ['Authorization'],
})

export const inventedServers = {
  two: [backstage, local],
  mixed: [
    { ...aside, retryAtMs: Date.now() + 34_000 },
    local,
    { ...behindProxy, retryAtMs: Date.now() + 900_000 },
    view({ id: 'server-4', name: 'Old laptop', url: 'http://192.168.1.41:8188', status: 'off', version: '' }),
    view({ id: 'server-5', name: 'Studio', url: 'http://192.168.1.42:8188', status: 'checking' }),
  ],
  down: [
    { ...aside, retryAtMs: Date.now() + 34_000 },
    { ...behindProxy, retryAtMs: Date.now() + 900_000 },
  ],
} satisfies Record<string, ServerView[]>

export function serverSettingsOf({ id, name, url, status, canRestart }: ServerView): ServerSettings {
  const startCommand = canRestart ? 'python main.py --listen' : ''
  return serverSettings.parse({ id, name, url, enabled: status !== 'off', startCommand })
}

const missing: ErrorFacts[] = [
  {
    code: 'model_missing',
    message: 'ComfyUI lacks the model.',
    hint: 'Put it there.',
    params: { name: 'gouache', file: 'z_image_turbo_bf16.safetensors', folder: 'diffusion_models' },
  },
  {
    code: 'model_missing',
    message: 'ComfyUI lacks the model.',
    hint: 'Put it there.',
    params: {
      name: 'gouache',
      file: 'ae.safetensors',
      folder: 'vae',
      kind: 'similar',
      similar: 'flux/ae.safetensors',
    },
  },
  {
    code: 'node_missing',
    message: 'ComfyUI lacks a node.',
    hint: 'Install it.',
    params: { name: 'gouache', node: 'ModelSamplingAuraFlow' },
  },
]

const checks: Record<string, ServerCheck> = {
  'server-1': {
    version: '0.38.1',
    latencyMs: 41,
    styles: { storybook: [], gouache: missing, txt2img: missing.slice(0, 1), 'connection-test': [] },
  },
  'server-2': {
    version: '0.38.1',
    latencyMs: 12,
    styles: { storybook: [], gouache: [], txt2img: [], 'connection-test': [] },
  },
}

function run(server: string, style: string, parts: Partial<WarmRun>): WarmRun {
  return { server, style, state: 'waiting', progress: 0, node: '', durationMs: null, errors: [], ...parts }
}

const warm = { state: 'warm', progress: 1 } as const
const startedAtMs = Date.now() - 60_000

export const warmUps = {
  none: null,
  running: {
    startedAtMs,
    endedAtMs: null,
    runs: [
      run('server-1', 'gouache', { ...warm, durationMs: 21_400 }),
      run('server-1', 'storybook', { state: 'running', progress: 0.35, node: 'CheckpointLoaderSimple' }),
      run('server-2', 'gouache', { state: 'running', node: '' }),
      run('server-2', 'storybook', {}),
    ],
  },
  warm: {
    startedAtMs,
    endedAtMs: Date.now() - 5000,
    runs: [
      run('server-1', 'gouache', { ...warm, durationMs: 21_400 }),
      run('server-1', 'storybook', { ...warm, durationMs: 9_300 }),
      run('server-2', 'gouache', { ...warm, durationMs: 18_100 }),
      run('server-2', 'storybook', { ...warm, durationMs: 8_700 }),
    ],
  },
  failed: {
    startedAtMs,
    endedAtMs: Date.now() - 5000,
    runs: [
      run('server-1', 'gouache', { state: 'failed', errors: missing }),
      run('server-1', 'storybook', { ...warm, durationMs: 9_300 }),
      run('server-3', 'gouache', { state: 'failed', errors: [refused] }),
      run('server-3', 'storybook', { state: 'failed', errors: [refused] }),
    ],
  },
} satisfies Record<string, WarmUp | null>

/** Answers what the section of the servers asks. */
export function serverAnswers(deps: { state: () => AppState; change: (parts: Partial<AppState>) => void }): {
  [N in CommandName]?: (args: CommandArgs<N>) => unknown
} {
  const { state, change } = deps
  const alter = (id: string, parts: Partial<ServerView>) =>
    change({ servers: state().servers.map((one) => (one.id === id ? { ...one, ...parts } : one)) })
  return {
    'servers.check': ({ id }) => checks[id] ?? refuse(away),
    'servers.test': ({ id }) =>
      checks[id] ? { durationMs: 1340, pictureUrl: addresses.serverTest(id, 1) } : refuse(away),
    'servers.restart': ({ id }) => (alter(id, { status: 'checking' }), {}),
    'servers.setHeaders': ({ id, headers }) => (alter(id, { headerNames: Object.keys(headers ?? {}) }), {}),
    'servers.find': () => ({ urls: ['http://127.0.0.1:8188', 'http://127.0.0.1:8000'] }),
    'servers.warm': () => (change({ warmUp: warmUps.running }), {}),
    'servers.stopWarming': () => (change({ warmUp: warmUps.warm }), {}),
  }
}

function refuse({ code, message, hint, params, details }: ErrorFacts): never {
  throw new AppError(code, message, hint, { ...(params && { params }), ...(details !== undefined && { details }) })
}

/** The servers that a changed list of settings means. */
export function viewsOf({ comfyui }: Settings, before: readonly ServerView[]): ServerView[] {
  return comfyui.servers.map(({ id, name, url, slots, enabled, startCommand }) => {
    const known = before.find((one) => one.id === id) ?? view({ id, status: 'checking', devices: [], version: '' })
    const status = enabled ? (known.status === 'off' ? 'checking' : known.status) : 'off'
    const shownName = name || url.replace(/^https?:\/\//, '')
    return { ...known, name: shownName, url, slots, status, canRestart: startCommand !== '' }
  })
}
