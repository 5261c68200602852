import { app, powerMonitor } from 'electron'
import type { Log } from '../lib/log'
import type { Closing } from './closing'
import { closeWithSession } from './session-end'
import type { Windows } from './windows'

export interface SystemDeps {
  windows: Windows
  closing: Closing
  log: Log
}

/** Joins the app to what the system tells it: other instances, signals, the end of the session, dying helpers. */
export function listenToSystem({ windows, closing, log }: SystemDeps) {
  app.on('second-instance', () => windows.showConsole())
  app.on('activate', () => windows.showConsole())
  app.on('window-all-closed', () => void closing.request())
  app.on('before-quit', (event) => {
    if (closing.isOver()) return
    event.preventDefault()
    void closing.request()
  })
  app.on('child-process-gone', (_event, details) => log.error('A helper process died', { ...details }))
  // Registered after ready: Electron's own handlers, installed before, would quit without our order of closing.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void closing.now(signal))
  delayShutdown(() => void closing.sessionEnds())
  app.on('browser-window-created', (_event, window) => closeWithSession(window, closing))
  process.on('uncaughtException', (error) => log.error('An error was not caught', { error }))
  process.on('unhandledRejection', (error) => log.error('A promise was not caught', { error }))
}

/** Linux and macOS wait a little when the event is prevented; Electron's types leave that event out. */
function delayShutdown(close: () => void) {
  const onShutdown = (event?: { preventDefault(): void }) => {
    event?.preventDefault()
    close()
  }
  powerMonitor.on('shutdown', onShutdown)
}
