import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { definedEnvironment, expect, root, test, textIn } from '../fixtures'

test('the booth has threads for calls that hang on a share, unless the environment says how many', async ({
  folders,
}) => {
  test.skip(process.platform !== 'linux', 'threads are counted in /proc')
  async function threadsWith(size: Record<string, string>): Promise<number> {
    const { UV_THREADPOOL_SIZE: _size, ...env } = definedEnvironment()
    const flags = ['serve', '--demo', '--data', folders.dataDir, '--share', folders.shareDir, '--port', '0']
    const child = spawn(process.execPath, [join(root, 'out/main/cli.js'), ...flags], { env: { ...env, ...size } })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
    await textIn(child, () => output, /\/pair\?code=/)
    const threads = readdirSync(`/proc/${child.pid}/task`).length
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    await ended
    return threads
  }
  const four = await threadsWith({ UV_THREADPOOL_SIZE: '4' })
  expect((await threadsWith({})) - four).toBe(12)
})
