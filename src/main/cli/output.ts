import type { GenerateProgress } from '../backends/backend'

/** Where a command writes; tests pass their own. */
export interface Terminal {
  out(text: string): void
  err(text: string): void
  /** Whether `err` is a screen that a line can be rewritten on. */
  live: boolean
  columns: number
}

export const processTerminal: Terminal = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  live: process.stderr.isTTY === true,
  columns: process.stderr.columns ?? 80,
}

/** One line of `--json-progress`; `etaSeconds` is always a number, 0 or more. */
export function jsonProgressLine({ step, maxSteps, node }: GenerateProgress, etaSeconds: number): string {
  return `${JSON.stringify({ step, max_steps: maxSteps, eta_seconds: round(etaSeconds), node })}\n`
}

/** `[PROGRESS] Sampling: 5/20 steps (25%) - ETA: 12s` */
export function plainProgressLine(progress: GenerateProgress, etaSeconds: number): string {
  const percent = Math.round(progress.fraction * 100)
  return `[PROGRESS] ${progress.node}: ${progress.step}/${progress.maxSteps} steps (${percent}%) - ETA: ${Math.round(etaSeconds)}s\n`
}

/** A bar that fits the width, to be written over the one before; at least 10 cells. */
export function progressBar(progress: GenerateProgress, etaSeconds: number, columns: number): string {
  const tail = ` ${Math.round(progress.fraction * 100)}%  ${progress.node}  about ${Math.round(etaSeconds)} s left`
  const cells = Math.max(10, Math.min(40, columns - tail.length - 3))
  const full = Math.round(progress.fraction * cells)
  return `\r\u001b[2K[${'='.repeat(full)}${'-'.repeat(cells - full)}]${tail}`.slice(0, columns + 5)
}

/** Seconds left by the steps so far: (max - step) * elapsed / step; 0 before the first. */
export function etaSeconds({ step, maxSteps }: GenerateProgress, elapsedMs: number): number {
  if (step <= 0 || maxSteps <= step) return 0
  return ((maxSteps - step) * elapsedMs) / step / 1000
}

function round(value: number): number {
  return Number.isFinite(value) ? Math.round(Math.min(1e9, Math.max(0, value)) * 10) / 10 : 0
}
