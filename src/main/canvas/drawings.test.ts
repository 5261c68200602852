import type * as Files from 'node:fs/promises'
import { mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { createManualClock } from '../lib/clock'
import { createDrawings } from './drawings'
import type { Room } from './room'
import { pngOf } from './testing/canvas-house'

vi.mock('node:fs/promises', async (original) => {
  const files = await original<typeof Files>()
  const writeFile = async (path: string) => {
    await files.writeFile(path, 'half')
    throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
  }
  return { ...files, writeFile }
})

test('where the disk is full a drawing leaves no half file, and whoever pressed hears why', async () => {
  const incomingDir = await mkdtemp(join(tmpdir(), 'photocall-drawings-'))
  const upload = vi.fn()
  const drawings = createDrawings({
    incomingDir,
    upload,
    event: () => expect.fail('the operator is not asked for consent'),
    guestsMayUse: () => true,
    scribbleStyle: () => null,
    clock: createManualClock(),
  })
  const picture = { bytes: () => pngOf(64, 64) }
  const room = { name: 'TABLE', picture: () => picture, prompt: () => '' } as unknown as Room
  await expect(drawings.use(room, {}, 'operator')).rejects.toMatchObject({ code: 'disk_low' })
  expect(await readdir(incomingDir)).toEqual([])
  expect(upload).not.toHaveBeenCalled()
})
