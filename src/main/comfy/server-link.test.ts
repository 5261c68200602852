import { afterEach, describe, expect, it } from 'vitest'
import { serverSettings } from '../../contract/server'
import { createManualClock } from '../lib/clock'
import { silentLog } from '../lib/log'
import { stalled } from './comfy-errors'
import { createServerLink } from './server-link'
import { until } from './testing/comfy-bench'
import { startFakeComfyServer, type FakeComfyServer } from './testing/fake-comfy-server'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function linkTo(fake: FakeComfyServer) {
  const clock = createManualClock()
  const settings = serverSettings.parse({ id: 'gpu', url: fake.url })
  const options = { settings, clientId: 'c', headers: () => ({}), clock, log: silentLog, onChange: () => undefined }
  const link = createServerLink(options)
  closers.push(() => closed({ link, clock }).then(() => fake.close()))
  clock.advance(0)
  await until(() => link.status() !== 'checking')
  return { link, clock }
}

/** Time goes on while it closes. */
async function closed({ link, clock }: Pick<Awaited<ReturnType<typeof linkTo>>, 'link' | 'clock'>): Promise<void> {
  let isClosed = false
  void link.close().then(() => (isClosed = true))
  await until(() => {
    clock.advance(100)
    return isClosed
  })
}

async function submitted(fake: FakeComfyServer): Promise<string> {
  const prompt = {
    '1': { class_type: 'EmptyImage', inputs: { width: 8, height: 8, batch_size: 1, color: 9 } },
    '2': { class_type: 'PreviewImage', inputs: { images: ['1', 0] } },
  }
  const reply = await fetch(`${fake.url}/prompt`, { method: 'POST', body: JSON.stringify({ prompt }) })
  return ((await reply.json()) as { prompt_id: string }).prompt_id
}

describe('a server', () => {
  it('that goes away is set aside longer each time, and is back by itself', async () => {
    const fake = await startFakeComfyServer()
    const { link, clock } = await linkTo(fake)
    expect(link.status()).toBe('ready')
    await fake.kill()
    clock.advance(10_000)
    await until(() => link.status() === 'aside')
    const waits: number[] = []
    for (let round = 0; round < 4; round++) {
      const before = link.view().retryAtMs!
      waits.push(before - clock.nowMs())
      clock.advance(before - clock.nowMs())
      await until(() => link.view().retryAtMs !== before)
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000])
    await fake.start()
    clock.advance(16_000)
    await until(() => link.status() === 'ready')
    expect(link.view()).toMatchObject({ reason: null, retryAtMs: null })
  })

  it('whose worker is dead stays aside though it answers, until its queue moves', async () => {
    const fake = await startFakeComfyServer({ quirks: { frozenWorker: true } })
    const { link, clock } = await linkTo(fake)
    const hangsAt = await submitted(fake)
    await until(() => fake.queue().running() !== null)
    link.setAside(stalled('gpu'), { hangsAt })
    for (let round = 0; round < 3; round++) {
      const before = link.view().retryAtMs!
      clock.advance(before - clock.nowMs())
      await until(() => link.view().retryAtMs !== before)
      expect(link.view()).toMatchObject({ status: 'aside', reason: { code: 'server_stalled' } })
    }
    await fake.kill()
    fake.quirks.frozenWorker = false
    await fake.start()
    await until(() => {
      clock.advance(500)
      return link.status() === 'ready'
    })
  })

  it('that hangs is told at once to stop what nobody waits for, and is back when it does and goes on', async () => {
    const fake = await startFakeComfyServer()
    const { link, clock } = await linkTo(fake)
    const [first, second] = [fake.hold('EmptyImage'), fake.hold('PreviewImage')]
    const promptId = await submitted(fake)
    const next = await submitted(fake)
    await first.reached
    link.setAside(stalled('gpu'), { hangsAt: promptId })
    link.abandon({ promptId, mark: promptId })
    await until(() => fake.requests.some(({ path }) => path === '/interrupt'))
    expect(link.status()).toBe('aside')
    first.release()
    await second.reached
    expect(fake.queue().running()?.promptId).toBe(next)
    await until(() => {
      clock.advance(500)
      return link.status() === 'ready'
    })
    expect(link.queueLength()).toBe(1)
    second.release()
  })

  it('gets a prompt that nobody waits for any more taken off when it answers again', async () => {
    const fake = await startFakeComfyServer()
    const { link, clock } = await linkTo(fake)
    const hold = fake.hold('EmptyImage')
    await submitted(fake)
    await hold.reached
    const promptId = await submitted(fake)
    link.setAside(stalled('gpu'))
    link.abandon({ promptId, mark: promptId })
    clock.advance(1000)
    await until(() => fake.queue().pending().length === 0)
    expect(fake.queue().running()).not.toBeNull()
    hold.release()
  })

  it('that is gone with a prompt to be taken off is idle all the same after a minute', async () => {
    const fake = await startFakeComfyServer()
    const { link, clock } = await linkTo(fake)
    await fake.kill()
    link.setAside(stalled('gpu'))
    link.abandon({ promptId: 'p', mark: 'p' })
    const since = clock.nowMs()
    while (!link.isIdle()) {
      const before = link.view().retryAtMs!
      clock.advance(before - clock.nowMs())
      await until(() => link.view().retryAtMs !== before)
    }
    expect(clock.nowMs() - since).toBeGreaterThan(60_000)
    expect(clock.nowMs() - since).toBeLessThan(90_000)
  })

  it('that is closed right after a prompt was given up still hears of it', async () => {
    const fake = await startFakeComfyServer()
    const { link, clock } = await linkTo(fake)
    const hold = fake.hold('EmptyImage')
    const promptId = await submitted(fake)
    await hold.reached
    link.abandon({ promptId, mark: promptId })
    void link.close()
    await until(() => fake.requests.some(({ path }) => path === '/interrupt'))
    hold.release()
    await closed({ link, clock })
  })
})
