import { fork } from 'node:child_process'
import type { ImageChild } from './images'

/** Of glibc: it gives each thread that decodes an arena, and an arena keeps the holes that pictures leave. */
const fewArenas = { MALLOC_ARENA_MAX: '2' }

/** Starts a child with plain Node's fork, its words on our stderr unless told otherwise; under Electron use a utilityProcess instead. */
export function startNodeChild(modulePath: string, stderr: 'inherit' | 'ignore' = 'inherit'): ImageChild {
  const child = fork(modulePath, [], {
    serialization: 'advanced',
    execArgv: [],
    stdio: ['ignore', 'ignore', stderr, 'ipc'],
    env: { ...process.env, ...fewArenas },
  })
  const exitListeners: ((code: number | null) => void)[] = []
  let ended = false
  const end = (code: number | null) => {
    if (ended) return
    ended = true
    for (const listen of exitListeners) listen(code)
  }
  child.on('error', () => {
    // A child that could not be started or told something; `exit` does not always follow.
    child.kill('SIGKILL')
    end(null)
  })
  child.on('exit', end)
  return {
    pid: child.pid,
    send: (message) => void (child.connected && child.send(message as object, () => undefined)),
    onMessage: (listen) => void child.on('message', listen),
    onExit: (listen) => void exitListeners.push(listen),
    kill: () => void child.kill('SIGKILL'),
  }
}
