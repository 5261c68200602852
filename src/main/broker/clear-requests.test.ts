import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { silentLog } from '../lib/log'
import { clearRequests } from './clear-requests'

test('a file that cannot be removed is logged, and the others go all the same', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'photocall-requests-'))
  for (const name of ['a.in.png', 'b.in.png', 'c.in.png', 'known.in.png']) await writeFile(join(dir, name), 'a picture')
  const warn = vi.fn()
  async function remove(path: string) {
    if (path.endsWith('b.in.png')) throw Object.assign(new Error('EBUSY: resource busy'), { code: 'EBUSY' })
    await rm(path)
  }
  await clearRequests({ dir, known: new Set(['known']), log: { ...silentLog, warn }, remove })
  expect((await readdir(dir)).sort()).toEqual(['b.in.png', 'known.in.png'])
  expect(warn).toHaveBeenCalledTimes(1)
  expect(warn.mock.calls[0]?.[1]).toMatchObject({ name: 'b.in.png', error: expect.stringContaining('EBUSY') as string })
})
