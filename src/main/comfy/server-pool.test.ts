import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { AppError } from '../../contract/errors'
import { buildImageChild } from '../images/testing/child-program'
import { createComfyBench, until } from './testing/comfy-bench'
import { startFakeComfyServer, type FakeComfyServer, type FakeOptions } from './testing/fake-comfy-server'

let bench: Awaited<ReturnType<typeof createComfyBench>>
const fakes: FakeComfyServer[] = []

beforeAll(async () => void (bench = await createComfyBench({ imageChildPath: await buildImageChild() })))
afterEach(async () => {
  for (const fake of fakes.splice(0)) await fake.close()
})
afterAll(() => bench.close())

async function server(options: FakeOptions = {}) {
  const fake = await startFakeComfyServer(options)
  fakes.push(fake)
  return fake
}

/** A booth whose first server has a job at work, and whose others have none. */
async function atWork(...others: FakeComfyServer[]) {
  const fake = await server()
  const life = bench.life([fake, ...others].map(({ url }) => ({ url })))
  await until(() => life.pool.links().every((link) => link.status() === 'ready'))
  const hold = fake.hold('ImageInvert')
  const job = bench.start(life.backend)
  await hold.reached
  const cancel = async () => {
    job.abort.abort(new AppError('not_possible_now', 'Cancelled.', ''))
    await expect(job.files).rejects.toThrow('Cancelled.')
  }
  return { ...life, fake, hold, job, cancel, link: life.pool.links()[0]! }
}

/** Beside a server that is ready: where one does not answer, its job goes there after three seconds. */
async function besideAnother() {
  const other = await server()
  const booth = await atWork(other)
  const { fake, link, change } = booth
  async function fillsOther() {
    const busy = other.hold('ImageInvert')
    const second = bench.start(booth.backend)
    await busy.reached
    return { busy, second }
  }
  /** And does not answer, until its job waits for it. */
  async function removed() {
    change([{ url: fake.url, enabled: false }, { url: other.url }])
    fake.quirks.neededHeader = nobodys
    await until(() => link.ownJobs() === 0)
  }
  return { ...booth, other, fillsOther, removed }
}

/** A header that no request has: whoever asks gets 401, whatever the server has at work. */
const nobodys = { name: 'x-proxy', value: 'mended' }

const interrupts = (fake: FakeComfyServer) => fake.requests.filter(({ path }) => path === '/interrupt').length

describe('a job at work on a server', () => {
  it.each([
    ['another name', { name: 'Big GPU' }],
    ['more slots', { slots: 3 }],
    ['a folder of results', { outputDir: '/srv/output' }],
  ])('that gets %s keeps its connection, and can be cancelled', async (_what, changed) => {
    const { fake, pool, link, change, cancel, hold } = await atWork()
    change([{ url: fake.url, ...changed }])
    expect(pool.links()).toEqual([link])
    expect(link.settings).toMatchObject(changed)
    expect(pool.views()).toMatchObject([{ ownJobs: 1, slots: link.settings.slots, name: link.name }])
    expect(fake.socketCount()).toBe(1)
    await cancel()
    await until(() => interrupts(fake) > 0)
    hold.release()
  })

  it('whose sign-in changes is asked anew, and can be cancelled', async () => {
    const { fake, pool, link, cancel, hold } = await atWork()
    const asked = () => fake.requests.filter(({ path }) => path === '/system_stats').length
    const before = asked()
    pool.reopen('s1')
    expect(pool.views()).toMatchObject([{ status: 'checking', ownJobs: 1 }])
    await until(() => asked() > before && link.status() === 'ready')
    expect(pool.links()).toEqual([link])
    await cancel()
    await until(() => interrupts(fake) > 0)
    hold.release()
  })

  it('that is removed ends there, with its picture, and the server is closed after it', async () => {
    const { fake, pool, change, hold, job } = await atWork()
    change([])
    expect([pool.links(), pool.isSetUp()]).toEqual([[], false])
    const looks = () => fake.requests.filter(({ path }) => path === '/queue').length
    const before = looks()
    await until(() => looks() > before)
    expect(fake.socketCount()).toBe(1)
    hold.release()
    await expect(job.files).resolves.toHaveLength(1)
    expect(job.told.map(({ node }) => node)).toContain('SaveImage')
    await until(() => fake.socketCount() === 0)
    expect(fake.queue().starts()).toHaveLength(1)
  })

  it('that is removed or switched off can be cancelled, and the server is closed when it is gone there', async () => {
    const { fake, change, cancel, hold } = await atWork()
    change([{ url: fake.url, enabled: false }])
    await cancel()
    await until(() => interrupts(fake) > 0)
    expect(fake.socketCount()).toBe(1)
    hold.release()
    await until(() => fake.socketCount() === 0)
  })

  it('that moves to another address ends at the old one, while others are made at the new', async () => {
    const { fake, change, backend, pool, hold, job } = await atWork()
    const moved = await server()
    change([{ url: moved.url }])
    await until(() => pool.links()[0]!.status() === 'ready')
    await expect(bench.start(backend).files).resolves.toHaveLength(1)
    hold.release()
    await expect(job.files).resolves.toHaveLength(1)
    expect(job.told.map(({ node }) => node)).toContain('SaveImage')
    expect([fake, moved].map((each) => each.queue().starts().length)).toEqual([1, 1])
    await until(() => fake.socketCount() === 0)
  })

  it('that moves keeps the sign-in that it has there, whatever the new address is given', async () => {
    const signIns = new Map<string, string>()
    const asks = (value: string) => server({ quirks: { neededHeader: { name: 'Authorization', value } } })
    const [fake, moved] = [await asks('old'), await asks('new')]
    signIns.set(fake.url, 'old')
    const life = bench.life([{ url: fake.url }], ({ url }) => ({ Authorization: signIns.get(url) ?? '' }))
    await until(() => life.pool.links()[0]!.status() === 'ready')
    const hold = fake.hold('ImageInvert')
    const job = bench.start(life.backend)
    await hold.reached
    life.change([{ url: moved.url }])
    signIns.delete(fake.url)
    signIns.set(moved.url, 'new')
    await until(() => life.pool.links()[0]!.status() === 'ready')
    hold.release()
    await expect(job.files).resolves.toHaveLength(1)
    expect([fake, moved].map((each) => each.queue().starts().length)).toEqual([1, 0])
    await until(() => fake.socketCount() === 0)
  })

  it('that moves and does not answer for a while is made elsewhere, and taken off there', async () => {
    const { fake, other, change, hold, job } = await besideAnother()
    change([{ url: (await server()).url }, { url: other.url }])
    fake.quirks.neededHeader = nobodys
    await expect(job.files).resolves.toHaveLength(1)
    expect([fake.queue().starts().length, interrupts(fake)]).toEqual([1, 0])
    fake.quirks.neededHeader = null
    await until(() => interrupts(fake) > 0)
    hold.release()
    await until(() => fake.socketCount() === 0)
    const [promptId] = fake.queue().starts()
    expect(JSON.stringify(fake.queue().history(promptId!))).toContain('execution_interrupted')
  })

  it('that is removed and does not answer for a while ends there, where no other has room', async () => {
    const { fake, other, link, hold, job, fillsOther, removed } = await besideAnother()
    const { busy, second } = await fillsOther()
    await removed()
    fake.quirks.neededHeader = null
    await until(() => link.ownJobs() === 1)
    hold.release()
    await expect(job.files).resolves.toHaveLength(1)
    await until(() => fake.socketCount() === 0)
    busy.release()
    await expect(second.files).resolves.toHaveLength(1)
    expect([fake, other].map((each) => each.queue().starts().length)).toEqual([1, 1])
  })

  it('that is cancelled while its removed server does not answer is taken off there', async () => {
    const { fake, hold, cancel, fillsOther, removed } = await besideAnother()
    const { busy, second } = await fillsOther()
    await removed()
    await cancel()
    fake.quirks.neededHeader = null
    await until(() => interrupts(fake) > 0)
    hold.release()
    await until(() => fake.socketCount() === 0)
    busy.release()
    await expect(second.files).resolves.toHaveLength(1)
  })

  it('is told of, though another is made at the same server under another spelling of its address', async () => {
    const { fake, change, pool, hold, job, backend } = await atWork()
    change([{ url: `${fake.url}/` }])
    await until(() => pool.links()[0]!.status() === 'ready')
    const second = bench.start(backend)
    await until(() => fake.queue().pending().length === 1)
    hold.release()
    for (const { files, told } of [job, second]) {
      await expect(files).resolves.toHaveLength(1)
      expect(told.map(({ node }) => node)).toContain('SaveImage')
    }
    expect(fake.queue().starts()).toHaveLength(2)
  })

  it('whose removal is undone has its server as it was', async () => {
    const { fake, change, pool, link, hold, job } = await atWork()
    change([])
    change([{ url: fake.url, name: 'Again' }])
    expect(pool.links()).toEqual([link])
    expect(pool.views()).toMatchObject([{ name: 'Again', ownJobs: 1, status: 'ready' }])
    hold.release()
    await expect(job.files).resolves.toHaveLength(1)
    expect([fake.queue().starts().length, fake.socketCount()]).toEqual([1, 1])
  })
})

it('a server without a job of ours is closed as soon as it is removed', async () => {
  const fake = await server()
  const { pool, backend, change } = bench.life([{ url: fake.url }])
  await bench.start(backend).files
  expect(fake.socketCount()).toBe(1)
  change([])
  expect(pool.views()).toEqual([])
  await until(() => fake.socketCount() === 0)
})
