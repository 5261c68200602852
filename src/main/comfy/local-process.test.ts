import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { systemClock } from '../lib/clock'
import { silentLog } from '../lib/log'
import { createLocalProcesses } from './local-process'

const started = new Set<number>()
const dirs: string[] = []
afterEach(async () => {
  for (const pid of started) if (isAlive(pid)) process.kill(pid, 'SIGKILL')
  started.clear()
  for (const dir of dirs.splice(0)) await rm(dir, { recursive: true, force: true, maxRetries: 10 })
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** A shell line that starts a program which notes its process id and stays until it is ended. */
async function lastingCommand() {
  const dir = await mkdtemp(join(tmpdir(), 'photocall-start-'))
  dirs.push(dir)
  const file = join(dir, 'pids')
  const script = `require('fs').appendFileSync(process.argv[1], process.pid + ' '); setInterval(() => {}, 1000)`
  const command = `"${process.execPath}" -e "${script}" "${file}"`
  async function pids(count: number): Promise<number[]> {
    const read = () => (existsSync(file) ? readFileSync(file, 'utf8').trim().split(' ').map(Number) : [])
    await vi.waitFor(() => expect(read()).toHaveLength(count), { timeout: 60_000 })
    read().forEach((pid) => started.add(pid))
    return read()
  }
  return { command, pids }
}

const isWindows = process.platform === 'win32'

it.skipIf(isWindows)('starts a server by its command, and ends that one before it starts it anew', async () => {
  const { command, pids } = await lastingCommand()
  const processes = createLocalProcesses({ clock: systemClock, log: silentLog })
  await processes.restart('gpu', command)
  const [first] = await pids(1)
  expect(isAlive(first!)).toBe(true)
  await processes.restart('gpu', command)
  expect(isAlive(first!)).toBe(false)
  const [, second] = await pids(2)
  expect(isAlive(second!)).toBe(true)
})

it.skipIf(isWindows)('leaves the servers of other names alone', async () => {
  const [one, two] = [await lastingCommand(), await lastingCommand()]
  const processes = createLocalProcesses({ clock: systemClock, log: silentLog })
  await processes.restart('one', one.command)
  const [first] = await one.pids(1)
  await processes.restart('two', two.command)
  await two.pids(1)
  expect(isAlive(first!)).toBe(true)
})

it('tells a command that cannot run to the log, and nobody waits for it', async () => {
  const told: string[] = []
  const log = { ...silentLog, info: (text: string) => void told.push(text) }
  const processes = createLocalProcesses({ clock: systemClock, log })
  await processes.restart('gpu', 'no-such-program-anywhere --listen')
  await vi.waitFor(() => expect(told).toContain('a ComfyUI process ended'), { timeout: 60_000 })
})
