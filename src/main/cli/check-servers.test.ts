import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { startFakeComfyServer, type FakeOptions } from '../comfy/testing/fake-comfy-server'
import { runCheck } from './check'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

async function server(options: FakeOptions = {}) {
  const fake = await startFakeComfyServer(options)
  open.push(fake)
  return fake
}

/** What the command says of the servers, and what it tells the shell. */
async function checked(urls: string[], { style = 'txt2img', secrets }: { style?: string; secrets?: unknown } = {}) {
  const dir = mkdtempSync(join(tmpdir(), 'photocall-check-servers-'))
  const file = join(dir, 'secrets.json')
  if (secrets !== undefined) writeFileSync(file, typeof secrets === 'string' ? secrets : JSON.stringify(secrets))
  let said = ''
  const terminal = { out: (text: string) => void (said += text), err: () => undefined, live: false, columns: 80 }
  const flags = ['--data', dir, '--share', dir, '--port', '0', '--style', style]
  const code = await runCheck([...flags, ...urls.flatMap((url) => ['--server', url])], terminal)
  const lines = said.split('\n')
  const about = lines.filter((line, place) => / comfyui /.test(line) || / comfyui /.test(lines[place - 1] ?? ''))
  const told = about.filter((line) => / comfyui |->/.test(line)).map((line) => line.trim().replace(/ {2,}/g, ' '))
  return { code, told, left: existsSync(dir) ? readdirSync(dir) : [] }
}

test('a server that answers and has all that the style needs is told with its version', async () => {
  const { url } = await server()
  const { code, told } = await checked([url], { style: 'connection-test' })
  expect(told[0]).toMatch(new RegExp(`^ok comfyui ${url}: ComfyUI 0\\.38\\.1, answered in \\d+ ms$`))
  expect(told.filter((line) => line.includes('connection-test'))).toEqual([])
  expect(code).toBe(0)
})

test('a server that does not answer is to be mended', async () => {
  const fake = await server()
  await fake.kill()
  const { code, told } = await checked([fake.url])
  expect(code).toBe(4)
  expect(told).toEqual([
    expect.stringMatching(`^BAD comfyui ${fake.url}: `),
    expect.stringMatching(/^-> \S.*switch it off/),
  ])
})

test('a node that the event’s style needs and no server has is to be mended; what another has is a note', async () => {
  const [bare, whole] = [await server({ without: ['KSampler'] }), await server()]
  const missing = 'ComfyUI lacks the node "KSampler", which the style "txt2img" needs.'
  const alone = await checked([bare.url])
  expect(alone.told).toContain(`BAD comfyui ${bare.url}: ${missing}`)
  expect(alone.code).toBe(4)
  const both = await checked([bare.url, whole.url])
  expect(both.told).toContain(`note comfyui ${bare.url}: ${missing} Another server has it.`)
  expect(both.code).toBe(0)
})

test('what is offered only because the event names no styles is a note', async () => {
  const { url } = await server({ without: ['KSampler'] })
  const { code, told } = await checked([url], { style: 'comic' })
  expect(code).toBe(0)
  expect(told).toContainEqual(expect.stringMatching(/^note comfyui .*the node "KSampler"/))
})

test('a style of the event that needs a server while none is set up is to be mended', async () => {
  const { code, told } = await checked([])
  expect(told[0]).toBe('BAD comfyui the style "txt2img" of the event needs a server, and none is in use')
  expect(code).toBe(4)
  expect(await checked([], { style: 'comic' })).toMatchObject({ code: 0, told: [] })
})

test('the sign-in that is kept for the address goes along; one that only the desktop app opens is told', async () => {
  const header = { name: 'Authorization', value: 'Bearer abc' }
  const { url } = await server({ quirks: { neededHeader: header } })
  const kept = JSON.stringify({ origin: url, headers: { Authorization: 'Bearer abc' } })
  const file = (entry: unknown) => ({ version: 1, secrets: { 'comfyui:run-1': entry } })
  const plain = await checked([url], { secrets: file({ kind: 'plain', value: kept }) })
  expect(plain.told[0]).toMatch(/^ok comfyui /)
  expect((await checked([url])).told[0]).toMatch(/^BAD comfyui /)
  const sealed = await checked([url], { secrets: file({ kind: 'protected', base64: 'AAAA' }) })
  expect(sealed.told[0]).toMatch(/^note comfyui /)
  expect(sealed.told[1]).toContain('desktop app')
  const garbage = await checked([url], { secrets: 'garbage' })
  expect(garbage.left).toEqual(['secrets.json'])
})
