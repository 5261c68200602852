import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { z } from 'zod'
import type { ErrorFacts } from '../../contract/errors'
import { errorFactsOf } from '../../contract/errors'
import type { ServerCheck } from '../../contract/server'
import type { Images } from '../images/images'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import type { Style } from '../styles/styles'
import { requestProblem, tooLate } from './comfy-errors'
import { makeOnce } from './make-once'
import type { SystemStats } from './messages'
import type { ServerLink } from './server-link'
import { bindWorkflow } from './workflow/bind'
import { objectInfo } from './workflow/object-info'
import { missingError, missingOn } from './workflow/preflight'
import { workflowValues } from './workflow/values'

/** A server in use, or one that is only asked. */
export type CheckedServer = Pick<ServerLink, 'name' | 'probe' | 'status' | 'setAside'> & {
  api: Pick<ServerLink['api'], 'objectInfo'>
}

/** Asks a server what it is and what it lacks for each style; throws `server_*` where it does not answer. */
export async function checkServer(link: CheckedServer, styles: readonly Style[], clock: Clock): Promise<ServerCheck> {
  const startedAtMs = clock.monotonicMs()
  try {
    const stats = await probed(link)
    const latencyMs = Math.round(clock.monotonicMs() - startedAtMs)
    const info = await nodesOn(link)
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

/** What the operator finds out first holds for the jobs at once. */
async function probed(link: CheckedServer): Promise<SystemStats> {
  try {
    return await link.probe()
  } catch (error) {
    if (link.status() === 'ready') link.setAside(error)
    throw error
  }
}

export type NodesThere = z.infer<typeof objectInfo>

/** All node classes of a server with what their inputs take. */
export const nodesOn = async (link: Pick<CheckedServer, 'api'>): Promise<NodesThere> =>
  objectInfo.parse(await link.api.objectInfo())

/** What a server that has `info` cannot do for a style, each with its fix. */
export function lacking(style: Style, info: NodesThere): ErrorFacts[] {
  const { name, graph, workflow } = style
  if (!graph || !workflow) return []
  const example = { prompt: 'a portrait', seed: 1, inputs: {}, image: 'original.jpg', prefix: 'photocall' }
  const bound = bindWorkflow({ style: name, graph, binding: workflow, values: workflowValues(style, example) })
  return missingOn(info, bound.graph).map((missing) => errorFactsOf(missingError(name, missing)))
}

const testMs = 60_000
/** As large as a thumbnail of the gallery. */
const shownPx = 640

/** Makes one picture on a server, from upload to verified file, and throws what went wrong. */
export async function testServer(
  link: ServerLink,
  style: Style,
  deps: { images: Images; clock: Clock; log: Log },
): Promise<{ durationMs: number; jpeg: Uint8Array }> {
  const { images, clock } = deps
  const startedAtMs = clock.monotonicMs()
  const abort = new AbortController()
  const stop = clock.after(testMs, () => abort.abort(tooLate(link.name, testMs / 1000)))
  try {
    const hooks = { signal: abort.signal, onProgress: () => undefined, onPreview: () => undefined }
    const order = { link, style, samplePath: join(style.dir, style.cover), unreachableMs: testMs, hooks }
    return await makeOnce(deps, order, async (picture, workDir) => {
      const durationMs = Math.round(clock.monotonicMs() - startedAtMs)
      const shown = join(workDir, 'shown.jpg')
      await images.thumbnail(picture, shown, shownPx)
      return { durationMs, jpeg: await readFile(shown) }
    })
  } finally {
    stop()
  }
}

/** Where ComfyUI listens when nobody tells it otherwise: the server itself, its desktop app, and common launchers. */
export const usualPorts = [8188, 8000, 8999, 8111] as const
const findTimeoutMs = 1500

/** Addresses on this machine that answer as ComfyUI does and are not among `known`, whatever this machine is called there. */
export async function findServers(search: {
  ask: (url: string, timeoutMs: number) => Promise<unknown>
  known: readonly string[]
  ports: readonly number[]
}): Promise<string[]> {
  const { ask, known, ports } = search
  const places = new Set(known.map(placeOf))
  const urls = ports.map((port) => `http://127.0.0.1:${port}`).filter((url) => !places.has(placeOf(url)))
  const answers = await Promise.allSettled(urls.map((url) => ask(url, findTimeoutMs)))
  return urls.filter((_url, place) => answers[place]?.status === 'fulfilled')
}

/** The same for all names of this machine. */
function placeOf(url: string): string {
  const { hostname, port, protocol, pathname } = new URL(url)
  const host = ['localhost', '127.0.0.1', '[::1]'].includes(hostname) ? 'here' : hostname
  return `${host}:${port || (protocol === 'https:' ? '443' : '80')}${pathname.replace(/\/+$/, '')}`
}
