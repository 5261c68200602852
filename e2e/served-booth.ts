import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { cliFile, definedEnvironment, textIn, type Folders } from './fixtures'

/** `photocall serve` as a process that a test may kill at any moment. */
export interface ServedBooth {
  process: ChildProcess
  pid: number
  output(): string
  /** Resolves with the pairing address once it is open; rejects with all it printed when it ends before. */
  opened: Promise<string>
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  kill(signal: NodeJS.Signals): void
}

/** What Node itself is given beside the program. */
export interface NodeOptions {
  nodeArgs: readonly string[]
  env: Record<string, string>
}

/** Starts the built server on a free port, without waiting for it. */
export function startBooth(
  { dataDir, shareDir }: Folders,
  flags: readonly string[] = ['--port', '0'],
  { nodeArgs, env }: NodeOptions = { nodeArgs: [], env: {} },
): ServedBooth {
  const args = [...nodeArgs, cliFile, 'serve', '--data', dataDir, '--share', shareDir, ...flags]
  const child = spawn(process.execPath, args, {
    env: { ...definedEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  const output = () => printed
  const opened = textIn(child, output, /http:\/\/127\.0\.0\.1:\d+\/pair\?code=[\w-]+/)
  opened.catch(() => undefined) // a booth that is killed while it starts is nobody's error
  const ended = once(child, 'close').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
  }))
  return { process: child, pid: child.pid ?? 0, output, opened, ended, kill: (signal) => void child.kill(signal) }
}

/** The image processes of a booth; empty where the system does not list children (all but Linux). */
export function imageChildren(boothPid: number): number[] {
  const text = readIfThere(`/proc/${boothPid}/task/${boothPid}/children`)
  return (text ?? '').split(' ').filter(Boolean).map(Number)
}

/** A process that ended but was not yet waited for counts as gone. */
export function isAlive(pid: number): boolean {
  const state = /\) (\w)/.exec(readIfThere(`/proc/${pid}/stat`) ?? '')?.[1]
  return state !== undefined && state !== 'Z'
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code === 'ENOENT' || code === 'ESRCH') return null
    throw error
  }
}
