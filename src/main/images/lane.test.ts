import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '../../contract/errors'
import { createManualClock, type ManualClock } from '../lib/clock'
import { silentLog } from '../lib/log'
import type { ImageChild } from './images'
import { createLane, type Lane, type LaneOptions } from './lane'
import { startNodeChild } from './node-child'

/** A real process that behaves as the path tells it: answer, crash, hang, eat memory, or say nonsense first. */
const program = `
const hold = []
const fs = require('node:fs')
const claims = (marker) => {
  if (fs.existsSync(marker)) return false
  fs.writeFileSync(marker, '')
  return true
}
process.on('disconnect', () => process.exit())
process.send({ type: 'memory', rssBytes: 1e6 })
process.on('message', (message) => {
  if (message.type === 'cancel') return globalThis.stubborn || process.send({ type: 'cancelled', id: message.id })
  const { id, operation } = message
  const path = operation.path
  if (path === 'crash') process.exit(7)
  if (path.startsWith('crash once ') && claims(path.slice('crash once '.length))) process.exit(7)
  if (path === 'stubborn') globalThis.stubborn = true
  if (path === 'hang' || path === 'stubborn') return process.send({ type: 'step', id, step: 1, maxSteps: 9, name: 'Hang' })
  // more than it may, and not all there is while nobody has time to look
  if (path === 'eat') return setInterval(() => hold.length < 20 && hold.push(Buffer.alloc(32e6, 1)), 5)
  if (path === 'report') return process.send({ type: 'memory', rssBytes: 5e9 })
  if (path === 'nonsense') process.send({ type: 'done', id, facts: 'none' })
  process.send({ type: 'done', id, facts: { mediaType: 'image/jpeg', widthPx: process.pid, heightPx: 1 } })
})
`

let dir: string
let clock: ManualClock
let lane: Lane
let children: ImageChild[]

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'lane-'))
  await writeFile(join(dir, 'child.cjs'), program)
  clock = createManualClock()
  children = []
  lane = createLane({ name: 'test', start, clock, log: silentLog, memoryLimitBytes: 300_000_000 })
})
afterEach(async () => {
  await lane.close()
  await rm(dir, { recursive: true })
})

/** Their stderr is left out: what a child says of a program that is missing would stand in every report. */
function start() {
  const child = startNodeChild(join(dir, 'child.cjs'), 'ignore')
  children.push(child)
  return child
}

function run(path: string, options: Partial<LaneOptions> = {}) {
  return lane.run(
    { kind: 'verify', path },
    { timeoutMs: 5000, signal: null, onStep: () => undefined, onPreview: () => undefined, ...options },
  )
}

/** Starts what does not answer; resolves once the child has begun it. */
async function begin(path: string, options: Partial<LaneOptions> = {}) {
  const controller = new AbortController()
  return new Promise<{ running: Promise<unknown>; controller: AbortController }>((resolve) => {
    const running = run(path, { signal: controller.signal, ...options, onStep: () => resolve({ running, controller }) })
    running.catch(() => undefined)
  })
}

describe('a lane', () => {
  it('starts no child before the first operation and uses one for all', async () => {
    expect(children).toHaveLength(0)
    const all = await Promise.all([run('a'), run('b'), run('c')])
    expect(new Set(all.map((facts) => facts.widthPx))).toEqual(new Set([children[0]!.pid]))
    expect(children).toHaveLength(1)
  })

  it('loses only the operation in hand when the child dies, and goes on with a new one', async () => {
    const [before, crashed, after] = await Promise.allSettled([run('a'), run('crash'), run('b')])
    expect([before.status, after.status]).toEqual(['fulfilled', 'fulfilled'])
    expect(crashed).toMatchObject({
      reason: { code: 'picture_unreadable', message: expect.stringContaining('7') as unknown },
    })
    expect(children).toHaveLength(3)
  })

  it('begins an operation once more whose child died, and only once', async () => {
    const facts = await run(`crash once ${join(dir, 'marker')}`)
    expect(facts.widthPx).toBe(children[1]!.pid)
    await expect(run('crash')).rejects.toMatchObject({ code: 'picture_unreadable' })
    expect(children).toHaveLength(3)
  })

  it('kills the child of an operation that is over its time and names it so', async () => {
    const { running } = await begin('hang')
    const next = run('a')
    clock.advance(4999)
    clock.advance(1)
    await expect(running).rejects.toMatchObject({ code: 'picture_timeout' })
    expect(await next).toMatchObject({ widthPx: children[1]!.pid })
  })

  it('counts the time of an operation from its own start', async () => {
    const first = await begin('hang', { timeoutMs: 60_000 })
    const second = run('a', { timeoutMs: 1000 })
    clock.advance(50_000)
    first.controller.abort(new Error('enough'))
    await expect(first.running).rejects.toThrow('enough')
    expect(await second).toMatchObject({ heightPx: 1 })
  })

  it.runIf(process.platform === 'linux')('kills a child that is over the memory ceiling', async () => {
    await expect(run('eat')).rejects.toMatchObject({ code: 'picture_too_large' })
    expect(await run('a')).toMatchObject({ widthPx: children[1]!.pid })
  })

  it('believes a child that reports too much memory itself', async () => {
    await expect(run('report')).rejects.toMatchObject({ code: 'picture_too_large' })
  })

  it('ends a cancelled operation by asking, and keeps the child', async () => {
    const { running, controller } = await begin('hang')
    controller.abort(new AppError('closing', 'Closing.', ''))
    await expect(running).rejects.toMatchObject({ code: 'closing' })
    expect(await run('a')).toMatchObject({ widthPx: children[0]!.pid })
  })

  it('kills a child that does not obey a cancel', async () => {
    const { running, controller } = await begin('stubborn')
    controller.abort(new Error('cancelled'))
    clock.advance(1000)
    await expect(running).rejects.toThrow('cancelled')
    expect(await run('a')).toMatchObject({ widthPx: children[1]!.pid })
  })

  it('never starts an operation that was cancelled while it waited', async () => {
    const { running, controller } = await begin('hang')
    const waiting = new AbortController()
    const second = run('crash', { signal: waiting.signal })
    waiting.abort(new Error('not any more'))
    controller.abort(new Error('first'))
    await expect(running).rejects.toThrow('first')
    await expect(second).rejects.toThrow('not any more')
    expect(await run('a')).toMatchObject({ widthPx: children[0]!.pid })
  })

  it('ignores messages that it does not understand', async () => {
    expect(await run('nonsense')).toMatchObject({ heightPx: 1 })
  })

  it('says nothing of the picture when the program is not there', async () => {
    await rm(join(dir, 'child.cjs'))
    await expect(run('a')).rejects.toMatchObject({ code: 'internal' })
  })

  it('fails by name when no process can be started, and works once one can', async () => {
    let refusals = 1
    const poor = createLane({
      name: 'poor',
      start() {
        if (refusals-- > 0) throw new Error('EAGAIN')
        return start()
      },
      clock,
      log: silentLog,
      memoryLimitBytes: 300_000_000,
    })
    const options = { timeoutMs: 5000, signal: null, onStep: () => undefined, onPreview: () => undefined }
    const both = [1, 2].map(() => poor.run({ kind: 'verify', path: 'a' }, options))
    expect(await Promise.allSettled(both)).toMatchObject([
      { status: 'rejected', reason: { code: 'internal' } },
      { status: 'fulfilled' },
    ])
    await poor.close()
  })

  it('refuses by name after closing and leaves no process', async () => {
    const { running } = await begin('hang')
    const waiting = run('a')
    const refused = Promise.allSettled([running, waiting])
    await lane.close()
    expect(await refused).toMatchObject([{ reason: { code: 'closing' } }, { reason: { code: 'closing' } }])
    await expect(run('b')).rejects.toMatchObject({ code: 'closing' })
    expect(() => process.kill(children[0]!.pid!, 0)).toThrow('ESRCH')
  })
})
