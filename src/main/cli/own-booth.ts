import { randomUUID } from 'node:crypto'
import { basename, join } from 'node:path'
import type { ServerMessage } from '../../contract/app-state'
import { pressOutput } from '../../contract/commands'
import type { Backend, GenerateProgress } from '../backends/backend'
import { createBackends } from '../backends/backends'
import { createCore, type CoreOptions } from '../core'
import { copyWritable } from '../lib/files'
import { placeNew } from './new-file'
import { hasEnded, viewIn, type Booth } from './booth'

type OnProgress = (progress: GenerateProgress) => void

/** A booth in this process. Steps are told as they come: what viewers get is gathered, and would leave some out. */
export async function openOwnBooth(options: Omit<CoreOptions, 'backends'>): Promise<Booth> {
  const watchers = new Map<string, OnProgress>()
  const core = await createCore({
    ...options,
    backends: (deps) => {
      const backends = [...createBackends(deps)]
      return new Map(backends.map(([name, backend]) => [name, watched(backend, watchers)]))
    },
  })
  const program = { role: 'program' as const, clientId: null }

  return {
    async hand(imagePath, asked) {
      if (imagePath === null) return pressOutput.parse(await core.dispatch(program, 'capture.fromWords', asked)).jobId
      const path = join(options.dataDir, 'incoming', randomUUID())
      await copyWritable(imagePath, path)
      return (await core.upload({ path, ...asked })).jobId
    },
    follow(jobId, onProgress) {
      watchers.set(jobId, onProgress)
      return new Promise((resolve) => {
        const look = (message: ServerMessage) => {
          const view = viewIn(message, jobId)
          if (!view || !hasEnded(view)) return
          queueMicrotask(() => connection.close())
          resolve(view)
        }
        const connection = core.hub.connect({ role: 'program', send: look, unsentBytes: () => 0 })
      })
    },
    async fetchResult(jobId, pathFor) {
      const from = core.resultPath(jobId)
      const target = pathFor(basename(from))
      await placeNew(from, target)
      return target
    },
    cancel: async (jobId) => void (await core.dispatch(program, 'jobs.cancel', { jobId })),
    close: () => core.close(),
  }
}

function watched(backend: Backend, watchers: ReadonlyMap<string, OnProgress>): Backend {
  return {
    ...backend,
    generate: (request, hooks) =>
      backend.generate(request, {
        ...hooks,
        onProgress(progress) {
          hooks.onProgress(progress)
          watchers.get(request.jobId)?.(progress)
        },
      }),
  }
}
