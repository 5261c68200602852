import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it } from 'vitest'

const posixIt = process.platform === 'win32' ? it.skip : it

/** A parent that runs `code` in the foreground and ends as it ends; no time passes for it between two signals. */
function parentOf(code, platform = process.platform) {
  const program = `import { runForeground } from ${JSON.stringify(new URL('child.mjs', import.meta.url).href)}
    process.exitCode = await runForeground(process.execPath, ['-e', ${JSON.stringify(code)}], process.env,
      { nowMs: () => 0, platform: '${platform}' })`
  return spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
}

const waitsForSignals = `
  let seen = []
  process.on('SIGINT', () => { seen.push('SIGINT'); setTimeout(() => { console.log(seen.length); process.exit(7) }, 50) })
  setInterval(() => {}, 1000)
  console.log('ready')`

it('ends with the exit code of the child', async () => {
  const [code] = await once(parentOf('process.exit(4)'), 'exit')
  expect(code).toBe(4)
})

posixIt('passes a signal on, and takes the copy that npm sends beside the terminal for the same one', async () => {
  const parent = parentOf(waitsForSignals)
  await once(parent.stdout, 'data')
  const counted = once(parent.stdout, 'data')
  parent.kill('SIGINT')
  parent.kill('SIGINT')
  const [[count], [code]] = await Promise.all([counted, once(parent, 'exit')])
  expect(String(count).trim()).toBe('1')
  expect(code).toBe(7)
})

posixIt('leaves it to a console of Windows to tell the child, and waits for its end', async () => {
  const parent = parentOf(`${waitsForSignals}; console.log('pid', process.pid)`, 'win32')
  let said = ''
  while (!/pid \d+\n/.test(said)) said += String((await once(parent.stdout, 'data'))[0])
  const child = Number(/pid (\d+)/.exec(said)?.[1])
  const ended = once(parent, 'exit')
  parent.kill('SIGINT')
  // the console's own word: a forwarded one would be a second
  const counted = once(parent.stdout, 'data')
  process.kill(child, 'SIGINT')
  const [[count], [code]] = await Promise.all([counted, ended])
  expect([String(count).trim(), code]).toEqual(['1', 7])
})

posixIt('ends with 128 and the number of the signal that ended the child', async () => {
  const [code] = await once(parentOf(`process.kill(process.pid, 'SIGKILL')`), 'exit')
  expect(code).toBe(137)
})
