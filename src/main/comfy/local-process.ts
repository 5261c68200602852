import { spawn, type ChildProcess } from 'node:child_process'
import type { Log } from '../lib/log'
import type { Clock } from '../lib/clock'

/** ComfyUI servers that this console started, by their start commands. */
export interface LocalProcesses {
  /** Ends what it started before, then starts anew. It outlives the console: work in it goes on. */
  restart(id: string, command: string): Promise<void>
}

/** For a server to end by itself, and then for the system to take it down; what is left then is left. */
const endMs = 8000
const killMs = 2000
const lookMs = 50

export function createLocalProcesses({ clock, log }: { clock: Clock; log: Log }): LocalProcesses {
  const children = new Map<string, ChildProcess>()

  /** The shell ends at once, the server that it started may take its time: until then its port is taken. */
  async function end(child: ChildProcess): Promise<void> {
    signalTree(child, 'SIGTERM')
    if (await isGone(child, endMs)) return
    signalTree(child, 'SIGKILL')
    if (!(await isGone(child, killMs))) log.warn('a ComfyUI process does not end', { pid: child.pid ?? null })
  }

  async function isGone(child: ChildProcess, withinMs: number): Promise<boolean> {
    const untilMs = clock.monotonicMs() + withinMs
    while (isTreeAlive(child)) {
      if (clock.monotonicMs() >= untilMs) return false
      await new Promise<void>((resolve) => void clock.after(lookMs, resolve))
    }
    return true
  }

  return {
    async restart(id, command) {
      const before = children.get(id)
      if (before) await end(before)
      const child = spawn(command, { shell: true, detached: true, stdio: 'ignore', windowsHide: true })
      child.on('error', (error) => log.error('the start command did not run', { id, error: error.message }))
      child.on('exit', (code) => log.info('a ComfyUI process ended', { id, code }))
      child.unref()
      children.set(id, child)
    },
  }
}

/** Of Windows only the shell is known, which waits there for what it started. */
function isTreeAlive({ pid, exitCode, signalCode }: ChildProcess): boolean {
  if (pid === undefined) return false
  return process.platform === 'win32' ? exitCode === null && signalCode === null : reaches(-pid, 0)
}

/** The shell and all that it started; Windows has no process groups, but takes the tree down by its command. */
function signalTree({ pid }: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (pid === undefined) return
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore', windowsHide: true })
    return
  }
  reaches(-pid, signal)
}

/** False: it ended by itself meanwhile. */
function reaches(pid: number, signal: 'SIGTERM' | 'SIGKILL' | 0): boolean {
  try {
    return process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}
