import { openAsBlob } from './file-blob'
import { z } from 'zod'
import type { ComfyHttp } from './comfy-http'
import {
  historyEntry,
  looseNodeErrors,
  queueReply,
  submitReply,
  systemStats,
  uploadReply,
  type FileRef,
  type HistoryEntry,
  type NodeErrors,
  type SystemStats,
} from './messages'
import type { Graph } from './workflow/graph'

/** A job that the server has in hand. */
export interface QueuedPrompt {
  promptId: string
  /** Our own mark, which every version keeps; null for others' jobs. */
  mark: string | null
}

export interface Submission {
  graph: Graph
  clientId: string
  promptId: string
}

/** The routes of one server that the console needs. Every call throws ComfyRequestError or the signal's reason. */
export interface ComfyApi {
  submit(
    order: Submission,
    options: { signal: AbortSignal | null; timeoutMs: number },
  ): Promise<{
    promptId: string
    /** What the server found wrong and left out, though it took the rest. */
    nodeErrors: NodeErrors
  }>
  queue(signal: AbortSignal | null): Promise<{ running: QueuedPrompt[]; pending: QueuedPrompt[] }>
  /** Null: not finished, or not known. */
  history(promptId: string, signal: AbortSignal | null): Promise<HistoryEntry | null>
  /** A finished job by our mark, for servers that give ids of their own. */
  finishedWith(mark: string, signal: AbortSignal | null): Promise<{ promptId: string; entry: HistoryEntry } | null>
  /** What it remembers of a finished job, its graph and words included. */
  forget(promptId: string): Promise<void>
  removePending(promptId: string): Promise<void>
  /** Before 0.3.57 the id is ignored and whatever runs is stopped: look who runs first. */
  interrupt(promptId: string): Promise<void>
  /** Stores the file where the server cleans up by itself; answers the name by which a LoadImage node finds it. */
  upload(file: { path: string; name: string; mediaType: string }, signal: AbortSignal): Promise<string>
  download(
    ref: FileRef,
    to: string,
    limitBytes: number,
    signal: AbortSignal,
  ): Promise<{ sizeBytes: number; mediaType: string }>
  stats(timeoutMs: number): Promise<SystemStats>
  /** All node classes with their inputs; megabytes on a server with many extensions. */
  objectInfo(): Promise<Record<string, unknown>>
}

const uploadTimeoutMs = 60_000
const downloadTimeoutMs = 120_000
const objectInfoTimeoutMs = 60_000
/** Finished jobs among which one is looked for by its mark. */
const searchedEntries = 100

const marked = z.looseObject({ photocall: z.string().optional() }).catch({})
const historyReply = z.record(z.string(), historyEntry)

export function createComfyApi(http: ComfyHttp): ComfyApi {
  return {
    async submit({ graph, clientId, promptId }, { signal, timeoutMs }) {
      const body = { prompt: graph, client_id: clientId, prompt_id: promptId, extra_data: { photocall: promptId } }
      const request = { method: 'POST', path: '/prompt', json: body, signal, timeoutMs } as const
      const { prompt_id, node_errors } = await http.json(request, submitReply)
      return { promptId: prompt_id, nodeErrors: looseNodeErrors.parse(node_errors ?? {}) }
    },
    async queue(signal) {
      const { queue_running, queue_pending } = await http.json({ path: '/queue', signal }, queueReply)
      return { running: queue_running.map(promptOf), pending: queue_pending.map(promptOf) }
    },
    async history(promptId, signal) {
      const found = await http.json({ path: `/history/${encodeURIComponent(promptId)}`, signal }, historyReply)
      return Object.hasOwn(found, promptId) ? (found[promptId] ?? null) : null
    },
    async finishedWith(mark, signal) {
      const found = await http.json({ path: `/history?max_items=${searchedEntries}`, signal }, historyReply)
      const hit = Object.entries(found).find(([, entry]) => marked.parse(entry.prompt[3]).photocall === mark)
      return hit ? { promptId: hit[0], entry: hit[1] } : null
    },
    forget: (promptId) => http.send({ method: 'POST', path: '/history', json: { delete: [promptId] } }),
    removePending: (promptId) => http.send({ method: 'POST', path: '/queue', json: { delete: [promptId] } }),
    interrupt: (promptId) => http.send({ method: 'POST', path: '/interrupt', json: { prompt_id: promptId } }),
    async upload({ path, name, mediaType }, signal) {
      const form = new FormData()
      form.set('image', await openAsBlob(path, mediaType), name)
      form.set('type', 'temp')
      const request = { method: 'POST', path: '/upload/image', form, signal, timeoutMs: uploadTimeoutMs } as const
      const stored = await http.json(request, uploadReply)
      return `${stored.subfolder === '' ? '' : `${stored.subfolder}/`}${stored.name} [temp]`
    },
    download({ filename, subfolder, type }, to, limitBytes, signal) {
      const query = new URLSearchParams({ filename, subfolder, type })
      return http.download({ path: `/view?${query.toString()}`, to, limitBytes, signal, timeoutMs: downloadTimeoutMs })
    },
    stats: (timeoutMs) => http.json({ path: '/system_stats', timeoutMs }, systemStats),
    objectInfo: () =>
      http.json({ path: '/object_info', timeoutMs: objectInfoTimeoutMs }, z.record(z.string(), z.unknown())),
  }
}

function promptOf(item: readonly unknown[]): QueuedPrompt {
  return { promptId: String(item[1]), mark: marked.parse(item[3]).photocall ?? null }
}
