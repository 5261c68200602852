import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { ServerMessage } from '../../contract/app-state'
import type { Core } from '../core'
import { copyDurably, copyWritable } from '../lib/files'
import { hasEnded, viewIn, type Booth } from './booth'

/** A booth in this process. */
export function createOwnBooth({ core, incomingDir }: { core: Core; incomingDir: string }): Booth {
  const program = { role: 'program' as const, clientId: null }

  return {
    async upload(imagePath, facts) {
      const path = join(incomingDir, randomUUID())
      await copyWritable(imagePath, path)
      return (await core.upload({ path, ...facts })).jobId
    },
    follow(jobId, onView) {
      return new Promise((resolve) => {
        const look = (message: ServerMessage) => {
          const view = viewIn(message, jobId)
          if (!view) return
          onView(view)
          if (!hasEnded(view)) return
          queueMicrotask(() => connection.close())
          resolve(view)
        }
        const connection = core.hub.connect({ role: 'program', send: look, unsentBytes: () => 0 })
      })
    },
    async fetchResult(jobId, target) {
      await copyDurably(core.resultPath(jobId), target)
    },
    cancel: async (jobId) => void (await core.dispatch(program, 'jobs.cancel', { jobId })),
    close: () => core.close(),
  }
}
