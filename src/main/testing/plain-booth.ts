import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, vi } from 'vitest'
import type { Job } from '../../contract/job'
import type { Backend } from '../backends/backend'
import { createCore, type Core, type CoreOptions } from '../core'
import { checkFlags } from '../flags'
import { buildImageChild } from '../images/testing/child-program'
import { writePicture } from '../images/testing/pictures'
import { silentLog } from '../lib/log'
import { testPlatform } from './test-platform'

const program = { role: 'program' as const, clientId: null }

/** Hands the original on as it is. */
export const copier: Backend = {
  name: 'builtin',
  slots: () => 1,
  unavailable: () => null,
  async generate({ originalPath, workDir }) {
    const path = join(workDir, 'copy.jpg')
    await copyFile(originalPath, path)
    return [{ path, mediaType: 'image/jpeg' }]
  },
  close: () => Promise.resolve(),
}

type Given = Partial<Pick<CoreOptions, 'clock' | 'feature' | 'backends' | 'platform'>>

/** A whole core with its data and share below `dir` and nobody who reaches it; closed when the test ends. */
export async function openPlainBooth(dir: string, given: Given = {}): Promise<Core> {
  const core = await createCore({
    dataDir: join(dir, 'data'),
    flags: checkFlags({ share: join(dir, 'share') }),
    environment: {},
    platform: await plainPlatform(dir),
    feature: () => silentLog,
    backends: () => new Map([['builtin', copier]]),
    listens: false,
    ...given,
  })
  onTestFinished(() => core.close())
  return core
}

export const plainPlatform = async (dir: string) => testPlatform(dir, await buildImageChild())

export async function handIn(core: Core, dir: string): Promise<string> {
  const path = await writePicture(join(dir, `${String(Math.random()).slice(2)}.jpg`))
  return (await core.upload({ path })).jobId
}

export const shown = async (core: Core, jobId: string) => (await core.dispatch(program, 'jobs.show', { jobId })) as Job

export async function until(core: Core, jobId: string, state: Job['state']): Promise<Job> {
  await vi.waitFor(async () => expect((await shown(core, jobId)).state).toBe(state), { interval: 10 })
  return shown(core, jobId)
}
