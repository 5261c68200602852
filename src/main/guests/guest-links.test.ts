import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createJournal } from '../jobs/journal'
import { migrations } from '../jobs/schema'
import { newJobOfTests } from '../jobs/testing/new-job'
import { createManualClock } from '../lib/clock'
import { migrate, openDatabase } from '../lib/sqlite'
import { createGuestLinks } from './guest-links'
import { createGuestTokens } from './guest-tokens'

const idOf = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`

async function openLinks(baseUrl: string | null) {
  const path = join(await mkdtemp(join(tmpdir(), 'photocall-guests-')), 'journal.sqlite')
  const database = openDatabase(path)
  migrate(database, path, migrations)
  const tokens = createGuestTokens({ database })
  const clock = createManualClock()
  const journal = createJournal({ database, clock, withEach: tokens.keep })
  return {
    database,
    journal,
    tokens,
    links: createGuestLinks({ tokens, baseUrl: () => baseUrl, isGuests: (jobId) => jobId !== idOf(7) }),
    clock,
  }
}

test('every job has a link of its own from its press on', async () => {
  const { journal, links, database } = await openLinks('http://10.0.0.5:8081')
  journal.add(newJobOfTests({ id: idOf(1) }))
  journal.add(newJobOfTests({ id: idOf(2) }))
  expect(database.get('SELECT count(*) AS n FROM guestLinks')).toEqual({ n: 2 })
  const urls = [links.urlOf(idOf(1))!, links.urlOf(idOf(2))!]
  expect(urls[0]).toMatch(/^http:\/\/10\.0\.0\.5:8081\/g\/[\w-]{22}$/)
  expect(urls[0]).not.toBe(urls[1])
  expect(links.urlOf(idOf(1))).toBe(urls[0])
  expect(urls.map((url) => links.jobOf(url.split('/').at(-1)!))).toEqual([idOf(1), idOf(2)])
})

test('a token has 128 random bits and none is like another', async () => {
  const { journal, links } = await openLinks(null)
  const tokens = Array.from({ length: 20 }, (_zero, number) => {
    journal.add(newJobOfTests({ id: idOf(number + 1) }))
    return links.tokenOf(idOf(number + 1))!
  })
  expect(tokens.map((token) => Buffer.from(token, 'base64url').length)).toEqual(Array(20).fill(16))
  expect(new Set(tokens).size).toBe(20)
})

test('without an address that phones reach there is no link, and a link that nobody was given leads nowhere', async () => {
  const { journal, links } = await openLinks(null)
  journal.add(newJobOfTests({ id: idOf(1) }))
  expect(links.urlOf(idOf(1))).toBeNull()
  expect(links.tokenOf(idOf(9))).toBeNull()
  for (const guess of ['', idOf(1), 'A'.repeat(22), "' OR 1=1 --"]) expect(links.jobOf(guess)).toBeNull()
})

test('what a program asked for has no link', async () => {
  const { journal, links } = await openLinks('http://10.0.0.5:8081')
  journal.add(newJobOfTests({ id: idOf(7) }))
  expect(links.urlOf(idOf(7))).toBeNull()
})

test('a job of before there were links gets one when it is asked for', async () => {
  const { database, links, clock } = await openLinks('https://photos.example.com')
  createJournal({ database, clock }).add(newJobOfTests({ id: idOf(1) }))
  const url = links.urlOf(idOf(1))
  expect(url).toMatch(/^https:\/\/photos\.example\.com\/g\/[\w-]{22}$/)
  expect(links.urlOf(idOf(1))).toBe(url)
})
