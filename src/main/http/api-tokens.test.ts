import { mkdir, mkdtemp, readdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createManualClock } from '../lib/clock'
import { silentLog } from '../lib/log'
import { createApiTokens } from './api-tokens'
import { until } from './testing/wire'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tokens-'))
})
afterEach(() => rm(dir, { recursive: true, force: true, maxRetries: 10 }))

const fileOf = () => join(dir, 'api-tokens.json')
const clock = createManualClock()
const open = () => createApiTokens({ file: fileOf(), clock, log: silentLog })
const stored = async () => JSON.parse(await readFile(fileOf(), 'utf8')) as { tokens: { lastUsedAtMs: number | null }[] }

it('is found by its letters alone, and its letters are nowhere on the disk', async () => {
  const tokens = await open()
  const { token, facts } = await tokens.create({ name: 'Wall screen', scope: 'jobs' })
  expect(Buffer.from(token.replace('pc_', ''), 'base64url')).toHaveLength(32)
  expect(tokens.find(token)).toEqual({ id: facts.id, scope: 'jobs' })
  expect(tokens.find(`${token}x`)).toBeNull()
  expect(tokens.find('')).toBeNull()
  const text = await readFile(fileOf(), 'utf8')
  expect(text).not.toContain(token.slice(3, 20))
  expect(JSON.stringify(tokens.list())).not.toContain('Hash')
  if (process.platform !== 'win32') expect((await stat(fileOf())).mode & 0o777).toBe(0o600)
})

it('stays good over a restart until it is revoked, and then is nobody’s, also after the next restart', async () => {
  const { token, facts } = await (await open()).create({ name: 'TD', scope: 'program' })
  const again = await open()
  expect(again.find(token)).toEqual({ id: facts.id, scope: 'program' })
  const revoked: string[] = []
  again.onRevoke((id) => revoked.push(id))
  const done = again.revoke(facts.id)
  expect(again.find(token)).toBeNull()
  expect(revoked).toEqual([facts.id])
  await done
  expect((await open()).find(token)).toBeNull()
  await expect(again.revoke(facts.id)).rejects.toMatchObject({ code: 'not_found' })
})

it('refuses a name that there is, whatever its case, also of two made at once', async () => {
  const tokens = await open()
  const both = await Promise.allSettled(['Wall', 'wall'].map((name) => tokens.create({ name, scope: 'jobs' })))
  expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
  expect(both[1]).toMatchObject({ reason: { code: 'token_name_taken', params: { name: 'wall' } } })
})

it('makes no more than a hundred', async () => {
  const tokens = await open()
  await Promise.all(Array.from({ length: 100 }, (_, n) => tokens.create({ name: `t${n}`, scope: 'jobs' })))
  await expect(tokens.create({ name: 'one more', scope: 'jobs' })).rejects.toMatchObject({ code: 'not_possible_now' })
})

it('tells its last use at once and writes it once in ten minutes', async () => {
  const tokens = await open()
  const { token } = await tokens.create({ name: 'a', scope: 'jobs' })
  expect(tokens.list()[0]?.lastUsedAtMs).toBeNull()
  const firstMs = clock.nowMs()
  tokens.find(token)
  await until(async () => (await stored()).tokens[0]?.lastUsedAtMs === firstMs)
  clock.advance(9 * 60_000)
  tokens.find(token)
  expect(tokens.list()[0]?.lastUsedAtMs).toBe(clock.nowMs())
  // whatever it had begun to write would be there once this is written
  await tokens.create({ name: 'b', scope: 'jobs' })
  const before = await readFile(fileOf(), 'utf8')
  clock.advance(2 * 60_000)
  tokens.find(token)
  await until(async () => (await readFile(fileOf(), 'utf8')) !== before)
  expect((await stored()).tokens[0]?.lastUsedAtMs).toBe(clock.nowMs())
})

it('keeps an unreadable file aside, and no token of it works', async () => {
  await writeFile(fileOf(), '{"version":1,"tokens":[{"name":"half')
  const tokens = await open()
  expect(tokens.list()).toEqual([])
  await tokens.create({ name: 'new', scope: 'jobs' })
  const aside = (await readdir(dir)).filter((name) => name.includes('unreadable'))
  expect(aside).toHaveLength(1)
  expect(await readFile(join(dir, aside[0]!), 'utf8')).toContain('half')
})

it('of a file that cannot be read for a moment is good once it can', async () => {
  const { token } = await (await open()).create({ name: 'a', scope: 'jobs' })
  const aside = join(dir, 'meanwhile')
  await rename(fileOf(), aside)
  await mkdir(fileOf())
  const pending = clock.pending()
  const opening = open()
  await until(() => clock.pending() > pending)
  await rmdir(fileOf())
  await rename(aside, fileOf())
  clock.advance(10_000)
  expect((await opening).find(token)).not.toBeNull()
})

it('of a file that stays unreadable is neither made nor revoked, and the file is left as it is', async () => {
  await mkdir(fileOf())
  const moving = setInterval(() => clock.advance(10_000), 1)
  const tokens = await open().finally(() => clearInterval(moving))
  await expect(tokens.create({ name: 'a', scope: 'jobs' })).rejects.toMatchObject({ code: 'not_possible_now' })
  await expect(tokens.revoke('any')).rejects.toMatchObject({ code: 'not_possible_now' })
  expect(await readdir(dir)).toEqual(['api-tokens.json'])
  expect((await stat(fileOf())).isDirectory()).toBe(true)
})

it('that cannot be written is not made', async () => {
  const tokens = await createApiTokens({ file: join(dir, 'file', 'api-tokens.json'), clock, log: silentLog })
  await writeFile(join(dir, 'file'), 'in the way')
  await expect(tokens.create({ name: 'a', scope: 'jobs' })).rejects.toThrow()
  expect(tokens.list()).toEqual([])
})

it('that was revoked is nobody’s while the disk refuses, and stays so once the disk takes it', async () => {
  const tokens = await open()
  const { token, facts } = await tokens.create({ name: 'a', scope: 'jobs' })
  await rm(fileOf())
  await mkdir(fileOf())
  await expect(tokens.revoke(facts.id)).rejects.toThrow()
  expect(tokens.find(token)).toBeNull()
  await rmdir(fileOf())
  clock.advance(30_000)
  await tokens.close()
  expect(await stored()).toMatchObject({ tokens: [] })
})
