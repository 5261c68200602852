import { mkdir, mkdtemp, readdir, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { openRunFolder } from './run-folder'

const nowMs = Date.UTC(2026, 0, 4)

test('a run’s folder is gone when the process ends at once', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'photocall-folder-'))
  const before = process.listeners('exit')
  await openRunFolder(parent, nowMs)
  for (const listener of process.listeners('exit')) if (!before.includes(listener)) listener.call(process, 130)
  expect(await readdir(parent)).toEqual([])
})

test('what a killed run left more than a day ago is swept, and nothing else', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'photocall-folder-'))
  const ages = { 'photocall-generate-aaaaaa': 25, 'photocall-generate-bbbbbb': 23, 'photocall-generate-test-c': 25 }
  for (const [name, hours] of Object.entries(ages)) {
    await mkdir(join(parent, name))
    const at = new Date(nowMs - hours * 3_600_000)
    await utimes(join(parent, name), at, at)
  }
  const { dir, remove } = await openRunFolder(parent, nowMs)
  const left = ['photocall-generate-bbbbbb', 'photocall-generate-test-c']
  expect((await readdir(parent)).sort()).toEqual([...left, basename(dir)].sort())
  await remove()
  expect((await readdir(parent)).sort()).toEqual(left)
})
