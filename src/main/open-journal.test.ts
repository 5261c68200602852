import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { handIn, openPlainBooth, until } from './testing/plain-booth'
import { createSkippingClock } from './testing/skipping-clock'

const operator = { role: 'console' as const, clientId: null }

async function freshBooth() {
  const dir = await mkdtemp(join(tmpdir(), 'photocall-journal-'))
  const clock = createSkippingClock()
  const journal = join(dir, 'data', 'journal.sqlite')
  const backups = join(dir, 'data', 'backups')
  const open = () => openPlainBooth(dir, { clock })
  const copies = async () => (await readdir(backups)).filter((name) => name.endsWith('.sqlite'))

  async function damage(): Promise<void> {
    const bytes = await readFile(journal)
    await writeFile(journal, bytes.fill(0xa5, 4096))
  }

  async function asideName(): Promise<string | undefined> {
    const names = await readdir(join(dir, 'data'))
    return names.find((name) => /^journal\.sqlite\.damaged-(?!.*-(wal|shm)$)/.test(name))
  }
  return { dir, clock, backups, open, copies, damage, asideName }
}

test('a damaged journal is told with the name under which it is kept, at each start until somebody has read it', async () => {
  const { dir, clock, open, copies, damage, asideName } = await freshBooth()
  const first = await open()
  await until(first, await handIn(first, dir), 'saved')
  clock.skip(60_000)
  await vi.waitFor(async () => expect(await copies()).toHaveLength(1))
  await until(first, await handIn(first, dir), 'saved')
  await first.close()
  await damage()

  const second = await open()
  const file = await asideName()
  expect(file).toBeDefined()
  const backup = expect.stringMatching(/^\d{4}-\d\d-\d\d /) as string
  const error = { code: 'journal_restored', params: { cause: 'damaged', file, jobs: 1, backup } }
  const told = [{ id: 'journal', level: 'attention', error }]
  expect(second.state().notices).toMatchObject(told)
  await second.close()

  const third = await open()
  expect(third.state().notices).toMatchObject(told)
  await third.dispatch(operator, 'notices.dismiss', { id: 'journal' })
  expect(third.state().notices).toEqual([])
  await third.close()
  expect((await open()).state().notices).toEqual([])
})

test('a journal that begins empty, because there was no backup yet, is told by that name', async () => {
  const { dir, open, damage, asideName } = await freshBooth()
  const first = await open()
  await until(first, await handIn(first, dir), 'saved')
  await first.close()
  await damage()
  const { notices } = (await open()).state()
  const params = { cause: 'damaged', file: await asideName(), jobs: 1 }
  expect(notices).toMatchObject([{ id: 'journal', error: { code: 'journal_emptied', params } }])
})

test('a backup that cannot be written is told, until one is', async () => {
  const { clock, backups, open, copies } = await freshBooth()
  const core = await open()
  await rm(backups, { recursive: true })
  await writeFile(backups, 'a file where the folder was')
  clock.skip(60_000)
  const error = { code: 'backup_failed' }
  await vi.waitFor(() => expect(core.state().notices).toMatchObject([{ id: 'backup', level: 'attention', error }]))
  await rm(backups)
  await mkdir(backups)
  clock.skip(3_600_000)
  await vi.waitFor(() => expect(core.state().notices).toEqual([]))
  expect(await copies()).toHaveLength(1)
})
