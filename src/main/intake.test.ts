import { mkdtempSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { uploadCopy } from './intake'

test('a write-protected picture enters as a copy that can be flushed and moved', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'photocall-intake-'))
  const original = join(dir, 'from-a-camera-card.jpg')
  writeFileSync(original, 'picture', { mode: 0o444 })
  const paths: string[] = []
  const intake = {
    incomingDir: dir,
    upload: ({ path }: { path: string }) => {
      paths.push(path)
      return Promise.resolve({ jobId: 'id', duplicate: false })
    },
    takeOverlay: () => Promise.reject(new Error('not used')),
    admitShot: () => undefined,
    shot: () => Promise.resolve(),
  }
  await uploadCopy(intake, original, null)
  expect(statSync(paths[0]!).mode & 0o200).toBe(0o200)
  expect(statSync(original).mode & 0o200).toBe(0)
})
