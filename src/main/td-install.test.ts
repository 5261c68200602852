import { execFile, spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { readCertificate } from './http/certificate'
import { listen } from './http/listen'
import { makeCertificate } from './http/testing/certificates'
import { createTdToken } from './td/td-token'
import { createTdInstall, type TdInstall } from './td-install'

const python = process.platform === 'win32' ? 'python' : 'python3'
const secrets = new Map<string, string>()
const token = createTdToken({
  get: (name) => secrets.get(name) ?? null,
  set: async (name, value) => void (value === null ? secrets.delete(name) : secrets.set(name, value)),
})

let dir: string
let install: TdInstall

beforeAll(async () => {
  // a quote and a space, as folders of people have them
  dir = await mkdtemp(join(tmpdir(), "ana o'brien "))
  const tdDir = join(dir, 'td')
  await mkdir(join(tdDir, 'photocall'), { recursive: true })
  await mkdir(join(tdDir, 'tests'))
  await writeFile(join(tdDir, 'bootstrap.py'), 'import json\nprint(json.dumps(PHOTOCALL))\n')
  await writeFile(join(tdDir, 'touchdesigner_client.py'), '')
  await writeFile(join(tdDir, 'photocall', 'job.py'), '# ñ\n')
  await writeFile(join(tdDir, 'tests', 'test_job.py'), '')
  const urls = () => ({ here: 'http://127.0.0.1:8080', elsewhere: ['http://192.168.1.20:8080'], certificate: null })
  install = createTdInstall({ tdDir, documentsDir: join(dir, 'Documents'), version: '1.2', token, urls })
})

function runPython(source: string, home = dir) {
  const { stdout, stderr, status } = spawnSync(python, ['-c', source], {
    encoding: 'utf8',
    env: { ...process.env, HOME: home, USERPROFILE: home },
  })
  expect(status, stderr).toBe(0)
  return JSON.parse(stdout) as Record<string, unknown>
}

test('the line for this computer runs the scripts that were put into the documents, and tells them where they are', async () => {
  const { folder, here } = await install.lines('Stage ñ')
  expect((await readdir(folder)).sort()).toEqual(['bootstrap.py', 'photocall', 'touchdesigner_client.py'])
  expect(runPython(here)).toEqual({ folder, host: '127.0.0.1', port: 8080, name: 'Stage ñ' })
})

test('the program for another computer brings the scripts along', async () => {
  const home = await mkdtemp(join(tmpdir(), 'other computer '))
  const given = { host: '192.168.1.20', port: 8080, token: 't', name: 'Stage 2' }
  const told = runPython(`PHOTOCALL = ${JSON.stringify(given)}\n${await install.script()}`, home)
  expect(told).toMatchObject(given)
  const folder = join(home, 'Documents', 'Photocall Console', 'td-1.2')
  expect(told['folder']).toBe(folder)
  expect(await readFile(join(folder, 'photocall', 'job.py'), 'utf8')).toBe('# ñ\n')
})

test('the line for another computer shows the token, which stays the same and matches until it is renewed', async () => {
  const [first, again] = [await install.lines('A'), await install.lines('A')]
  const secret = token.current() ?? ''
  expect(first.elsewhere).toEqual(again.elsewhere)
  expect(first.elsewhere[0]).toContain(`Bearer ${secret}`)
  expect(first.here).not.toContain(secret)
  expect([token.matches(secret), token.matches(''), token.matches(`${secret}x`)]).toEqual([true, false, false])
  await token.renew()
  expect(token.matches(secret)).toBe(false)
})

test('where the console has a certificate, the line for another computer trusts that one and no other', async () => {
  const own = readCertificate(makeCertificate(dir, { name: 'own', days: 2 }))
  const foreign = readCertificate(makeCertificate(dir, { name: 'foreign', days: 2 }))
  const asked: unknown[] = []
  const server = createServer({ cert: own.cert, key: own.key }, (request, reply) => {
    asked.push(request.headers.authorization)
    reply.end('import json\nprint(json.dumps(PHOTOCALL))')
  })
  const port = await listen(server, 0, '127.0.0.1')
  const lineWith = async (certificate: string) => {
    const urls = () => ({ here: 'http://127.0.0.1:8080', elsewhere: [`https://localhost:${port}`], certificate })
    const made = createTdInstall({ tdDir: join(dir, 'td'), documentsDir: dir, version: '1.3', token, urls })
    const { elsewhere } = await made.lines('Stage 3')
    return elsewhere[0] ?? ''
  }
  const told = await runBeside(await lineWith(own.leaf))
  expect(JSON.parse(told.stdout)).toMatchObject({ host: 'wss://localhost', port, name: 'Stage 3' })
  const refused = await runBeside(await lineWith(foreign.leaf))
  expect([refused.stdout, asked.length]).toEqual(['', 1])
  expect(refused.stderr).toContain('CERTIFICATE_VERIFY_FAILED')
  await new Promise((resolve) => server.close(resolve))
})

/** Beside this process, which is the server. */
function runBeside(source: string): Promise<{ stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(python, ['-c', source], (_error, stdout, stderr) => resolve({ stdout, stderr }))
  })
}
