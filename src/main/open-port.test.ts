import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { TlsFiles } from '../contract/guests'
import { runCli } from './cli/run-cli'
import { createCore, type Core } from './core'
import { checkFlags } from './flags'
import { lanAddresses } from './http/hosts'
import { makeCertificate } from './http/testing/certificates'
import { silentLog } from './lib/log'
import { createNodePlatform } from './node-platform'
import { stateFor } from './state'

const asConsole = { role: 'console' as const, clientId: null }
let core: Core | null = null
afterEach(async () => {
  await core?.close()
  core = null
})

/** A booth that is open to the network, with these files in its settings. */
async function openBooth(dir: string, tls: TlsFiles | null): Promise<Core> {
  const dataDir = join(dir, 'data')
  await mkdir(dataDir)
  const settings = { version: 2, server: { lan: true, tls }, share: { dir: join(dir, 'share') } }
  await writeFile(join(dataDir, 'settings.json'), JSON.stringify(settings))
  const platform = { ...createNodePlatform(), documentsDir: dir }
  const from = { flags: checkFlags({ port: 0 }), environment: {}, platform, feature: () => silentLog }
  core = await createCore({ dataDir, ...from, listens: true })
  return core
}

const freshDir = () => mkdtemp(join(tmpdir(), 'photocall-port-'))
const portOf = ({ consoleUrl }: Core): string => new URL(consoleUrl() ?? '').port
const ipv4 = () => lanAddresses().filter((address) => !address.includes(':'))

test('a certificate that cannot be used leaves the console to this computer alone, and says so', async () => {
  const dir = await freshDir()
  const missing = join(dir, 'missing.crt')
  const booth = await openBooth(dir, { certFile: missing, keyFile: missing })
  const error = { code: 'console_certificate', params: { path: missing } }
  expect(booth.state().notices).toMatchObject([{ id: 'certificate', level: 'attention', error }])
  expect(booth.state().app.lanUrls).toEqual([])
  expect((await fetch(`http://127.0.0.1:${portOf(booth)}/health`)).status).toBe(200)
  for (const address of ipv4())
    await expect(fetch(`http://${address}:${portOf(booth)}/health`)).rejects.toMatchObject({
      cause: { code: 'ECONNREFUSED' },
    })
}, 60_000)

test('whoever sets a certificate learns at once whether it will do', async () => {
  const dir = await freshDir()
  const booth = await openBooth(dir, null)
  const set = (tls: TlsFiles | null) => booth.dispatch(asConsole, 'settings.change', { server: { tls } })
  const good = makeCertificate(dir, { name: 'good', days: 2 })
  const other = makeCertificate(dir, { name: 'other', days: 2 })
  await set({ ...good, keyFile: other.keyFile })
  const error = { code: 'certificate_unusable', params: { path: other.keyFile } }
  expect(booth.state().notices).toMatchObject([{ id: 'certificate', error }])
  await set(good)
  expect(booth.state().notices).toEqual([])
}, 60_000)

test('with a certificate others come by https, and commands of this computer find the console all the same', async () => {
  const dir = await freshDir()
  const booth = await openBooth(dir, makeCertificate(dir, { name: 'good', days: 2 }))
  const names = ['booth.local', ...ipv4()]
  expect(booth.state().app.lanUrls).toEqual(names.map((name) => `https://${name}:${portOf(booth)}`))
  expect(stateFor('tablet', booth.state()).settings.server.tls).toBeNull()
  const terminal = { out: () => undefined, err: () => undefined, live: false, columns: 80 }
  const folders = ['--data', join(dir, 'data'), '--share', join(dir, 'share')]
  expect(await runCli(['tokens', 'create', 'Wall', ...folders], terminal)).toBe(0)
  expect(await runCli(['tokens', 'revoke', 'Wall', ...folders], terminal)).toBe(0)
  expect(await runCli(['settings', 'export', join(dir, 'kept.json'), ...folders], terminal)).toBe(0)
  expect(await readFile(join(dir, 'kept.json'), 'utf8')).toContain('good.crt')
}, 60_000)
