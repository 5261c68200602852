import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { z } from 'zod'
import { cliFile, definedEnvironment, expect, realPhotograph, test } from '../fixtures'

const generate = (...args: string[]) =>
  spawnSync(process.execPath, [cliFile, 'generate', ...args], { encoding: 'utf8', env: definedEnvironment() })

const styles = ['--image', realPhotograph, '--style', 'pop-art']

test('photocall generate turns a real photograph into a picture of the same size', async ({ folders }) => {
  const { status, stderr } = generate(...styles, '--output', join(folders.shareDir, 'result.jpg'))
  expect(status, stderr).toBe(0)
  const { info } = await sharp(join(folders.shareDir, 'result.jpg')).raw().toBuffer({ resolveWithObject: true })
  expect(info).toMatchObject({ width: 512, height: 512 })
})

test('--quiet prints the path of the result and nothing else', ({ folders }) => {
  const output = join(folders.shareDir, 'result.jpg')
  const { stdout, stderr } = generate(...styles, '--output', output, '--quiet')
  expect(stdout.trim()).toBe(output)
  expect(stderr).toBe('')
})

test('--json-progress prints lines that each parse, and the output last', ({ folders }) => {
  const output = join(folders.shareDir, 'result.jpg')
  const { stdout, stderr } = generate(...styles, '--output', output, '--json-progress')
  const lines = stdout
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line))
  const progress = z.object({
    step: z.number(),
    max_steps: z.number(),
    eta_seconds: z.number().min(0),
    node: z.string(),
  })
  expect(lines.length, stderr).toBeGreaterThan(1)
  for (const line of lines.slice(0, -1)) progress.parse(line)
  expect(lines.at(-1)).toEqual({ output })
})

test('the same seed gives the same bytes', async ({ folders }) => {
  for (const name of ['a.png', 'b.png']) generate(...styles, '--seed', '7', '--output', join(folders.shareDir, name))
  const [a, b] = await Promise.all(
    readdirSync(folders.shareDir).map((name) => sharp(join(folders.shareDir, name)).raw().toBuffer()),
  )
  expect(a?.equals(b ?? Buffer.alloc(0))).toBe(true)
})

test('an unknown style is a usage error with the names there are', ({ folders }) => {
  const { status, stderr } = generate('--image', realPhotograph, '--style', 'no-such', '--output', folders.shareDir)
  expect(status).toBe(2)
  expect(stderr).toMatch(/no-such/)
})
