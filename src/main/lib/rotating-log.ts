import { mkdirSync } from 'node:fs'
import { createStream } from 'rotating-file-stream'
import { systemClock, type Clock } from './clock'
import type { Log } from './log'
import { redact } from './redact'
import { collapseRepeats, type LogLine, type WrittenLine } from './repeated-lines'

/** `photocall.log` and its older parts in one folder: 5 files of 10 MB at most, JSON lines. */
export interface RotatingLog {
  /** A log whose lines name the feature, e.g. `share`. */
  feature(name: string): Log
  /** Writes what is held back and waits for the disk; later lines are dropped. */
  close(): Promise<void>
}

export interface RotatingLogOptions {
  /** Also handed every line, e.g. to show it on a terminal. */
  onLine?: (line: LogLine) => void
  /** Bytes of one file; ten million by default. */
  fileBytes?: number
  clock?: Clock
}

const olderFiles = 4
/** A line that keeps coming is told at least this often. */
const repeatWindowMs = 60_000

/** Creates the folder when it is missing. A log that cannot be written (disk full) stays silent: it never stops the work. */
export function createRotatingLog(dir: string, options: RotatingLogOptions = {}): RotatingLog {
  const clock = options.clock ?? systemClock
  const stream = openStream(dir, options.fileBytes ?? 10_000_000)
  const repeats = collapseRepeats({
    clock,
    windowMs: repeatWindowMs,
    write: (line) => void stream.write(`${formatLine(line, clock.nowMs())}\n`),
  })

  let closed = false

  function take(line: LogLine) {
    if (closed) return
    repeats.take(line)
    options.onLine?.(line)
  }

  return {
    feature: (feature) => featureLog(feature, take),
    async close() {
      if (closed) return
      closed = true
      repeats.flush()
      await new Promise<void>((resolve) => stream.end(() => resolve()))
    },
  }
}

function openStream(dir: string, fileBytes: number) {
  mkdirSync(dir, { recursive: true })
  const stream = createStream('photocall.log', { path: dir, size: `${fileBytes}B`, rotate: olderFiles })
  stream.on('error', (error) => console.error('The log cannot be written:', error.message))
  stream.on('warning', (error) => console.error('The log cannot be rotated:', error.message))
  return stream
}

function formatLine({ level, feature, message, facts, repeated }: WrittenLine, nowMs: number) {
  const time = new Date(nowMs).toISOString()
  return JSON.stringify({ time, level, feature, message, ...(repeated > 0 ? { repeated } : {}), facts })
}

function featureLog(feature: string, take: (line: LogLine) => void): Log {
  const at = (level: LogLine['level']) => (message: string, facts?: Record<string, unknown>) =>
    take({ level, feature, message, facts: facts ? redact(facts) : {} })
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
