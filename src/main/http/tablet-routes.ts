import { readFile, rm } from 'node:fs/promises'
import { Hono, type Context } from 'hono'
import { z, ZodError } from 'zod'
import { uploadLimitBytes } from '../../contract/addresses'
import { AppError, type ErrorFacts } from '../../contract/errors'
import { jobId } from '../../contract/job'
import { tabletCapture, tabletReset } from '../../contract/tablet-protocol'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import type { Tablet, TabletViewer } from '../tablet/tablet'
import { errorReply } from './error-reply'
import { createInFlight } from './in-flight'
import { receivePicture } from './incoming-file'
import { mediaTypeOfBytes } from './media-type'
import { receiveText } from './receive-body'

export interface TabletRoutesDeps {
  tablet: Tablet
  /** Where uploads are put until they are taken over. */
  incomingDir: string
  clock: Clock
  log: Log
}

interface TabletEnv {
  /** `isProgram`: no page. */
  Bindings: { isProgram: boolean; seesLinks: boolean }
}

const noStore = { 'cache-control': 'no-store' }
const qrQuery = z.object({ jobId })
const bodyLimits = {
  limitBytes: 64_000,
  idleMs: 10_000,
  tooLarge: () => new AppError('invalid_input', 'The body is larger than 64 kB.', 'Send one small JSON object.'),
}

/** What the tablet's page asks by HTTP; its errors carry `error` besides `code`, `message` and `hint`. */
export function createTabletRoutes(deps: TabletRoutesDeps): Hono<TabletEnv> {
  const { tablet, incomingDir, clock, log } = deps
  const app = new Hono<TabletEnv>()
  const uploads = createInFlight(4)

  app.post('/api/capture', async (c) => {
    const pressed = tablet.capture(tabletCapture.parse(await jsonOf(c)))
    return c.json(tablet.captured(pressed.jobId, viewerOf(c)), 202, noStore)
  })

  app.get('/api/status/:jobId', (c) => {
    const status = tablet.status(idOf(c), viewerOf(c))
    if (!status) throw unknownJob()
    return c.json(status, 200, noStore)
  })

  app.post('/api/upload/:jobId', (c) =>
    uploads(async () => {
      const id = idOf(c)
      const place = { dir: incomingDir, shotOf: null, limitBytes: uploadLimitBytes, field: 'file' as const }
      const path = await receivePicture(c.req.raw, place, clock)
      try {
        await tablet.take(id, { path, result: () => resultIn(path), isProgram: c.env.isProgram })
      } finally {
        // taken over, it lies elsewhere by now
        await rm(path, { force: true })
      }
      return c.json({ ok: true }, 200, noStore)
    }),
  )

  app.post('/api/reset', async (c) => {
    await tablet.reset(tabletReset.parse(await jsonOf(c)).jobId)
    return c.json({ ok: true }, 200, noStore)
  })

  app.get('/qr.png', (c) => {
    const asked = qrQuery.safeParse(c.req.query())
    const png = asked.success && c.env.seesLinks ? tablet.qr(asked.data.jobId) : null
    if (!png) throw unknownJob()
    return c.body(new Uint8Array(png), 200, { 'content-type': 'image/png', ...noStore })
  })

  app.get('/d/:jobId', (c) => {
    const url = c.env.seesLinks ? tablet.linkOf(idOf(c)) : null
    if (url === null) throw unknownJob()
    return new Response(null, { status: 302, headers: { location: url, 'referrer-policy': 'no-referrer', ...noStore } })
  })

  app.onError(async (error) => {
    const isExpected = error instanceof AppError || error instanceof ZodError
    if (!isExpected) log.error('a tablet was not answered', { error: String(error.stack ?? error) })
    const reply = errorReply(isExpected ? error : unexpected(error))
    const facts = (await reply.json()) as ErrorFacts // written by ourselves
    return new Response(JSON.stringify({ error: facts.message, ...facts }), reply)
  })

  async function jsonOf(c: Context<TabletEnv>): Promise<unknown> {
    const text = await receiveText(c.req.raw, { ...bodyLimits, clock })
    try {
      return text.trim() === '' ? {} : (JSON.parse(text) as unknown)
    } catch (error) {
      throw new AppError('invalid_input', 'The body is no JSON.', 'Send one JSON object.', { cause: error })
    }
  }

  return app
}

/** Under which name the tablet reaches us; the Host header was judged before. */
function viewerOf(c: Context<TabletEnv>): TabletViewer {
  return { origin: new URL(c.req.url).origin, seesLinks: c.env.seesLinks }
}

/** What cannot be an id is nobody's id. */
function idOf(c: Context<TabletEnv>): string {
  const id = jobId.safeParse(c.req.param('jobId'))
  if (!id.success) throw unknownJob()
  return id.data
}

function unknownJob(): AppError {
  return new AppError('not_found', 'There is no such picture.', 'Check the jobId.')
}

/** What was not foreseen may name folders: it goes to the log alone. */
function unexpected(cause: unknown): AppError {
  return new AppError('internal', 'Something went wrong.', 'Ask the operator.', { cause })
}

async function resultIn(path: string): Promise<{ bytes: Buffer; mediaType: 'image/jpeg' | 'image/png' } | null> {
  const bytes = await readFile(path)
  const mediaType = mediaTypeOfBytes(bytes)
  return mediaType === 'image/jpeg' || mediaType === 'image/png' ? { bytes, mediaType } : null
}
