import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { capturePage } from '../../contract/capture'
import { zipChoice, type ZipChoice, type ZipOffer, type ZipProgress } from '../../contract/capture-zip'
import { AppError, errorFactsOf } from '../../contract/errors'
import type { BoothEvent } from '../../contract/event'
import { packCaptures, type CapturesPacking } from '../lib/captures-zip'
import type { Clock } from '../lib/clock'
import { localTime } from '../lib/local-time'
import { notFound } from './error-reply'
import { receiveJson } from './json-body'
import type { MediaEnv } from './media-app'
import { bodyOfPacked } from './zip-stream'

export interface ZipRoutesDeps {
  /** What a role may see: the ZIP has nothing that its reader could not fetch one by one. */
  boothOf(env: MediaEnv['Bindings']): CapturesPacking['booth']
  events(): readonly BoothEvent[]
  clock: Clock
}

/** Each reads the whole share; the camera's pictures go before. */
const runningAtMost = 2
/** Offers that are kept: a browser may fetch one again that broke off. */
const keptAtMost = 16
/** A browser whose disk is slow takes something within this; one that is gone takes nothing. */
const idleMs = 60_000

interface Offer {
  id: string
  name: string
  choice: ZipChoice
  progress: ZipProgress
  stop: AbortController | null
}

const untouched: ZipProgress = { state: 'waiting', written: 0, missing: 0, error: null }
const noStore = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }

/** Pictures as one ZIP: POST says which, GET of the offer streams them, its `/progress` tells how far, DELETE ends it. */
export function createZipRoutes(deps: ZipRoutesDeps): Hono<MediaEnv> {
  const app = new Hono<MediaEnv>()
  const offers = new Map<string, Offer>()

  app.post('/zips', async (c) => {
    const choice = zipChoice.parse(await receiveJson(c.req.raw, deps.clock))
    const total = await countOf(choice, deps.boothOf(c.env))
    const offer: Offer = { id: randomUUID(), name: nameAt(deps.clock), choice, progress: untouched, stop: null }
    offers.set(offer.id, offer)
    forgetOldest(offers)
    return c.json({ id: offer.id, total } satisfies ZipOffer, 201, noStore)
  })
  app.get('/zips/:id/progress', (c) => c.json(offerIn(c).progress, 200, noStore))
  app.delete('/zips/:id', (c) => {
    const { id, stop } = offerIn(c)
    if (stop) stop.abort()
    else offers.delete(id)
    return c.body(null, 204)
  })
  app.get('/zips/:id', async (c) => {
    const offer = offerIn(c)
    const headers = {
      ...noStore,
      'content-type': 'application/zip',
      'content-disposition': `attachment; filename="${offer.name}"`,
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': 'same-origin',
    }
    if (c.req.method === 'HEAD') return c.body(null, 200, headers)
    if (running(offers) >= runningAtMost || offer.stop !== null) throw refused(offer)
    return new Response(await packed(offer, deps, deps.boothOf(c.env), c.req.raw.signal), { headers })
  })
  return app

  function offerIn(c: Context<MediaEnv>): Offer {
    const offer = offers.get(c.req.param('id') ?? '')
    if (!offer) throw notFound('such ZIP')
    return offer
  }
}

/** The page that asked learns it from the progress: a download says nothing of why it was refused. */
function refused(offer: Offer): AppError {
  const busy = tooMany()
  if (offer.stop === null) offer.progress = { ...untouched, state: 'failed', error: errorFactsOf(busy) }
  return busy
}

function packed(offer: Offer, deps: ZipRoutesDeps, booth: CapturesPacking['booth'], reader: AbortSignal) {
  const stop = new AbortController()
  reader.addEventListener('abort', () => stop.abort(), { once: true, signal: stop.signal })
  const { signal } = stop
  Object.assign(offer, { stop, progress: { ...untouched, state: 'packing' } })
  const end = (state: ZipProgress['state'], error: unknown = null) => {
    if (offer.stop !== stop) return
    offer.stop = null
    offer.progress = { ...offer.progress, state, error: error === null ? null : errorFactsOf(error) }
    stop.abort()
  }
  const onProgress = (counts: Pick<ZipProgress, 'written' | 'missing'>) =>
    void Object.assign(offer, { progress: { ...offer.progress, ...counts } })
  const zip = packCaptures({ booth, chosen: offer.choice, events: deps.events(), onProgress, signal })
  signal.addEventListener('abort', () => void zip.destroy(stopped()), { once: true })
  const ends = {
    onDone: () => end('done'),
    onLeft: () => end('left'),
    onFailed: (error: unknown) => (signal.aborted ? end('left') : end('failed', error)),
  }
  return bodyOfPacked(zip, { ends, idleMs, clock: deps.clock })
}

async function countOf(choice: ZipChoice, booth: CapturesPacking['booth']): Promise<number> {
  if ('ids' in choice) return choice.ids.length
  const { total } = capturePage.parse(await booth.command('captures.list', { ...choice.filter, limit: 1 }))
  if (total > 0) return total
  throw new AppError('not_found', 'There are no such pictures.', 'Choose another event, or take the filter away.')
}

/** Never the words of others: browsers make a file of it. */
const nameAt = (clock: Clock): string => `photocall-${localTime(clock.nowMs()).slice(0, 16).replace(/[: ]/g, '-')}.zip`

const running = (offers: ReadonlyMap<string, Offer>): number =>
  [...offers.values()].filter(({ stop }) => stop !== null).length

function forgetOldest(offers: Map<string, Offer>): void {
  const idle = [...offers.values()].filter(({ stop }) => stop === null)
  if (offers.size > keptAtMost && idle[0]) offers.delete(idle[0].id)
}

const stopped = (): AppError => new AppError('not_possible_now', 'The ZIP was cancelled.', 'Ask for it again.')

const tooMany = (): AppError =>
  new AppError('too_busy', `${runningAtMost} ZIPs are already being packed.`, 'Ask for it again in a moment.')
