import type { GenerateProgress } from '../backends/backend'

/** Where a command writes; tests pass their own. */
export interface Terminal {
  out(text: string): void
  err(text: string): void
  /** Whether both are a screen that a line can be rewritten on. */
  live: boolean
  columns: number
}

export const processTerminal: Terminal = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  live: process.stdout.isTTY === true && process.stderr.isTTY === true,
  /** A terminal that does not know its size says 0. */
  get columns() {
    const { columns = 0 } = process.stderr
    return columns > 0 ? columns : 80
  },
}

/** EIO: the terminal was closed, or its line broke. */
const nobodyReads: readonly unknown[] = ['EPIPE', 'ERR_STREAM_DESTROYED', 'EIO']

/**
 * Who reads may stop reading (`| head -1`): what is written then is nobody's, and the work goes on. What else a stream meets
 * is told on the other one, once: telling may fail as well, and that would be told on the first one.
 */
export function outliveReaders({ stdout, stderr }: Record<'stdout' | 'stderr', NodeJS.WritableStream> = process): void {
  let isTold = false
  const listen = (stream: NodeJS.WritableStream, other: NodeJS.WritableStream) =>
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (isTold || nobodyReads.includes(error.code) || !other.writable) return
      isTold = true
      other.write(`The output could not be written: ${error.message}\n`)
    })
  listen(stdout, stderr)
  listen(stderr, stdout)
}

/** One line of `--json-progress`; `etaSeconds` is always a number, 0 or more. */
export function jsonProgressLine({ step, maxSteps, node }: GenerateProgress, etaSeconds: number): string {
  return `${JSON.stringify({ step, max_steps: maxSteps, eta_seconds: round(etaSeconds), node })}\n`
}

/** `[PROGRESS] Sampling: 5/20 steps (25%) - ETA: 12s` */
export function plainProgressLine({ step, maxSteps, node }: GenerateProgress, etaSeconds: number): string {
  const what = /sampler/i.test(node) ? 'Sampling' : node
  const percent = Math.round((step / Math.max(1, maxSteps)) * 100)
  return `[PROGRESS] ${what}: ${step}/${maxSteps} steps (${percent}%) - ETA: ${Math.round(etaSeconds)}s\n`
}

/** A bar that fits the width, to be written over the one before. */
export function progressBar(progress: GenerateProgress, etaSeconds: number, columns: number): string {
  const steps = progress.maxSteps > 0 ? ` ${progress.step}/${progress.maxSteps}, ${Math.round(etaSeconds)} s left` : ''
  const tail = ` ${Math.round(progress.fraction * 100)}%  ${progress.node}${steps}`
  const cells = Math.max(10, Math.min(40, columns - tail.length - 3))
  const full = Math.round(progress.fraction * cells)
  const bar = `[${'='.repeat(full)}${'-'.repeat(cells - full)}]${tail}`
  return `${clearLine}${bar.slice(0, Math.max(0, columns - 1))}`
}

/** Takes a bar away, so that a line can stand in its place. */
export const clearLine = '\r\u001b[2K'

/** Seconds left by the steps so far: (max - step) * elapsed / step; 0 before the first. */
export function etaSeconds({ step, maxSteps }: GenerateProgress, elapsedMs: number): number {
  if (step <= 0 || maxSteps <= step) return 0
  return ((maxSteps - step) * elapsedMs) / step / 1000
}

function round(value: number): number {
  return Number.isFinite(value) ? Math.round(Math.min(1e9, Math.max(0, value)) * 10) / 10 : 0
}
