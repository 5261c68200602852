import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { definedEnvironment, expect, root, test, textIn } from '../fixtures'

test('npm start without a display says so, serves the console with a pairing code, and ends well on SIGTERM', async ({
  folders,
}) => {
  test.skip(process.platform !== 'linux', 'only Linux starts without a display')
  const { DISPLAY: _x, WAYLAND_DISPLAY: _wayland, ...env } = definedEnvironment()
  const flags = ['--demo', '--data', folders.dataDir, '--share', folders.shareDir, '--port', '0']
  const child = spawn(process.execPath, [join(root, 'scripts/start.mjs'), ...flags], { env })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  await textIn(child, () => output, /http:\/\/127\.0\.0\.1:\d+\/pair\?code=[\w-]+/)
  expect(output).toContain('no display')
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  expect((await ended)[0]).toBe(0)
})
