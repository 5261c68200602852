import { createWriteStream } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { expect, it } from 'vitest'
import { z } from 'zod'
import type { CaptureView } from '../../contract/capture'
import { AppError } from '../../contract/errors'
import { unzip } from '../support/testing/unzip'
import { packCaptures, type CapturesPacking, type PackedCounts } from './captures-zip'

const idOf = (place: number) => `00000000-0000-4000-8000-${String(place).padStart(12, '0')}`

function captureOf(place: number): CaptureView {
  const id = idOf(place)
  const times = { takenAtMs: 1_700_000_000_000, savedAtMs: 1_700_000_001_000 }
  return {
    ...{
      id,
      jobId: id,
      jobNumber: place + 1,
      eventId: 'first',
      name: `@${place}.jpg`,
      style: 'comic',
      seed: 1,
      ...times,
    },
    ...{
      widthPx: 1,
      heightPx: 1,
      sizeBytes: 4,
      mediaType: 'image/jpeg',
      durationMs: null,
      standIn: null,
      handedTo: null,
    },
    ...{ favourite: place === 1, publication: 'published', url: '', thumbUrl: '', originalUrl: null },
  }
}

function shown(captures: readonly CaptureView[], input: unknown): Promise<CaptureView> {
  const { id } = z.object({ id: z.string() }).parse(input)
  const found = captures.find((capture) => capture.id === id)
  return found ? Promise.resolve(found) : Promise.reject(new AppError('not_found', 'There is none.', 'Look again.'))
}

const asked = z.object({ offset: z.number(), limit: z.number() })

/** A booth with so many captures; `newOnes` come in while the first page is read. */
function boothWith({ count, newOnes = 0, missing = [] }: { count: number; newOnes?: number; missing?: number[] }) {
  const captures = Array.from({ length: count }, (_, place) => captureOf(place))
  let open = 0
  let mostOpen = 0
  const booth: CapturesPacking['booth'] = {
    command(name, input) {
      if (name === 'captures.show') return shown(captures, input)
      const { offset, limit } = asked.parse(input)
      const page = { total: captures.length, captures: captures.slice(offset, offset + limit) }
      if (offset === 0) captures.unshift(...Array.from({ length: newOnes }, (_, place) => captureOf(count + place)))
      return Promise.resolve(page)
    },
    fetch(path) {
      const place = Number(path.slice(-12))
      if (missing.includes(place)) return Promise.resolve(new Response('{}', { status: 404 }))
      mostOpen = Math.max(mostOpen, ++open)
      const body = new ReadableStream<Uint8Array>({
        pull(controller) {
          controller.enqueue(Buffer.from(String(place).padStart(4)))
          controller.close()
          open--
        },
      })
      return Promise.resolve(new Response(body))
    },
  }
  return { booth, mostOpen: () => mostOpen }
}

async function exported(
  booth: CapturesPacking['booth'],
  signal = new AbortController().signal,
  chosen: CapturesPacking['chosen'] = { filter: {} },
) {
  const path = join(await mkdtemp(join(tmpdir(), 'photocall-zip-')), 'out.zip')
  let counts: PackedCounts | null = null
  const onProgress = (now: PackedCounts) => void (counts = now)
  const packed = packCaptures({ booth, chosen, events: [], signal, onProgress })
  await pipeline(packed, createWriteStream(path))
  const files = await unzip(path)
  const table = files.get('captures.csv')!.toString().trimEnd().split('\r\n')
  return { counts, table, pictures: [...files].filter(([name]) => name !== 'captures.csv') }
}

it('each picture is in it once, one after the other, also when new ones push others onto the next page', async () => {
  const { booth, mostOpen } = boothWith({ count: 1203, newOnes: 7 })
  const { counts, pictures, table } = await exported(booth)
  expect(counts).toEqual({ written: 1203, missing: 0 })
  expect(new Set(pictures.map(([, bytes]) => bytes.toString())).size).toBe(1203)
  expect(table).toHaveLength(1204)
  expect(mostOpen()).toBe(1)
})

it('what cannot be read is in the table without a file, and every cell of others’ words is harmless', async () => {
  const { counts, table, pictures } = await exported(boothWith({ count: 3, missing: [1] }).booth)
  expect(counts).toEqual({ written: 2, missing: 1 })
  expect(pictures).toHaveLength(2)
  expect(table[2]).toMatch(/^"","'@1\.jpg",/)
  expect(table[1]).toMatch(/^"pictures\/[\d-]+-00001\.jpg","'@0\.jpg","first","comic","1",/)
})

it('where none can be read the share is named, and where there are none that is said', async () => {
  await expect(exported(boothWith({ count: 2, missing: [0, 1] }).booth)).rejects.toMatchObject({ code: 'share_away' })
  await expect(exported(boothWith({ count: 0 }).booth)).rejects.toMatchObject({ code: 'not_found' })
})

it('an end that is asked for ends it', async () => {
  const stop = new AbortController()
  const { booth } = boothWith({ count: 2000 })
  const ended = exported({ ...booth, fetch: (path) => (stop.abort(), booth.fetch(path)) }, stop.signal)
  await expect(ended).rejects.toMatchObject({ name: 'AbortError' })
})

it('of pictures that are named one by one it has those that are still there', async () => {
  const { booth } = boothWith({ count: 5 })
  const chosen = { ids: [idOf(3), idOf(99), idOf(1)] }
  const { counts, pictures } = await exported(booth, undefined, chosen)
  expect(counts).toEqual({ written: 2, missing: 0 })
  expect(pictures.map(([, bytes]) => bytes.toString().trim())).toEqual(['3', '1'])
})

it('a file that breaks off while it is read breaks the ZIP off, and nothing else', async () => {
  const { booth } = boothWith({ count: 2 })
  const broken = new ReadableStream({ pull: (controller) => controller.error(new Error('the drive is gone')) })
  const ended = exported({ ...booth, fetch: () => Promise.resolve(new Response(broken)) })
  await expect(ended).rejects.toThrow('the drive is gone')
})
