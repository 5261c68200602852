import { exitCodes } from './exit-code'

/** Of a person, of who started us, of the terminal that closes; on Windows Ctrl+Break too. */
const signals: readonly NodeJS.Signals[] = [
  ...(['SIGINT', 'SIGTERM', 'SIGHUP'] as const),
  ...(process.platform === 'win32' ? (['SIGBREAK'] as const) : []),
]
/** Ctrl+C reaches a program that npm started twice, by the terminal and by npm: so soon after it is the same one. */
const sameSignalMs = 500

/** Calls at the first signal that asks for the end; a second ends the program at once. Returns how to stop listening. */
export function onEndSignal(listen: () => void): () => void {
  let first: { signal: NodeJS.Signals; atMs: number } | null = null
  const onSignal = (signal: NodeJS.Signals) => {
    const isRepeat = first !== null && first.signal === signal && performance.now() - first.atMs < sameSignalMs
    if (first && !isRepeat) process.exit(exitCodes.interrupted)
    if (first) return
    first = { signal, atMs: performance.now() }
    listen()
  }
  for (const signal of signals) process.on(signal, onSignal)
  return () => {
    for (const signal of signals) process.removeListener(signal, onSignal)
  }
}
