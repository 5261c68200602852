import { mkdirSync } from 'node:fs'
import pino from 'pino'
import { createStream } from 'rotating-file-stream'
import { systemClock, type Clock } from './clock'
import type { Log } from './log'
import { redact } from './redact'
import { collapseRepeats, type LogLine } from './repeated-lines'

/** `photocall.log` and its older parts in one folder: 5 files of 10 MB at most, JSON lines. */
export interface RotatingLog {
  /** A log whose lines name the feature, e.g. `share`. */
  feature(name: string): Log
  /** Writes what is held back and waits for the disk. */
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
  const { stream, logger } = openLogger(dir, options.fileBytes ?? 10_000_000, clock)
  const repeats = collapseRepeats({
    clock,
    windowMs: repeatWindowMs,
    write({ level, feature, message, facts, repeated }) {
      logger[level]({ ...facts, feature, ...(repeated > 0 ? { repeated } : {}) }, message)
    },
  })

  function take(line: LogLine) {
    repeats.take(line)
    options.onLine?.(line)
  }

  return {
    feature: (feature) => featureLog(feature, take),
    async close() {
      repeats.flush()
      await new Promise<void>((resolve) => stream.end(() => resolve()))
    },
  }
}

function openLogger(dir: string, fileBytes: number, clock: Clock) {
  mkdirSync(dir, { recursive: true })
  const stream = createStream('photocall.log', { path: dir, size: `${fileBytes}B`, rotate: olderFiles })
  stream.on('error', (error) => console.error('The log cannot be written:', error.message))
  stream.on('warning', (error) => console.error('The log cannot be rotated:', error.message))
  const timestamp = () => `,"time":"${new Date(clock.nowMs()).toISOString()}"`
  const formatters = { level: (label: string) => ({ level: label }) }
  return { stream, logger: pino({ base: null, level: 'debug', timestamp, formatters, messageKey: 'message' }, stream) }
}

function featureLog(feature: string, take: (line: LogLine) => void): Log {
  const at = (level: LogLine['level']) => (message: string, facts?: Record<string, unknown>) =>
    take({ level, feature, message, facts: facts ? redact(facts) : {} })
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
