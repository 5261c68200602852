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
        // A child that hangs in native code may never look at the gentler signal that child.kill() sends.
        if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL')
      },
    }
  }
}
