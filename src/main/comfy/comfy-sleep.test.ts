import { afterEach, expect, test } from 'vitest'
import { buildImageChild } from '../images/testing/child-program'
import { systemClock, type Clock } from '../lib/clock'
import { createComfyBench, until } from './testing/comfy-bench'
import { startFakeComfyServer } from './testing/fake-comfy-server'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

test('a picture that a server works on when the machine falls asleep has its whole time when it is awake', async () => {
  let sleptMs = 0
  // as on Windows, where the monotonic time of a process runs on during the sleep
  const clock: Clock = { ...systemClock, monotonicMs: () => systemClock.monotonicMs() + sleptMs }
  const bench = await createComfyBench({ imageChildPath: await buildImageChild(), clock })
  closers.push(() => bench.close())
  const fake = await startFakeComfyServer()
  closers.push(() => fake.close())
  const { backend, pool } = bench.life([{ url: fake.url }])
  await until(() => pool.links()[0]?.status() === 'ready')
  const atWork = fake.hold('ImageInvert')
  const { files } = bench.start(backend)
  await atWork.reached
  backend.hold?.()
  sleptMs = 9 * 3_600_000
  backend.goOn?.()
  // the next look is when a run that counted the night would be ended
  const looks = () => fake.requests.filter(({ path }) => path.startsWith('/queue')).length
  const before = looks()
  await until(() => looks() > before)
  atWork.release()
  await expect(files).resolves.toHaveLength(1)
  expect(fake.queue().starts()).toHaveLength(1)
})
