import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createManualClock, type ManualClock } from '../lib/clock'
import { silentLog } from '../lib/log'
import { createPin, type Pin } from './pin'
import { createSecrets } from './secrets'

let dir: string
let clock: ManualClock
let pin: Pin

async function openPin(): Promise<Pin> {
  const secrets = await createSecrets({ file: join(dir, 'secrets.json'), protect: null, clock, log: silentLog })
  return createPin({ secrets, clock })
}

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pin-'))
  clock = createManualClock()
  pin = await openPin()
})
afterEach(() => rm(dir, { recursive: true, force: true, maxRetries: 10 }))

async function codeOf(attempt: Promise<void>): Promise<unknown> {
  return attempt.then(
    () => 'right',
    (error: { code: unknown }) => error.code,
  )
}

describe('the PIN', () => {
  it('tells that it was set or taken away, so that consoles show it at once', async () => {
    const seen: boolean[] = []
    pin.onChange(() => seen.push(pin.isSet()))
    await pin.set('2580')
    await pin.set(null)
    expect(seen).toEqual([true, false])
  })

  it('has no default: nothing is right before one is set', async () => {
    expect(pin.isSet()).toBe(false)
    for (const tried of ['', '0000', '1234']) expect(await codeOf(pin.check(tried))).toBe('pin_unset')
  })

  it('is right as it was set, also after a restart, and stored as a salted hash', async () => {
    await pin.set('4711')
    expect(await codeOf(pin.check('4711'))).toBe('right')
    const first = await readFile(join(dir, 'secrets.json'), 'utf8')
    expect(first).not.toContain('4711')
    expect(await codeOf((await openPin()).check('4711'))).toBe('right')
    await pin.set('4711')
    expect(await readFile(join(dir, 'secrets.json'), 'utf8')).not.toBe(first)
  })

  it('can be taken away', async () => {
    await pin.set('4711')
    await pin.set(null)
    expect([pin.isSet(), await codeOf(pin.check('4711'))]).toEqual([false, 'pin_unset'])
  })

  it('locks after five wrong tries for 60 seconds, whatever the wall clock says, then gives five more', async () => {
    await pin.set('4711')
    for (let triesLeft = 4; triesLeft >= 0; triesLeft--) {
      await expect(pin.check('0000')).rejects.toMatchObject({ code: 'pin_wrong', params: { triesLeft } })
    }
    await expect(pin.check('4711')).rejects.toMatchObject({ code: 'pin_locked', params: { seconds: 60 } })
    clock.setWall(clock.nowMs() + 3_600_000)
    clock.advance(59_000)
    await expect(pin.check('4711')).rejects.toMatchObject({ code: 'pin_locked', params: { seconds: 1 } })
    clock.advance(1_000)
    await expect(pin.check('0000')).rejects.toMatchObject({ code: 'pin_wrong', params: { triesLeft: 4 } })
    expect(await codeOf(pin.check('4711'))).toBe('right')
  })

  it('counts tries that are sent together', async () => {
    await pin.set('4711')
    const codes = await Promise.all(Array.from({ length: 12 }, () => codeOf(pin.check('0000'))))
    expect(codes.filter((code) => code === 'pin_wrong')).toHaveLength(5)
    expect(codes.filter((code) => code === 'pin_locked')).toHaveLength(7)
  })

  it('forgets wrong tries after a right one, and when the operator resets the lock', async () => {
    await pin.set('4711')
    for (let tried = 0; tried < 4; tried++) await codeOf(pin.check('0000'))
    expect(await codeOf(pin.check('4711'))).toBe('right')
    for (let tried = 0; tried < 5; tried++) expect(await codeOf(pin.check('0000'))).toBe('pin_wrong')
    expect(await codeOf(pin.check('4711'))).toBe('pin_locked')
    pin.resetLock()
    expect(await codeOf(pin.check('4711'))).toBe('right')
  })

  it('cannot be answered with what is stored', async () => {
    await pin.set('4711')
    const stored = JSON.parse(await readFile(join(dir, 'secrets.json'), 'utf8')) as {
      secrets: Record<string, { value: string }>
    }
    expect(await codeOf(pin.check(stored.secrets['kiosk.pin']?.value ?? ''))).toBe('pin_wrong')
  })
})
