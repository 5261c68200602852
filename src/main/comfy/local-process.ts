import { spawn, type ChildProcess } from 'node:child_process'
import type { Log } from '../lib/log'
import type { Clock } from '../lib/clock'

/** ComfyUI servers that this console started, by their start commands. */
export interface LocalProcesses {
  /** Ends what it started before, then starts anew. It outlives the console: work in it goes on. */
  restart(id: string, command: string): Promise<void>
}

const endMs = 8000

export function createLocalProcesses({ clock, log }: { clock: Clock; log: Log }): LocalProcesses {
  const children = new Map<string, ChildProcess>()

  function end(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return Promise.resolve()
    return new Promise((resolve) => {
      const stop = clock.after(endMs, () => signalTree(child, 'SIGKILL'))
      child.once('exit', () => {
        stop()
        resolve()
      })
      signalTree(child, 'SIGTERM')
    })
  }

  return {
    async restart(id, command) {
      const before = children.get(id)
      if (before) await end(before)
      const child = spawn(command, { shell: true, detached: true, stdio: 'ignore' })
      child.on('error', (error) => log.error('the start command did not run', { id, error: error.message }))
      child.on('exit', (code) => log.info('a ComfyUI process ended', { id, code }))
      child.unref()
      children.set(id, child)
    },
  }
}

/** The shell and all that it started; Windows has no process groups, but takes the tree down by its command. */
function signalTree({ pid }: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (pid === undefined) return
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore' })
    return
  }
  try {
    process.kill(-pid, signal)
  } catch (error) {
    // it ended by itself meanwhile
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
