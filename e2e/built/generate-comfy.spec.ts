import { execFile, spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { startFakeComfyServer } from '../../src/main/comfy/testing/fake-comfy-server'
import { fromWords } from '../../src/main/comfy/workflow/testing/user-graphs'
import { cliFile, definedEnvironment, expect, realPhotograph, test } from '../fixtures'

/** Not at once: the servers that it talks to are in this very process. */
function generate(output: string, servers: string[]): Promise<{ status: number; stderr: string }> {
  const named = servers.flatMap((url) => ['--server', url])
  const args = [
    cliFile,
    'generate',
    '--image',
    realPhotograph,
    '--style',
    'connection-test',
    '--output',
    output,
    ...named,
  ]
  return new Promise((resolve) => {
    const child = execFile(process.execPath, args, { env: definedEnvironment() }, (_error, _stdout, stderr) =>
      resolve({ status: child.exitCode ?? -1, stderr }),
    )
  })
}

/** The built program with a workflow of words, in a folder of its own. */
function startWords(dir: string, url: string, ...more: string[]): ChildProcessWithoutNullStreams {
  const workflow = join(dir, 'words.json')
  writeFileSync(workflow, JSON.stringify(fromWords))
  const args = [
    cliFile,
    'generate',
    '--workflow',
    workflow,
    '--output',
    `${join(dir, 'out')}/`,
    '--server',
    url,
    ...more,
  ]
  return spawn(process.execPath, args, { env: definedEnvironment() })
}

const endOf = async (child: ChildProcessWithoutNullStreams) => (await once(child, 'close'))[0] as number | null

const means = async (path: string) => (await sharp(path).stats()).channels.slice(0, 3).map(({ mean }) => mean)

async function isInverted(path: string): Promise<boolean> {
  const [given, made] = [await means(realPhotograph), await means(path)]
  return given.every((value, place) => Math.abs(255 - value - made[place]!) < 4)
}

test('photocall generate --server writes the inverted picture', async ({ folders }) => {
  const fake = await startFakeComfyServer()
  const output = join(folders.shareDir, 'inverted.jpg')
  const { status, stderr } = await generate(output, [fake.url])
  expect(status, stderr).toBe(0)
  expect(await isInverted(output)).toBe(true)
  await fake.close()
})

test('of two servers one is killed in the middle, and the picture comes all the same', async ({ folders }) => {
  const [one, two] = [await startFakeComfyServer(), await startFakeComfyServer()]
  const hold = one.hold('ImageInvert')
  const output = join(folders.shareDir, 'inverted.jpg')
  const ended = generate(output, [one.url, two.url])
  await Promise.race([hold.reached, ended])
  await one.kill()
  hold.release()
  const { status, stderr } = await ended
  expect(status, stderr).toBe(0)
  expect(await isInverted(output)).toBe(true)
  await two.close()
})

test('a server that is not there is told with the exit code for it', async ({ folders }) => {
  const fake = await startFakeComfyServer()
  await fake.kill()
  const { status, stderr } = await generate(join(folders.shareDir, 'none.jpg'), [fake.url])
  expect(status).toBe(3)
  expect(stderr).toContain('does not answer')
})

test('a reader that goes away ends nothing: the picture is there, without a word of complaint', async ({ folders }) => {
  const fake = await startFakeComfyServer()
  const child = startWords(folders.shareDir, fake.url, '--json-progress')
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  child.stdout.once('data', () => child.stdout.destroy())
  expect(await endOf(child), stderr).toBe(0)
  expect(stderr).toBe('')
  expect(readdirSync(join(folders.shareDir, 'out'))).toEqual(['words.png'])
  await fake.close()
})

test('Ctrl+C cancels on the server and ends with 130', async ({ folders }) => {
  const fake = await startFakeComfyServer()
  const hold = fake.hold('KSampler')
  const child = startWords(folders.shareDir, fake.url)
  child.stdout.resume()
  await hold.reached
  child.kill('SIGINT')
  await expect.poll(() => fake.requests.some(({ path }) => path === '/interrupt')).toBe(true)
  hold.release()
  expect(await endOf(child)).toBe(130)
  await fake.close()
})

test('a second signal ends at once, whatever the server does', async ({ folders }) => {
  const fake = await startFakeComfyServer()
  const hold = fake.hold('KSampler')
  const child = startWords(folders.shareDir, fake.url)
  child.stdout.resume()
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  await hold.reached
  child.kill('SIGINT')
  child.kill('SIGTERM')
  expect(await endOf(child)).toBe(130)
  // in its own time it would have waited for the server, and said so
  expect(stderr).toBe('')
  hold.release()
  await fake.close()
})
