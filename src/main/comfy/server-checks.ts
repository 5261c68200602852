import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ErrorFacts } from '../../contract/errors'
import { errorFactsOf } from '../../contract/errors'
import type { ServerCheck } from '../../contract/server'
import type { Images } from '../images/images'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import type { Style } from '../styles/styles'
import { requestProblem, tooLate } from './comfy-errors'
import { createJobOrder } from './job-order'
import { makeOn } from './make-on'
import { noLedger } from './prompt-ledger'
import type { ServerLink } from './server-link'
import { bindWorkflow } from './workflow/bind'
import { objectInfo } from './workflow/object-info'
import { missingError, missingOn } from './workflow/preflight'
import { workflowValues } from './workflow/values'

/** Asks a server what it is and what it lacks for each style; throws `server_*` where it does not answer. */
export async function checkServer(link: ServerLink, styles: readonly Style[], clock: Clock): Promise<ServerCheck> {
  const startedAtMs = clock.monotonicMs()
  try {
    const stats = await link.probe()
    const latencyMs = Math.round(clock.monotonicMs() - startedAtMs)
    const info = objectInfo.parse(await link.api.objectInfo())
    const entries = styles.filter((style) => style.graph).map((style) => [style.name, lacking(style, info)])
    return {
      version: stats.system.comfyui_version,
      latencyMs,
      styles: Object.fromEntries(entries) as ServerCheck['styles'],
    }
  } catch (error) {
    throw requestProblem(error, link.name, null)
  }
}

function lacking(style: Style, info: ReturnType<typeof objectInfo.parse>): ErrorFacts[] {
  const { name, graph, workflow } = style
  if (!graph || !workflow) return []
  const example = { prompt: 'a portrait', seed: 1, image: 'original.jpg', prefix: 'photocall' }
  const bound = bindWorkflow({ style: name, graph, binding: workflow, values: workflowValues(style, example) })
  return missingOn(info, bound.graph).map((missing) => errorFactsOf(missingError(name, missing)))
}

const testMs = 60_000

/** Makes one picture on a server, from upload to verified file, and throws what went wrong. */
export async function testServer(
  link: ServerLink,
  style: Style,
  deps: { images: Images; clock: Clock; log: Log },
): Promise<{ durationMs: number }> {
  const { images, clock } = deps
  const workDir = await mkdtemp(join(tmpdir(), 'photocall-server-test-'))
  const startedAtMs = clock.monotonicMs()
  const abort = new AbortController()
  const stop = clock.after(testMs, () => abort.abort(tooLate(link.name, testMs / 1000)))
  try {
    const hooks = { signal: abort.signal, onProgress: () => undefined, onPreview: () => undefined }
    const request = { jobId: 'test', style, originalPath: join(style.dir, style.cover), prompt: '', seed: 1, workDir }
    const order = createJobOrder(request, images)
    const chosen = { link, order, resume: null, seed: 1, unreachableMs: testMs, workDir, hooks, ledger: noLedger }
    const attempt = await makeOn({ ...deps, ...chosen })
    if (attempt.state !== 'made') throw attempt.error
    return { durationMs: Math.round(clock.monotonicMs() - startedAtMs) }
  } finally {
    stop()
    await rm(workDir, { recursive: true, force: true })
  }
}

/** Where ComfyUI listens when nobody tells it otherwise: the server itself, its desktop app, and common launchers. */
const usualPorts = [8188, 8000, 8999, 8111]
const findTimeoutMs = 1500

/** Addresses on this machine that answer as ComfyUI does. */
export async function findServers(ask: (url: string, timeoutMs: number) => Promise<unknown>): Promise<string[]> {
  const urls = usualPorts.map((port) => `http://127.0.0.1:${port}`)
  const answers = await Promise.allSettled(urls.map((url) => ask(url, findTimeoutMs)))
  return urls.filter((_url, place) => answers[place]?.status === 'fulfilled')
}
