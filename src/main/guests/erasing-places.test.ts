import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createTestBooth } from '../jobs/testing/test-booth'
import { createErasingPlaces } from './erasing-places'

test('what was begun on a share goes from that share alone, and not from another one at its place', async () => {
  const { database, captures } = createTestBooth()
  const root = await mkdtemp(join(tmpdir(), 'photocall-places-'))
  let isHere = false
  const places = createErasingPlaces({
    ...{ database, captures, erasures: { find: () => null } },
    shareDir: () => root,
    async workAtShare(asked, work) {
      if (isHere && asked === root) await work()
      return isHere
    },
    forgetPrompt: () => Promise.resolve(true),
    touchdesignerIsHere: () => false,
    tellTouchdesigner: () => undefined,
    backups: () => Promise.resolve([]),
    hasDamagedJournal: () => false,
  })
  await writeFile(join(root, 'a.jpg'), 'picture')
  const sha256 = createHash('sha256').update('picture').digest('hex')
  const task = { at: 'share', unsaved: { root, name: 'a.jpg', sha256 } } as const
  expect(await places.share(task, 'job')).toBe(false)
  expect(existsSync(join(root, 'a.jpg'))).toBe(true)
  isHere = true
  expect(await places.share(task, 'job')).toBe(true)
  expect(existsSync(join(root, 'a.jpg'))).toBe(false)
})
