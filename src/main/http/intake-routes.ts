import { Hono } from 'hono'
import { z } from 'zod'
import { overlayLimitBytes, shotTicketHeader, shutterMissHeader, uploadLimitBytes } from '../../contract/addresses'
import { eventId } from '../../contract/event'
import { jobId, prompt, seed } from '../../contract/job'
import { styleInputs, styleName } from '../../contract/style'
import type { Clock } from '../lib/clock'
import type { Intake } from '../pictures'
import { createInFlight } from './in-flight'
import { receivePicture } from './incoming-file'
import type { MediaEnv } from './media-app'

const uploadQuery = z.strictObject({
  style: styleName.optional(),
  prompt: prompt.optional(),
  seed: z.string().regex(/^\d+$/).transform(Number).pipe(seed).optional(),
  inputs: z.string().transform(jsonIn).pipe(styleInputs).optional(),
})

function jsonIn(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text)
  } catch {
    context.addIssue({ code: 'custom', message: 'is no JSON' })
    return z.NEVER
  }
}

const shutterMissMs = z.coerce.number().min(-60_000).max(60_000)

/** Where pictures come in: uploads, those of the camera's owner, and overlays of events. */
export function createIntakeRoutes(deps: { intake: Intake; clock: Clock }): Hono<MediaEnv> {
  const { intake, clock } = deps
  const app = new Hono<MediaEnv>()
  const uploads = createInFlight(8)
  // Guests' uploads must not keep the camera's own picture out.
  const shots = createInFlight(8)
  const overlays = createInFlight(1)
  const incoming = { dir: intake.incomingDir, limitBytes: uploadLimitBytes, field: 'image' as const }

  app.post('/uploads', (c) =>
    uploads(async () => {
      const { style, prompt, seed, inputs } = uploadQuery.parse(c.req.query())
      const path = await receivePicture(c.req.raw, { ...incoming, shotOf: null }, clock)
      const words = { ...(style && { style }), ...(prompt && { prompt }) }
      const rest = { ...(seed !== undefined && { seed }), ...(inputs && { inputs }) }
      return c.json(await intake.upload({ path, ...words, ...rest }), 202, { 'cache-control': 'no-store' })
    }),
  )

  app.put('/originals/:jobId', (c) => {
    const asked = { jobId: jobId.parse(c.req.param('jobId')), ticket: c.req.header(shotTicketHeader) ?? '' }
    const missMs = shutterMissMs.parse(c.req.header(shutterMissHeader) ?? 0)
    // before a place is taken: who was not asked must not keep the camera's own picture out
    intake.admitShot(asked)
    return shots(async () => {
      const path = await receivePicture(c.req.raw, { ...incoming, shotOf: asked.jobId }, clock)
      await intake.shot({ ...asked, path, shutterMissMs: missMs })
      return c.body(null, 204)
    })
  })

  app.put('/events/:id/overlay', (c) => {
    const id = eventId.parse(c.req.param('id'))
    return overlays(async () => {
      const place = { ...incoming, shotOf: null, limitBytes: overlayLimitBytes }
      const path = await receivePicture(c.req.raw, place, clock)
      return c.json(await intake.takeOverlay(id, path), 200, { 'cache-control': 'no-store' })
    })
  })

  return app
}
