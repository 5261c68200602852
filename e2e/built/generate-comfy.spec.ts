import { execFile } from 'node:child_process'
import { join } from 'node:path'
import sharp from 'sharp'
import { startFakeComfyServer } from '../../src/main/comfy/testing/fake-comfy-server'
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
