import { utilityProcess } from 'electron'
import type { StartImageChild } from '../images/images'
import type { Log } from '../lib/log'

/** The image child as Electron starts it; what it prints goes to the log. */
export function createStartImageChild(log: Log): StartImageChild {
  return (modulePath) => {
    const child = utilityProcess.fork(modulePath, [], { serviceName: 'Photocall pictures', stdio: 'pipe' })
    child.stdout?.on('data', (chunk: Buffer) => log.info('Image child', { output: chunk.toString().trimEnd() }))
    child.stderr?.on('data', (chunk: Buffer) => log.warn('Image child', { output: chunk.toString().trimEnd() }))
    return {
      get pid() {
        return child.pid
      },
      send: (message) => child.postMessage(message),
      onMessage: (listen) => void child.on('message', listen),
      onExit: (listen) => void child.once('exit', listen),
      kill() {
        if (child.pid === undefined) child.once('spawn', () => endNow(child.pid, log))
        else endNow(child.pid, log)
      },
    }
  }
}

/** A child that hangs in native code may never look at the gentler signal that child.kill() sends. */
function endNow(pid: number | undefined, log: Log) {
  try {
    if (pid !== undefined) process.kill(pid, 'SIGKILL')
  } catch (error) {
    // It ended by itself a moment ago; its exit is on the way.
    log.debug('Image child was gone already', { error: String(error) })
  }
}
