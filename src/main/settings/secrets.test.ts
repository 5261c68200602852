import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createManualClock } from '../lib/clock'
import type { Log } from '../lib/log'
import { createSecrets, peekSecrets, type Protect } from './secrets'

let dir: string
let file: string
let logged: string[]

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'secrets-'))
  file = join(dir, 'secrets.json')
  logged = []
})
afterEach(() => rm(dir, { recursive: true, force: true, maxRetries: 10 }))

const write = (message: string, facts?: Record<string, unknown>): void =>
  void logged.push(message + JSON.stringify(facts))
const log: Log = { debug: write, info: write, warn: write, error: write }
const open = (protect: Protect | null = null) => createSecrets({ file, protect, clock: createManualClock(), log })

/** A system storage that turns text around; another user's throws, as the real one does. */
function storage(user: string, available = true): Protect {
  return {
    available: () => available,
    encrypt: (text) => Buffer.from(`${user}:${[...text].reverse().join('')}`),
    decrypt(bytes) {
      const [owner, text = ''] = Buffer.from(bytes).toString().split(':')
      if (owner !== user) throw new Error('wrong key')
      return [...text].reverse().join('')
    },
  }
}

describe('secrets', () => {
  it('are there again after a restart, in a file for this user alone', async () => {
    await (await open()).set('token', 'abc')
    const secrets = await open()
    expect([secrets.get('token'), secrets.get('other'), secrets.problem()]).toEqual(['abc', null, null])
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600)
  })

  it('are written one after another, the last one whole', async () => {
    const secrets = await open()
    await Promise.all(Array.from({ length: 20 }, (_, at) => secrets.set(`name ${at}`, String(at))))
    await secrets.set('name 3', null)
    const again = await open()
    expect(again.get('name 19')).toBe('19')
    expect(again.get('name 3')).toBeNull()
    expect(await readdir(dir)).toEqual(['secrets.json'])
  })

  it('are kept by the system where it can, and not readable in the file', async () => {
    await (await open(storage('ana'))).set('token', 'abcdef')
    expect(await readFile(file, 'utf8')).not.toContain('abcdef')
    const again = await open(storage('ana'))
    expect(again.get('token')).toBe('abcdef')
    expect((await peekSecrets(file)).sealed).toEqual(['token'])
  })

  it.each([
    ['another user', storage('eva')],
    ['no system storage', null],
    ['one that only pretends', storage('ana', false)],
  ])('of the system cannot be opened by %s, and that is said', async (_, protect) => {
    await (await open(storage('ana'))).set('token', 'abcdef')
    const other = await open(protect)
    expect(other.get('token')).toBeNull()
    expect(other.problem()?.code).toBe('settings_invalid')
    await other.set('token', 'new')
    expect(other.get('token')).toBe('new')
  })

  it.each(['{"version":1,"secrets":{"token":{"kind":"plain","value":"s3cret"', '{"version":9,"s3cret":1}', ''])(
    'that are garbage (%s) are kept aside and quoted nowhere',
    async (garbage) => {
      await writeFile(file, garbage)
      const secrets = await open()
      expect(secrets.problem()?.code).toBe('settings_invalid')
      await secrets.set('token', 'new')
      const aside = (await readdir(dir)).find((name) => name.includes('unreadable'))
      expect(await readFile(join(dir, aside ?? ''), 'utf8')).toBe(garbage)
      expect(logged.join() + secrets.problem()?.message).not.toContain('s3cret')
    },
  )

  it('are never logged', async () => {
    const secrets = await open(storage('ana'))
    await secrets.set('token', 'abcdef')
    secrets.get('token')
    ;(await open(storage('eva'))).get('token')
    expect(logged.join()).not.toMatch(/abcdef|fedcba/)
  })
})
