import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { buildImageChild } from './images/testing/child-program'
import { buildProgram } from './testing/built-program'

const root = resolve('.')
let program: Awaited<ReturnType<typeof buildProgram>>
let imageChildPath: string
const running: ChildProcess[] = []

beforeAll(async () => {
  imageChildPath = await buildImageChild()
  program = await buildProgram('src/main/testing/broker-server.ts')
})

afterAll(async () => {
  for (const child of running) child.kill('SIGKILL')
  await program.remove()
})

async function start(dir: string) {
  const child = spawn(process.execPath, [program.path, dir, imageChildPath, join(root, 'styles')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  running.push(child)
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return { child, url: line.toString().trim() }
}

test('a server that is killed with fifty jobs accepted finishes all fifty after its restart, under their ids', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'photocall-broker-kill-'))
  const picture = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#3a3' } })
    .jpeg()
    .toBuffer()
  const { child, url } = await start(dir)

  async function submit(): Promise<string> {
    const form = new FormData()
    form.append('image', new Blob([new Uint8Array(picture)]), 'frame.jpg')
    const response = await fetch(`${url}/jobs`, { method: 'POST', body: form })
    return response.status === 200 ? ((await response.json()) as { job_id: string }).job_id : submit()
  }
  const ids = await Promise.all(Array.from({ length: 50 }, submit))
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended

  const after = await start(dir)
  const statusOf = async (id: string) => {
    const response = await fetch(`${after.url}/jobs/${id}`)
    return ((await response.json()) as { status: string }).status
  }
  await vi.waitFor(async () => expect(new Set(await Promise.all(ids.map(statusOf)))).toEqual(new Set(['done'])), {
    timeout: 180_000,
    interval: 200,
  })
  const sizes = await Promise.all(
    ids.map(async (id) => (await (await fetch(`${after.url}/jobs/${id}/result`)).arrayBuffer()).byteLength),
  )
  expect(sizes.every((size) => size > 100)).toBe(true)
  const list = (await (await fetch(`${after.url}/jobs`)).json()) as { total: number }
  expect(list.total).toBe(50)
}, 240_000)
