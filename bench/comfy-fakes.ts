import { startFakeComfyServer, type FakeComfyServer } from '../src/main/comfy/testing/fake-comfy-server'

/** Fake ComfyUI servers in a process of their own: what they cost is neither the client's nor the bare script's. */
async function serve(count: number, stepMs: number) {
  const fakes = await Promise.all(Array.from({ length: count }, () => startFakeComfyServer({ stepMs })))
  process.on('message', () => {
    fakes.forEach(forget)
    process.send?.('forgotten')
  })
  process.on('disconnect', () => process.exit(0))
  process.send?.(fakes.map(({ url }) => url))
}

/** What a fake keeps for tests would make it slower and larger with every job. */
function forget(fake: FakeComfyServer): void {
  fake.requests.length = 0
  fake.files.lose('output')
  fake.queue().forgetAll()
}

const [count = 1, stepMs = 2] = process.argv.slice(2).map(Number)
void serve(count, stepMs)
