import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { newJobOfTests } from './jobs/testing/new-job'
import { createTestBooth } from './jobs/testing/test-booth'
import { silentLog } from './lib/log'
import type { Database } from './lib/sqlite'
import { openEvents } from './open-events'
import { openBoothSettings } from './open-settings'

const used = 'a'.repeat(64)
const unused = 'b'.repeat(64)

/** A data folder with two overlays, and a job that was pressed with one of them. */
async function closedBooth() {
  const { folder, images, clock, database, journal } = createTestBooth()
  const { id } = journal.add(newJobOfTests())
  await mkdir(folder.overlays, { recursive: true })
  for (const sha256 of [used, unused]) await writeFile(join(folder.overlays, `${sha256}.png`), 'overlay')
  const platform = { picturesDir: folder.dir, language: 'en' } as const
  const booth = openBoothSettings({ path: folder.settings, overlay: {}, clock, platform })
  const styles = { all: () => [], get: () => expect.fail(), views: () => [], broken: () => [] }
  return {
    database,
    setOutput: (output: string) => database.run('UPDATE jobs SET output = :output WHERE id = :id', { output, id }),
    open: (read: Database = database) =>
      openEvents({ booth, database: read, folder, images, styles, clock, log: silentLog }),
    overlays: async () => (await readdir(folder.overlays)).sort(),
  }
}

test('a start removes overlays of no event and no job that may still be made', async () => {
  const { open, setOutput, overlays } = await closedBooth()
  setOutput(`{"folder":"","pattern":null,"overlay":{"sha256":"${used}","widthPx":9}}`)
  await open()
  expect(await overlays()).toEqual([`${used}.png`])
})

test('a job whose row was damaged stops no start, and the overlay that it names stays', async () => {
  const { open, setOutput, overlays } = await closedBooth()
  setOutput(`{"folder":"","pattern":null,"overlay":{"sha256":"${used}","wid`)
  await open()
  expect(await overlays()).toEqual([`${used}.png`])
})

test('where the journal does not tell which overlays are used, none is removed and the booth starts', async () => {
  const { open, database, overlays } = await closedBooth()
  const refusing = {
    ...database,
    all: () => {
      throw new Error('malformed')
    },
  }
  await open(refusing)
  expect(await overlays()).toEqual([`${used}.png`, `${unused}.png`])
})
