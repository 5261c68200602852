import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BackendName } from '../../contract/style'
import type { Backend, GeneratedFile, GenerateHooks, GenerateRequest } from '../backends/backend'
import { createCore, type Core } from '../core'
import { checkFlags, type Environment } from '../flags'
import { silentLog } from '../lib/log'
import { testPlatform } from './test-platform'

/** One generation, ended by the test. */
export interface Asked {
  request: GenerateRequest
  hooks: GenerateHooks
  /** Ends it with a file of these bytes. */
  give(bytes: Uint8Array, extension: string, facts?: Partial<GeneratedFile>): Promise<void>
  fail(error: Error): void
}

/** A listening booth whose backends are the test's; `url` is where programs of this machine find it. */
export async function openBrokerBooth({
  dir,
  imageChildPath,
  environment = {},
  hasServer = false,
  settings = {},
}: {
  dir: string
  imageChildPath: string
  environment?: Environment
  hasServer?: boolean
  settings?: object
}) {
  const asked: Asked[] = []
  const backendOf = (name: BackendName, slots: number): Backend => ({
    name,
    slots: () => slots,
    unavailable: () => null,
    generate: (request, hooks) => {
      return new Promise((resolve, reject) => {
        if (hooks.signal.aborted) return reject(hooks.signal.reason as Error)
        hooks.signal.addEventListener('abort', () => reject(hooks.signal.reason as Error), { once: true })
        async function give(bytes: Uint8Array, extension: string, facts: Partial<GeneratedFile> = {}) {
          const path = join(request.workDir, `result.${extension}`)
          await writeFile(path, bytes)
          resolve([{ path, mediaType: mediaTypes[extension] ?? 'image/jpeg', ...facts }])
        }
        asked.push({ request, hooks, give, fail: reject })
      })
    },
    close: () => Promise.resolve(),
  })
  const core: Core = await createCore({
    dataDir: join(dir, 'data'),
    flags: checkFlags({ share: join(dir, 'share'), port: 0 }),
    environment,
    platform: testPlatform(dir, imageChildPath),
    feature: () => silentLog,
    backends: () =>
      new Map([
        ['builtin', backendOf('builtin', 1)],
        ['comfyui', backendOf('comfyui', hasServer ? 1 : 0)],
      ]),
    listens: true,
  })
  const program = { role: 'program' as const, clientId: null }
  if (Object.keys(settings).length > 0) await core.dispatch(program, 'settings.change', settings)
  const url = new URL(core.consoleUrl() ?? '').origin
  const command = (name: string, input: object) => core.dispatch(program, name, input)
  return { core, url, asked, command, close: () => core.close() }
}
export type BrokerBooth = Awaited<ReturnType<typeof openBrokerBooth>>

const mediaTypes: Record<string, string> = { png: 'image/png', mp4: 'video/mp4', webm: 'video/webm', gif: 'image/gif' }
