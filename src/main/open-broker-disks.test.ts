import { mkdir, mkdtemp, readdir, rename } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeFileSync, rmSync } from 'node:fs'
import sharp from 'sharp'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { serviceStatus } from '../contract/broker'
import { buildImageChild } from './images/testing/child-program'
import { canMount, run } from './share/testing/mounts'
import { openBrokerBooth, type BrokerBooth } from './testing/broker-booth'

let imageChildPath: string
let picture: Buffer
let dir: string
let booth: BrokerBooth | null = null

beforeAll(async () => {
  imageChildPath = await buildImageChild()
  picture = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#a33' } })
    .jpeg()
    .toBuffer()
})

afterEach(async () => {
  await booth?.close()
  booth = null
})

async function openBooth(): Promise<BrokerBooth> {
  dir = await mkdtemp(join(tmpdir(), 'photocall-broker-'))
  return (booth = await openBrokerBooth({ dir, imageChildPath, hasServer: true }))
}

const until = (condition: () => Promise<void> | void) => vi.waitFor(condition, { interval: 20 })

test.skipIf(!canMount())(
  'a full disk answers that it is full and to come again, leaves nothing, and takes the next once it has room',
  async () => {
    const { url, command } = await openBooth()
    const requests = join(dir, 'data', 'requests')
    run('mount', '-t', 'tmpfs', '-o', 'size=4M', 'tmpfs', requests)
    try {
      const ballast = join(requests, 'ballast')
      expect(() => writeFileSync(ballast, Buffer.alloc(4_500_000))).toThrow('ENOSPC')
      const submit = () => {
        const form = new FormData()
        form.append('image', new Blob([new Uint8Array(picture)]), 'frame.jpg')
        return fetch(`${url}/jobs`, { method: 'POST', body: form })
      }
      const refused = await submit()
      expect(await refused.json()).toEqual({ detail: expect.stringContaining('disk is full') as string })
      expect(refused.status).toBe(503)
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(await readdir(requests)).toEqual(['ballast'])
      expect(await command('jobs.list', {})).toMatchObject({ total: 0 })
      rmSync(ballast)
      expect((await submit()).status).toBe(200)
    } finally {
      run('umount', '-l', requests)
    }
  },
  60_000,
)

test('a page whose share is away waits here, and lands under its name once the share is back', async () => {
  const { url, asked, core, command } = await openBooth()
  const share = join(dir, 'share')
  await until(() => expect(core.state().share.status).toBe('ready'))
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ prompt_text: 'a fox', chapter: 3, page: 7 }),
  }
  const { jobId } = (await (await fetch(`${url}/jobs`, init)).json()) as { jobId: string }
  await until(() => expect(asked).toHaveLength(1))
  await rename(share, `${share}-pulled`)
  await mkdir(share)
  await asked[0]!.give(picture, 'jpg')
  await until(() => expect(core.state().share).toMatchObject({ status: 'away', waiting: 1 }))
  const ask = async () => serviceStatus.parse(await (await fetch(`${url}/jobs/${jobId}`)).json())
  expect(await ask()).toMatchObject({ status: 'running', imagePath: null, imageFile: null, error: null })
  expect(await readdir(share)).toEqual([])

  await rename(share, `${share}-wrong`)
  await rename(`${share}-pulled`, share)
  await command('share.look', {})
  await until(async () => expect(await ask()).toMatchObject({ status: 'complete', imageFile: 'ch03_p007_v1.png' }))
  expect(await readdir(join(share, 'ch-03', 'raw', 'comfyui'))).toEqual(['ch03_p007_v1.png'])
})
