import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { WebSocket } from 'ws'
import type { ServerMessage } from '../../../contract/app-state'
import { AppError } from '../../../contract/errors'
import { changedEvent } from '../../../contract/event'
import { settings as settingsSchema } from '../../../contract/settings'
import type { Caller } from '../../dispatch'
import { systemClock, type Clock } from '../../lib/clock'
import { silentLog } from '../../lib/log'
import type { Intake, Pictures } from '../../pictures'
import type { LivePreview } from '../../td/live-preview'
import type { CanvasPictures } from '../canvas-routes'
import type { Hub, Viewer } from '../../state'
import { createApiTokens } from '../api-tokens'
import { Hono } from 'hono'
import type { BrokerEnv } from '../broker-routes'
import { createMediaApp } from '../media-app'
import { createPairing } from '../pairing'
import { serverTimeouts } from '../http-listener'
import { createServer, type Server, type ServerDeps } from '../server'
import { createSessions, type PairedRole } from '../sessions'

export const someJob = '11111111-2222-4333-8444-555555555555'
export const otherJob = '99999999-2222-4333-8444-555555555555'
/** Of the picture that is waited for. */
export const someTicket = 'the-ticket-of-the-owner'

/** The beginning of a JPEG and enough after it to ask for ranges; nobody here decodes it. */
export const jpegBytes = Buffer.concat([
  Buffer.from('ffd8ffe000104a46494600', 'hex'),
  Buffer.from('0123456789'.repeat(100)),
])

/** The core's side of the seams with real files in a temporary folder, and a record of what reached it. */
export async function createCoreDouble() {
  const dir = await mkdtemp(join(tmpdir(), 'http-'))
  const incomingDir = join(dir, 'incoming')
  const rendererDir = join(dir, 'renderer')
  await mkdir(incomingDir)
  await mkdir(join(rendererDir, 'assets'), { recursive: true })
  await writeFile(join(rendererDir, 'index.html'), '<!doctype html><title>console</title>')
  await writeFile(join(rendererDir, 'canvas.html'), '<!doctype html><title>canvas</title>')
  await writeFile(join(rendererDir, 'assets', 'index-a1b2.js'), 'export {}')
  await writeFile(join(dir, 'secret.txt'), 'secret')
  const picture = join(dir, 'picture.jpg')
  await writeFile(picture, jpegBytes)

  const uploads: { bytes: Buffer; asked: Record<string, unknown> }[] = []
  const shots: { jobId: string; bytes: Buffer; shutterMissMs: number }[] = []
  const calls: { caller: Caller; name: string; input: unknown }[] = []
  const received: unknown[] = []
  const viewers = new Set<Viewer>()

  const only = (id: string): string | null => (id === someJob ? picture : null)
  const pictures: Pictures = {
    original: only,
    result: only,
    capture: (id) => (id === otherJob ? join(dir, 'gone.jpg') : only(id)),
    thumb: async (id) => only(id),
    preview: (id) => (id === someJob ? { bytes: new Uint8Array([0xff, 0xd8, 0xff]), mediaType: 'image/jpeg' } : null),
    output: async (id, place) => (place === 2 ? only(id) : null),
    overlay: () => null,
    serverTest: (id) => (id === 'gpu' ? jpegBytes : null),
    guestCode: (of) => (of === someJob ? '<svg/>' : null),
    cover: (style) => (style === 'pop-art' ? picture : null),
  }
  const overlays: { eventId: string; bytes: Buffer }[] = []
  const intake: Intake = {
    incomingDir,
    async takeOverlay(eventId, path) {
      overlays.push({ eventId, bytes: await readFile(path) })
      await rm(path)
      return changedEvent.parse({ id: eventId, revision: someJob })
    },
    async upload({ path, ...asked }) {
      uploads.push({ bytes: await readFile(path), asked })
      await rm(path)
      return { jobId: someJob, duplicate: false }
    },
    admitShot({ jobId, ticket }) {
      if (jobId !== someJob) throw new AppError('not_possible_now', 'Nobody waits for this picture.', 'Press again.')
      if (ticket !== someTicket) throw new AppError('not_allowed', 'This was asked of another window.', 'Press again.')
    },
    async shot({ path, ticket: _, ...shot }) {
      shots.push({ ...shot, bytes: await readFile(path) })
      await rm(path)
    },
  }
  const dispatch = async (caller: Caller, name: string, input: unknown): Promise<unknown> => {
    calls.push({ caller, name, input })
    if (name !== 'capture.press') throw new AppError('unknown_command', 'There is no such command.', 'See the list.')
    return { jobId: someJob, duplicate: false }
  }
  const hub: Pick<Hub, 'connect'> = {
    connect(viewer) {
      viewers.add(viewer)
      return {
        clientId: 'client-1',
        receive(message) {
          received.push(message)
          const reply: ServerMessage = { type: 'reply', id: 1, ok: true, output: { role: viewer.role } }
          viewer.send(reply)
        },
        close: () => void viewers.delete(viewer),
      }
    },
  }
  const td: ServerDeps['td'] = {
    accept: (socket) => comesIn('touchdesigner')(socket),
    frameLimitBytes: 1_000_000,
    installScript: async () => 'pass',
  }
  /** Where sockets came in, in order. */
  const doors: string[] = []
  const comesIn = (door: string) => (socket: WebSocket) => {
    doors.push(door)
    socket.send('{}')
  }
  const nobodyThere = () => {
    throw new AppError('not_found', 'There is no such picture.', 'Check the jobId.')
  }
  const tablet: ServerDeps['tablet'] = {
    accept: comesIn('tablet'),
    frameLimitBytes: 64_000,
    pageDir: () => null,
    admitted: () => [],
    capture: () => ({ jobId: someJob, duplicate: false }),
    captured: nobodyThere,
    status: () => null,
    linkOf: () => null,
    qr: () => null,
    take: () => Promise.resolve(),
    reset: () => Promise.resolve(),
    cancel: () => undefined,
    listen: () => () => undefined,
  }
  const live: Pick<LivePreview, 'watch'> = {
    watch: () => ({ next: () => Promise.resolve(null), close: () => undefined }),
  }
  const canvas: ServerDeps['canvas'] & CanvasPictures = {
    accept: (socket) => socket.send('{}'),
    isGiven: (asked) => asked === 'GVN234',
    thumb: async (room) => (room === 'GVN234' ? { bytes: jpegBytes, mediaType: 'image/jpeg' } : null),
    joinQr: (room) => (room === 'GVN234' ? '<svg xmlns="http://www.w3.org/2000/svg"/>' : null),
  }
  const settings = { get: () => settingsSchema.parse({}) }
  /** Who was cut off at the end of a test may still be putting files away. */
  const removeFiles = (): Promise<void> => rm(dir, { recursive: true, force: true, maxRetries: 10 })
  return {
    dir,
    incomingDir,
    rendererDir,
    picture,
    pictures,
    intake,
    dispatch,
    hub,
    td,
    tablet,
    doors,
    live,
    canvas,
    settings,
    uploads,
    overlays,
    shots,
    calls,
    received,
    viewers,
    removeFiles,
  }
}
export type CoreDouble = Awaited<ReturnType<typeof createCoreDouble>>

export const programToken = 'a-program-token-of-at-least-32-letters'
/** Opens TouchDesigner's door alone. */
export const tdToken = 'a-touchdesigner-token'
export const asProgram = { authorization: `Bearer ${programToken}` }

/** A real server on a free port over the double. */
export async function startServer(core: CoreDouble, changes: Partial<ServerDeps> & { clock?: Clock } = {}) {
  const clock = changes.clock ?? systemClock
  const log = silentLog
  const sessions = await createSessions({ file: join(core.dir, 'sessions.json'), clock, log })
  const apiTokens = await createApiTokens({ file: join(core.dir, 'api-tokens.json'), clock, log })
  const pairing = createPairing({ sessions, clock })
  const mediaApp = createMediaApp({ ...core, clock, log })
  const lists = { legacyClients: nobody, hasTabletPage: false }
  const admitted = () => ({ origins: ['https://friend.example'], hosts: ['booth.example'], ...lists })
  const server: Server = await createServer({
    port: 0,
    lan: false,
    certificate: null,
    admitted,
    mediaApp,
    hub: core.hub,
    td: core.td,
    tablet: core.tablet,
    incomingDir: core.incomingDir,
    canvas: core.canvas,
    sessions,
    pairing,
    programTokens: () => [programToken],
    apiTokens,
    isTdToken: (token) => token === tdToken,
    version: '0.0.0',
    brokerApp: new Hono<BrokerEnv>(),
    health: () => ({ jobs: 3 }),
    timeouts: serverTimeouts,
    clock,
    log,
    ...changes,
  })
  const cookieOf = async (role: PairedRole): Promise<{ cookie: string }> => ({
    cookie: `photocall_session=${(await sessions.issue(role, '')).token}`,
  })
  return { server, port: server.port, sessions, apiTokens, pairing, cookieOf }
}

const nobody = { td: [], tablet: [], broker: [], canvas: [] }
