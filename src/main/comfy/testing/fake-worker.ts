import sharp from 'sharp'
import type { FakeFileRef, FakeFiles, FakeFolder } from './fake-files'
import { executionOrder, isLink, signature, type Graph } from './fake-graph'
import {
  Blocked,
  Interrupted,
  NodeFailure,
  type FakeNode,
  type FakePicture,
  type NodeResult,
  type NodeWork,
} from './fake-node'
import { binaryText, type FakeVoice } from './fake-voice'
import { spend, type FakeQuirks } from './fake-quirks'

export interface FakeItem {
  number: number
  promptId: string
  graph: Graph
  extraData: Record<string, unknown>
  outputs: string[]
  clientId: string | null
}

export interface FakeEnd {
  outputs: Record<string, unknown>
  completed: boolean
  messages: [string, unknown][]
}

/** Runs one graph and tells of it as the real server's worker thread does. */
export function createFakeWorker(deps: {
  nodes: Record<string, FakeNode>
  files: FakeFiles
  voice: FakeVoice
  quirks: FakeQuirks
  stepMs: () => number
  /** Resolves when a test lets this node class go on. */
  gate(className: string): Promise<void>
  wait(ms: number): Promise<void>
}) {
  const { nodes, files, voice, quirks } = deps
  const cache = new Map<string, NodeResult>()
  let interrupted = false

  const contentOf = (name: string): string => fileOf(name)?.toString('latin1').slice(0, 4000) ?? ''

  function fileOf(annotated: string): Buffer | null {
    const [, name = annotated, folder = 'input'] = /^(.*) \[(input|output|temp)\]$/.exec(annotated) ?? []
    return files.read(folder as 'input', name)
  }

  async function run(item: FakeItem): Promise<FakeEnd> {
    interrupted = false
    const { graph } = item
    const story = voice.begin(item)
    const signatures = new Map(
      Object.keys(graph)
        .filter((id) => nodes[graph[id]!.class_type])
        .map((id) => [id, signature(graph, id, contentOf)]),
    )
    const cached = Object.keys(graph).filter((id) => cache.has(signatures.get(id) ?? ''))
    const results = new Map<string, NodeResult>()
    const end: FakeEnd = { outputs: {}, completed: true, messages: [] }
    const executed: string[] = []
    const note = (type: string, data: Record<string, unknown>) => end.messages.push(story.history(type, data))

    note('execution_start', {})
    note('execution_cached', { nodes: cached })
    const order = executionOrder(graph, item.outputs)
    for (const id of cached) results.set(id, cache.get(signatures.get(id)!)!)
    const toTell = cached.length === order.length ? order.filter((id) => item.outputs.includes(id)) : []
    for (const id of cached) keep(id)
    for (const id of toTell) story.cachedOutput(id, results.get(id)!.ui)
    for (const id of order) {
      if (results.has(id)) continue
      const failure = await one(id)
      if (!failure) continue
      if (failure.type === 'execution_error' && failure.data['exception_type'] === 'ExecutionBlocked') {
        story.live(failure.type, failure.data)
        story.finished(id)
        continue
      }
      note(failure.type, failure.data)
      return { ...end, completed: false }
    }
    cache.clear()
    for (const [id, result] of results)
      if (!(result.outputs[0] instanceof Blocked)) cache.set(signatures.get(id)!, result)
    if (voice.tellsSuccess) note('execution_success', {})
    return end

    function keep(id: string) {
      const ui = results.get(id)?.ui
      if (ui) end.outputs[id] = ui
    }

    async function one(id: string): Promise<{ type: string; data: Record<string, unknown> } | null> {
      const node = graph[id]!
      const about = { node_id: id, node_type: node.class_type, executed: [...executed] }
      try {
        story.starts(id)
        if (quirks.cutSocketAt === node.class_type) {
          quirks.cutSocketAt = null
          voice.cut(item.clientId)
        }
        if (quirks.frozenWorker) await new Promise(() => undefined)
        await deps.gate(node.class_type)
        if (interrupted) throw new Interrupted()
        const inputs = inputsOf(id)
        const blocked = Object.values(inputs).find((value) => value instanceof Blocked)
        if (blocked) return blockedAt(about, blocked)
        if (heavy.has(node.class_type) && spend(quirks, 'outOfMemory')) throw outOfMemory()
        const result = await nodes[node.class_type]!.run(inputs, workOf(id, item))
        results.set(id, result)
        keep(id)
        executed.push(id)
        story.ends(id, result.ui)
        return null
      } catch (error) {
        if (error instanceof Interrupted) return { type: 'execution_interrupted', data: about }
        return { type: 'execution_error', data: { ...about, ...pythonError(error, Object.keys(graph)) } }
      }
    }

    function blockedAt(about: Record<string, unknown>, reason: Blocked) {
      results.set(String(about['node_id']), { outputs: [], ui: null })
      const exception_message = `Execution Blocked: ${reason.message}`
      const data = {
        ...about,
        exception_message,
        exception_type: 'ExecutionBlocked',
        traceback: [],
        current_inputs: [],
        current_outputs: [],
      }
      return { type: 'execution_error', data }
    }

    function inputsOf(id: string): Record<string, unknown> {
      const entries = Object.entries(graph[id]!.inputs).map(([name, value]) => [
        name,
        isLink(value) ? results.get(value[0])?.outputs[value[1]] : value,
      ])
      return Object.fromEntries(entries) as Record<string, unknown>
    }

    function workOf(nodeId: string, { graph: whole }: FakeItem): NodeWork {
      return {
        nodeId,
        seed: 0,
        stepMs: deps.stepMs(),
        async step(value, max, preview) {
          if (interrupted) throw new Interrupted()
          await story.progress(
            nodeId,
            value,
            max,
            preview && (() => previewOf(preview, whole[nodeId]!.inputs['preview'] === 'PNG')),
          )
        },
        async wait(ms) {
          await deps.wait(ms)
          if (interrupted && whole[nodeId]!.class_type !== 'PCSleep') throw new Interrupted()
        },
        async load(name) {
          const bytes = fileOf(name)
          if (!bytes) throw new NodeFailure('FileNotFoundError', `[Errno 2] No such file or directory: '${name}'`)
          return decoded(bytes)
        },
        async save(folder, prefix, picture) {
          const saved = folder === 'output' ? await disturbed(picture, whole) : picture
          return stored(folder, prefix, await encoded(saved), 'png')
        },
        saveBytes: stored,
        tell: (text) => story.binary(binaryText(nodeId, text)),
        async show(picture) {
          await story.progress(nodeId, 0, 1, async () => ({ bytes: await encoded(picture), isPng: true, plain: true }))
        },
      }
    }

    function stored(folder: FakeFolder, prefix: string, bytes: Buffer, extension: string): FakeFileRef {
      const isCut = folder === 'output' && spend(quirks, 'cutResults')
      return files.save(folder, prefix, isCut ? bytes.subarray(0, bytes.length - 40) : bytes, extension)
    }

    async function disturbed(picture: FakePicture, whole: Graph): Promise<FakePicture> {
      if (spend(quirks, 'blackResults')) return { ...picture, rgb: Buffer.alloc(picture.rgb.length) }
      const input = Object.values(whole).find((node) => node.class_type === 'LoadImage')
      const source = input && fileOf(String(input.inputs['image']))
      return source && spend(quirks, 'sameResults') ? decoded(source) : picture
    }
  }

  return {
    run,
    interrupt: () => void (interrupted = true),
    forget: () => cache.clear(),
    hasFile: (name: string) => fileOf(name) !== null,
  }
}

/** Nodes that fill a graphics card. */
const heavy = new Set(['KSampler', 'PCSlow', 'ImageInvert'])

function outOfMemory(): NodeFailure {
  return new NodeFailure(
    'torch.OutOfMemoryError',
    'Allocation on device 0 would exceed allowed memory. (out of memory)\n',
  )
}

function pythonError(error: unknown, ids: string[]) {
  const [exception_type, exception_message] =
    error instanceof NodeFailure ? [error.exceptionType, error.message] : ['Exception', String(error)]
  return { exception_message, exception_type, traceback: ['(left out)'], current_inputs: {}, current_outputs: ids }
}

async function previewOf(picture: FakePicture, isPng: boolean) {
  const small = raw(picture).resize(128, 128, { fit: 'inside', withoutEnlargement: true })
  return { bytes: isPng ? await small.png().toBuffer() : await small.jpeg().toBuffer(), isPng, plain: false }
}

const raw = ({ rgb, widthPx, heightPx }: FakePicture) =>
  sharp(rgb, { raw: { width: widthPx, height: heightPx, channels: 3 } })
const encoded = (picture: FakePicture): Promise<Buffer> => raw(picture).png({ compressionLevel: 1 }).toBuffer()

async function decoded(bytes: Buffer): Promise<FakePicture> {
  const { data, info } = await sharp(bytes)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { widthPx: info.width, heightPx: info.height, rgb: data }
}
