// Runs one long-lived child in the foreground and ends as it ends.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'

const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP']
// A terminal's Ctrl+C reaches us directly and again through npm; a person presses twice more slowly than this.
const repeatWithinMs = 300

/** Resolves with the exit code (128 + signal number when a signal ended it). Signals to us are passed on, each once. */
export function runForeground(
  command,
  args,
  env = process.env,
  { nowMs = Date.now, platform = process.platform } = {},
) {
  const isWindows = platform === 'win32'
  // Its own process group: the terminal's Ctrl+C then arrives by us alone, and the child does not take it for two.
  const child = spawn(command, args, { stdio: 'inherit', env, detached: !isWindows })
  // A console of Windows tells the child itself, and `kill` would end it there before it could close in order.
  const stopForwarding = onSignals(nowMs, isWindows ? () => undefined : (signal) => child.kill(signal))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]))
  }).finally(stopForwarding)
}

function onSignals(nowMs, forward) {
  let last = { signal: '', atMs: 0 }
  const listen = (signal) => {
    const repeated = signal === last.signal && nowMs() - last.atMs < repeatWithinMs
    last = { signal, atMs: nowMs() }
    if (!repeated) forward(signal)
  }
  for (const signal of forwarded) process.on(signal, listen)
  return () => forwarded.forEach((signal) => process.off(signal, listen))
}
