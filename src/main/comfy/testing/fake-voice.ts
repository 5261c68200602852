import type { FakeProfile } from './fake-profiles'
import type { FakeSockets } from './fake-sockets'
import type { FakeItem } from './fake-worker'

export interface PreviewSource {
  bytes: Buffer
  isPng: boolean
  /** Sent as a bare picture whatever the client understands. */
  plain: boolean
}

/** What the worker tells clients about one job, in the words and order of its version. */
export interface FakeStory {
  /** Sends, and answers the entry for the history's list of messages. */
  history(type: string, data: Record<string, unknown>): [string, unknown]
  /** Sends without a trace in history. */
  live(type: string, data: Record<string, unknown>): void
  starts(nodeId: string): void
  ends(nodeId: string, ui: unknown): void
  finished(nodeId: string): void
  cachedOutput(nodeId: string, ui: unknown): void
  progress(nodeId: string, value: number, max: number, preview: (() => Promise<PreviewSource>) | null): Promise<void>
  binary(frame: Buffer): void
}

export interface FakeVoice {
  tellsSuccess: boolean
  begin(item: FakeItem): FakeStory
  /** The end of a job: who waits for it reads its history now. */
  over(item: FakeItem): void
  runningNode(clientId: string): string | null
  cut(clientId: string | null): void
}

export function createFakeVoice(profile: FakeProfile, sockets: () => FakeSockets): FakeVoice {
  let current: { clientId: string | null; nodeId: string | null } = { clientId: null, nodeId: null }

  function begin({ promptId, clientId }: FakeItem): FakeStory {
    current = { clientId, nodeId: null }
    const states: Record<string, { value: number; max: number; state: string }> = {}
    const display = (nodeId: string) => (profile.displayNode ? { display_node: nodeId } : {})

    /** Only for the job's own client. */
    function own(type: string, data: Record<string, unknown>): void {
      if (clientId !== null) sockets().send(type, data, clientId)
    }

    /** For the job's client, and without one for everybody. */
    const shared = (type: string, data: Record<string, unknown>) => sockets().send(type, data, clientId)

    function tellStates(): void {
      if (!profile.progressState) return
      const nodes = Object.entries(states).map(([id, state]) => [id, { ...state, ...identity(id) }])
      shared('progress_state', { prompt_id: promptId, nodes: Object.fromEntries(nodes) as unknown })
    }

    const identity = (nodeId: string) => ({
      node_id: nodeId,
      prompt_id: promptId,
      display_node_id: nodeId,
      parent_node_id: null,
      real_node_id: nodeId,
    })

    function set(nodeId: string, value: number, max: number, state: string): void {
      states[nodeId] = { value, max, state }
      tellStates()
    }

    function finished(nodeId: string): void {
      const max = states[nodeId]?.max ?? 1
      set(nodeId, max, max, 'finished')
    }

    function shown(nodeId: string, ui: unknown): void {
      if (ui) own('executed', { node: nodeId, ...display(nodeId), output: ui, prompt_id: promptId })
    }

    function stamped(data: Record<string, unknown>): Record<string, unknown> {
      return { ...data, prompt_id: promptId, ...(profile.timestamps ? { timestamp: Date.now() } : {}) }
    }

    return {
      history(type, data) {
        const whole = stamped(data)
        if (type === 'execution_interrupted') shared(type, whole)
        else own(type, whole)
        return [type, whole]
      },
      live: (type, data) => own(type, stamped(data)),
      starts(nodeId) {
        current.nodeId = nodeId
        set(nodeId, 0, 1, 'running')
        own('executing', { node: nodeId, ...display(nodeId), prompt_id: promptId })
      },
      ends(nodeId, ui) {
        shown(nodeId, ui)
        finished(nodeId)
      },
      finished,
      cachedOutput(nodeId, ui) {
        if (!profile.executedWhenCached) return
        shown(nodeId, ui)
        finished(nodeId)
      },
      async progress(nodeId, value, max, preview) {
        const withMetadata = preview !== null && sockets().takesMetadata(clientId)
        set(nodeId, value, max, 'running')
        const source = preview && (await preview())
        const frame = source && previewFrame(source, withMetadata && !source.plain ? identity(nodeId) : null)
        if (frame && withMetadata && !source.plain) sockets().sendBinary(frame, clientId)
        shared('progress', { value, max, prompt_id: promptId, node: profile.progressState || clientId ? nodeId : null })
        if (frame && (!withMetadata || source.plain)) sockets().sendBinary(frame, clientId)
      },
      binary: (frame) => sockets().sendBinary(frame, clientId),
    }
  }

  return {
    tellsSuccess: profile.successEvent,
    begin,
    over({ promptId, clientId }) {
      current = { clientId: null, nodeId: null }
      if (clientId !== null) sockets().send('executing', { node: null, prompt_id: promptId }, clientId)
    },
    runningNode: (clientId) => (current.clientId === clientId ? current.nodeId : null),
    cut: (clientId) => sockets().cut(clientId),
  }
}

/** With an identity: code 4, metadata first. Without: code 1 and the picture's format. */
export function previewFrame({ bytes, isPng }: PreviewSource, identity: Record<string, unknown> | null): Buffer {
  if (!identity) return Buffer.concat([u32(1), u32(isPng ? 2 : 1), bytes])
  const metadata = Buffer.from(JSON.stringify({ ...identity, image_type: isPng ? 'image/png' : 'image/jpeg' }))
  return Buffer.concat([u32(4), u32(metadata.length), metadata, bytes])
}

export function binaryText(nodeId: string, text: string): Buffer {
  const id = Buffer.from(nodeId)
  return Buffer.concat([u32(3), u32(id.length), id, Buffer.from(text)])
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
