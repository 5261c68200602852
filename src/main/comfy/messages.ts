import { z } from 'zod'

/** What one node of a running graph has done. */
export interface NodeState {
  value: number
  max: number
  state: string
}

/** A message of the server on a prompt, in our words; `promptId` null where the server names none. */
export type ComfyEvent =
  | { type: 'start'; promptId: string }
  | { type: 'cached'; promptId: string; nodes: string[] }
  | { type: 'executing'; promptId: string | null; node: string | null }
  | { type: 'executed'; promptId: string; node: string }
  | { type: 'progress'; promptId: string | null; node: string | null; value: number; max: number }
  | { type: 'states'; promptId: string; nodes: Record<string, NodeState> }
  | { type: 'success'; promptId: string }
  | { type: 'interrupted'; promptId: string }
  | { type: 'failed'; promptId: string; failure: NodeFailure }
  | {
      type: 'preview'
      promptId: string | null
      node: string | null
      mediaType: 'image/jpeg' | 'image/png'
      bytes: Uint8Array
    }

const nodeId = z.union([z.string(), z.number().transform(String)])
const promptId = z.string()
const count = z.number().finite().nonnegative()

/** Of `execution_error`, on the socket and in history. */
export const nodeFailure = z.object({
  node_id: nodeId.nullish(),
  node_type: z.string().nullish(),
  exception_type: z.string().default(''),
  exception_message: z.string().default(''),
})
export type NodeFailure = z.infer<typeof nodeFailure>

const shapes = {
  execution_start: z.object({ prompt_id: promptId }),
  execution_cached: z.object({ prompt_id: promptId, nodes: z.array(nodeId).default([]) }),
  executing: z.object({ prompt_id: promptId.nullish(), node: nodeId.nullish() }),
  executed: z.object({ prompt_id: promptId, node: nodeId }),
  progress: z.object({ prompt_id: promptId.nullish(), node: nodeId.nullish(), value: count, max: count }),
  progress_state: z.object({
    prompt_id: promptId,
    nodes: z.record(z.string(), z.object({ value: count, max: count, state: z.string() })),
  }),
  execution_success: z.object({ prompt_id: promptId }),
  execution_interrupted: z.object({ prompt_id: promptId }),
  execution_error: nodeFailure.extend({ prompt_id: promptId }),
} as const

type Shapes = typeof shapes
type Read = { [K in keyof Shapes]: (data: z.output<Shapes[K]>) => ComfyEvent }

const read: Read = {
  execution_start: (data) => ({ type: 'start', promptId: data.prompt_id }),
  execution_cached: (data) => ({ type: 'cached', promptId: data.prompt_id, nodes: data.nodes }),
  executing: (data) => ({ type: 'executing', promptId: data.prompt_id ?? null, node: data.node ?? null }),
  executed: (data) => ({ type: 'executed', promptId: data.prompt_id, node: data.node }),
  progress: ({ value, max, ...data }) => ({
    type: 'progress',
    promptId: data.prompt_id ?? null,
    node: data.node ?? null,
    value,
    max,
  }),
  progress_state: (data) => ({ type: 'states', promptId: data.prompt_id, nodes: data.nodes }),
  execution_success: (data) => ({ type: 'success', promptId: data.prompt_id }),
  execution_interrupted: (data) => ({ type: 'interrupted', promptId: data.prompt_id }),
  execution_error: ({ prompt_id, ...failure }) => ({ type: 'failed', promptId: prompt_id, failure }),
}

const envelope = z.object({ type: z.string(), data: z.unknown() })

/** Null for what is broken, not known (extensions send kinds of their own) or on no prompt (`status`). Never throws. */
export function readText(text: string): ComfyEvent | null {
  const parsed = envelope.safeParse(jsonOf(text))
  if (!parsed.success || !Object.hasOwn(shapes, parsed.data.type)) return null
  return readKind(parsed.data.type as keyof Shapes, parsed.data.data)
}

function readKind<K extends keyof Shapes>(kind: K, data: unknown): ComfyEvent | null {
  const parsed = shapes[kind].safeParse(data)
  // the shape belongs to the kind by which it was looked up
  return parsed.success ? read[kind](parsed.data as z.output<Shapes[K]>) : null
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // a broken frame is no event
    return null
  }
}

const previewMetadata = z.object({
  prompt_id: promptId.nullish(),
  node_id: nodeId.nullish(),
  image_type: z.enum(['image/jpeg', 'image/png']),
})

const codes = { preview: 1, previewWithMetadata: 4 } as const
const mediaTypes: Record<number, 'image/jpeg' | 'image/png'> = { 1: 'image/jpeg', 2: 'image/png' }

/** Null for what is no preview: text frames, unknown codes, frames cut short. Never throws. */
export function readBinary(frame: Uint8Array): ComfyEvent | null {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength)
  if (frame.byteLength < 9) return null
  const code = view.getUint32(0)
  const second = view.getUint32(4)
  if (code === codes.preview) {
    const mediaType = mediaTypes[second]
    return mediaType ? { type: 'preview', promptId: null, node: null, mediaType, bytes: frame.subarray(8) } : null
  }
  if (code !== codes.previewWithMetadata || second > frame.byteLength - 8) return null
  const metadata = previewMetadata.safeParse(jsonOf(Buffer.from(frame.subarray(8, 8 + second)).toString()))
  const bytes = frame.subarray(8 + second)
  if (!metadata.success || bytes.length === 0) return null
  const { prompt_id, node_id, image_type } = metadata.data
  return { type: 'preview', promptId: prompt_id ?? null, node: node_id ?? null, mediaType: image_type, bytes }
}

/** A file as history names it; `/view` gives it. */
export const fileRef = z.object({
  filename: z.string().min(1),
  subfolder: z.string().default(''),
  type: z.enum(['output', 'input', 'temp']).default('output'),
})
export type FileRef = z.infer<typeof fileRef>

/** An entry of `/history`; outputs keep every list of files, under whatever key the node gives them. */
export const historyEntry = z.object({
  prompt: z.array(z.unknown()).default([]),
  outputs: z.record(z.string(), z.record(z.string(), z.unknown())).catch({}),
  status: z
    .object({
      status_str: z.string().default(''),
      completed: z.boolean().default(false),
      messages: z.array(z.tuple([z.string(), z.unknown()])).catch([]),
    })
    .nullish(),
})
export type HistoryEntry = z.infer<typeof historyEntry>

/** The status is the same as after an error; only the last of its messages tells. */
export const wasInterrupted = ({ status }: HistoryEntry): boolean =>
  status?.messages.at(-1)?.[0] === 'execution_interrupted'

/** Every file of a node's output, in order. */
export function filesOf(output: Record<string, unknown> | undefined): FileRef[] {
  return Object.values(output ?? {}).flatMap((list) =>
    Array.isArray(list) ? list.flatMap((one) => fileRef.safeParse(one).data ?? []) : [],
  )
}

const queueItem = z.tuple([z.unknown(), promptId]).rest(z.unknown())

export const queueReply = z.object({
  queue_running: z.array(queueItem),
  queue_pending: z.array(queueItem),
})

export const submitReply = z.object({
  prompt_id: promptId,
  node_errors: z.unknown().optional(),
})

export const uploadReply = z.object({ name: z.string().min(1), subfolder: z.string().default('') })

export const systemStats = z.object({
  system: z.object({ comfyui_version: z.string().catch('') }),
  devices: z
    .array(z.object({ name: z.string().catch(''), vram_total: z.number().catch(0), vram_free: z.number().catch(0) }))
    .catch([]),
})
export type SystemStats = z.infer<typeof systemStats>

/** What a graph that was taken all the same lacks, by node id. */
const nodeErrors = z.record(z.string(), z.looseObject({ dependent_outputs: z.array(nodeId).catch([]) }))
export type NodeErrors = z.infer<typeof nodeErrors>

/** In 2024 an empty `node_errors` was a list. */
export const looseNodeErrors = z.union([nodeErrors, z.array(z.unknown()).transform((): NodeErrors => ({}))]).catch({})
