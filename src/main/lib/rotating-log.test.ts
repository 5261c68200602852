import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createManualClock } from './clock'
import { createRotatingLog } from './rotating-log'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'photocall-log-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true, maxRetries: 10 }))

const lines = (file: string): Record<string, unknown>[] =>
  readFileSync(join(dir, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

describe('createRotatingLog', () => {
  it('writes JSON lines with time, level and feature, and secrets masked', async () => {
    const log = createRotatingLog(dir, { clock: createManualClock() })
    log.feature('share').warn('away', { dir: 'E:', token: 'abc' })
    await log.close()
    expect(lines('photocall.log')).toEqual([
      {
        level: 'warn',
        time: '2026-01-04T18:00:00.000Z',
        feature: 'share',
        message: 'away',
        facts: { dir: 'E:', token: '[redacted]' },
      },
    ])
  })

  it('writes the count of repeats at the latest when it closes', async () => {
    const log = createRotatingLog(dir)
    for (let i = 0; i < 100; i += 1) log.feature('comfy').error('refused')
    await log.close()
    expect(lines('photocall.log').map((line) => line['repeated'])).toEqual([undefined, 99])
  })

  it('goes on in the same file after a restart', async () => {
    for (const message of ['first', 'second']) {
      const log = createRotatingLog(dir)
      log.feature('app').info(message)
      await log.close()
    }
    expect(lines('photocall.log').map((line) => line['message'])).toEqual(['first', 'second'])
  })

  it('keeps five files within their size', async () => {
    const log = createRotatingLog(dir, { fileBytes: 10_000 })
    const feature = log.feature('app')
    for (let i = 0; i < 100; i += 1) {
      feature.info(`line ${i}`, { filler: 'x'.repeat(1000) })
      await new Promise((resolve) => setImmediate(resolve))
    }
    await log.close()
    const files = readdirSync(dir).filter((file) => file.startsWith('photocall.log'))
    expect(files).toHaveLength(5)
    for (const file of files) expect(statSync(join(dir, file)).size).toBeLessThan(40_000)
    const newest = [...lines('photocall.log.1'), ...lines('photocall.log')]
    expect(newest.at(-1)?.['message']).toBe('line 99')
  })

  it('drops lines that come after closing, and closes once', async () => {
    const log = createRotatingLog(dir)
    log.feature('app').info('first')
    await log.close()
    log.feature('app').info('late')
    await log.close()
    expect(lines('photocall.log').map((line) => line['message'])).toEqual(['first'])
  })

  it('hands every line to whoever shows it', async () => {
    const shown: string[] = []
    const log = createRotatingLog(dir, { onLine: (line) => shown.push(line.message) })
    log.feature('app').info('hello')
    await log.close()
    expect(shown).toEqual(['hello'])
  })
})
