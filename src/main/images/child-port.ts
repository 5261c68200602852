import type { Told } from './messages'

/** A child's way to its parent, whoever started it. */
export interface ChildPort {
  send(message: Told): void
  onMessage(listen: (message: unknown) => void): void
}

/** As Electron's utilityProcess gives it to its child as `process.parentPort`. */
interface ParentPort {
  postMessage(message: unknown): void
  on(event: 'message', listen: (event: { data: unknown }) => void): void
  start?(): void
}

/** Electron's parent port where there is one, else fork's channel; the child ends when the parent has gone. */
export function connectParent(): ChildPort {
  const { parentPort } = process as { parentPort?: ParentPort }
  return parentPort ? overParentPort(parentPort) : overFork()
}

function overParentPort(port: ParentPort): ChildPort {
  return {
    send: (message) => port.postMessage(message),
    onMessage(listen) {
      port.on('message', (event) => listen(event.data))
      port.start?.()
    },
  }
}

function overFork(): ChildPort {
  process.on('disconnect', () => process.exit(0))
  // Ctrl+C reaches the whole process group: the parent decides what is finished first.
  process.on('SIGINT', () => undefined)
  process.on('SIGTERM', () => undefined)
  return {
    send: (message) => void process.send?.(message, undefined, undefined, () => undefined),
    onMessage: (listen) => void process.on('message', listen),
  }
}
