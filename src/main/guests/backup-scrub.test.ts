import { existsSync } from 'node:fs'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDatabase } from '../lib/sqlite'
import { scrubBackups } from './backup-scrub'

test('a damaged copy keeps no guest in the others, and goes; one that is gone is not made anew', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'photocall-scrub-'))
  const [damaged, gone, sound] = ['1', '2', '3'].map((name) => join(dir, `${name}.sqlite`)) as [string, string, string]
  await writeFile(damaged, 'Ana, in no database at all '.repeat(400))
  const copy = openDatabase(sound)
  copy.run('CREATE TABLE jobs (id TEXT, original TEXT, result TEXT, prompt TEXT)')
  copy.run("INSERT INTO jobs VALUES ('a', '{}', '{}', 'Ana'), ('b', '{}', '{}', 'Ben')")
  copy.close()

  await scrubBackups([damaged, gone, sound], 'a')

  expect([existsSync(damaged), existsSync(gone)]).toEqual([false, false])
  const scrubbed = openDatabase(sound)
  expect(scrubbed.all('SELECT id, prompt FROM jobs ORDER BY id')).toEqual([
    { id: 'a', prompt: '' },
    { id: 'b', prompt: 'Ben' },
  ])
  scrubbed.close()
})
