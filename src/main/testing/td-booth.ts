import { mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, vi } from 'vitest'
import type { CaptureView } from '../../contract/capture'
import type { CommandInput } from '../../contract/commands'
import type { Job } from '../../contract/job'
import type { SettingsPatch } from '../../contract/settings'
import { createCore, type Core } from '../core'
import { checkFlags } from '../flags'
import { buildImageChild } from '../images/testing/child-program'
import { systemClock, type Clock } from '../lib/clock'
import { silentLog } from '../lib/log'
import { connectPlain, type Painting, type PlainClient } from '../td/testing/plain-client'
import { testPlatform } from './test-platform'

const asConsole = { role: 'console' as const, clientId: null }

/** A whole core with its port open, as `serve` has it, and TouchDesigners that connect to it over real sockets. */
export interface TdBooth {
  core: Core
  dir: string
  share: string
  port: number
  press(input?: CommandInput<'capture.press'>): Promise<string>
  job(jobId: string): Promise<Job>
  reaches(jobId: string, state: Job['state']): Promise<Job>
  change(patch: SettingsPatch): Promise<void>
  captures(): Promise<CaptureView[]>
  files(): Promise<string[]>
  connect(path?: string, headers?: Record<string, string>): Promise<PlainClient>
  /** Connects, says hello and has heard the answer. */
  connectScripts(name?: string, more?: object): Promise<PlainClient>
  stop(): Promise<void>
  start(): Promise<void>
}

export async function openTdBooth(
  patch: SettingsPatch = {},
  flags: object = {},
  clock: Clock = systemClock,
): Promise<TdBooth> {
  const dir = await mkdtemp(join(tmpdir(), 'photocall-td-'))
  const share = join(dir, 'share')
  const imageChildPath = await buildImageChild()
  const clients: PlainClient[] = []
  let core: Core | null = null

  async function start(): Promise<void> {
    core = await createCore({
      dataDir: join(dir, 'data'),
      flags: checkFlags({ share, port: 0, style: 'touchdesigner', ...flags }),
      environment: {},
      platform: testPlatform(dir, imageChildPath),
      feature: () => silentLog,
      clock,
      listens: true,
    })
  }

  const open = (): Core => {
    if (!core) throw new Error('the booth is closed')
    return core
  }
  const job = async (jobId: string) => (await open().dispatch(asConsole, 'jobs.show', { jobId })) as Job
  const portOf = () => Number(new URL(open().consoleUrl() ?? '').port)
  const change = async (next: SettingsPatch) => void (await open().dispatch(asConsole, 'settings.change', next))

  async function reaches(jobId: string, state: Job['state']): Promise<Job> {
    await vi.waitFor(async () => expect((await job(jobId)).state).toBe(state), { interval: 10 })
    return job(jobId)
  }

  async function connect(path = '/', headers: Record<string, string> = {}): Promise<PlainClient> {
    const client = await connectPlain(portOf(), path, headers)
    clients.push(client)
    await client.heard('connected')
    if (path === '/') await untilActive()
    return client
  }

  /** Who says no hello gets captures a moment later. */
  async function untilActive(): Promise<void> {
    const isActive = () =>
      open()
        .state()
        .touchdesigner.machines.some(({ standing }) => standing === 'active')
    await vi.waitFor(() => expect(isActive()).toBe(true), { interval: 10 })
  }

  await start()
  await change({ capture: { countdownSec: 0, source: 'touchdesigner' }, ...patch })
  return {
    get core() {
      return open()
    },
    get port() {
      return portOf()
    },
    ...{ dir, share, job, reaches, change, connect, start },
    press: async (input = {}) =>
      ((await open().dispatch(asConsole, 'capture.press', input)) as { jobId: string }).jobId,
    captures: async () =>
      ((await open().dispatch(asConsole, 'captures.list', {})) as { captures: CaptureView[] }).captures,
    files: async () => (await readdir(share)).filter((name) => /\.(jpg|png)$/.test(name)).sort(),
    async connectScripts(name = 'Stage 1', more = {}) {
      const client = await connect('/td')
      client.say({ type: 'hello', role: 'touchdesigner', name, protocol: 1, ...more })
      await client.heard('hello-ack')
      return client
    },
    async stop() {
      for (const client of clients.splice(0)) client.socket.terminate()
      const closing = core
      core = null
      await closing?.close()
    },
  }
}

let painted = 0

/** A picture that no other one is like, named as a project of today names it. */
export async function paintingOf(jobId: string): Promise<Painting> {
  painted += 1
  const background = { r: (painted * 53) % 256, g: (painted * 97) % 256, b: (painted * 31) % 256 }
  const bytes = await sharp({ create: { width: 320, height: 240, channels: 3, background } })
    .jpeg()
    .toBuffer()
  return { bytes, fileName: `PhotoCall-2026-01-04-19-20-00-${jobId}.jpg` }
}
