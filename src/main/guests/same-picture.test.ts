import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { silentLog } from '../lib/log'
import type { Database } from '../lib/sqlite'
import { jobsOfSamePicture } from './same-picture'

test('an original that cannot be read hides no look-alike behind it, and the log names whose it is', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'photocall-same-'))
  await writeFile(join(dir, 'own'), 'picture')
  await mkdir(join(dir, 'unreadable'))
  await writeFile(join(dir, 'same'), 'picture')
  await writeFile(join(dir, 'another'), 'another')
  const files = ['unreadable', 'gone', 'another', 'same']
  const database = {
    get: () => ({ file: 'own' }),
    all: () => files.map((file) => ({ id: `job of ${file}`, file })),
  } as unknown as Database
  const warn = vi.fn()
  const jobs = await jobsOfSamePicture(database, 'own job', {
    pathOf: (file) => join(dir, file),
    log: { ...silentLog, warn },
  })
  expect(jobs).toEqual(['own job', 'job of same'])
  expect(warn).toHaveBeenCalledTimes(1)
  expect(warn).toHaveBeenCalledWith(expect.any(String), expect.objectContaining({ jobId: 'job of unreadable' }))
})
