import type { ComfyEvent } from './messages'
import { upstreamOf, type Graph } from './workflow/graph'

/** How far the whole graph is. */
export interface GraphProgress {
  /** 0..1; never falls. */
  fraction: number
  /** Of the node at work, where it tells steps; else 0. */
  step: number
  maxSteps: number
  /** The class of the node at work; empty before the first. */
  node: string
  /** Nodes that the server had done before and did not do again. */
  cachedNodes: number
}

/** The last of the way is the download and the check of the result. */
const madeFraction = 0.97

/** Counts a graph's progress from its events: each node weighs as many steps as it has. */
export function createGraphProgress(graph: Graph, outputNode: string) {
  const wanted = upstreamOf(graph, outputNode)
  const weights = new Map(wanted.map((id) => [id, expectedSteps(graph, id)]))
  const done = new Map<string, number>()
  let progress: GraphProgress = { fraction: 0, step: 0, maxSteps: 0, node: '', cachedNodes: 0 }
  let current: string | null = null

  function finish(id: string): void {
    if (weights.has(id)) done.set(id, 1)
  }

  function reach(id: string, value: number, max: number): void {
    if (!weights.has(id) || max <= 0) return
    if (max > 1) weights.set(id, Math.max(weights.get(id) ?? 1, max))
    done.set(id, Math.max(done.get(id) ?? 0, Math.min(1, value / max)))
  }

  /** A node inside an expanded one is told as `<node>.<call>.<inner>` (ComfyUI comfy_execution/graph_utils.py). */
  const ownOf = (id: string): string => (weights.has(id) ? id : (id.split('.')[0] ?? id))

  function starts(id: string): void {
    if (current !== null && current !== id) finish(current)
    current = id
  }

  function take(event: ComfyEvent): void {
    if (event.type === 'cached') {
      event.nodes.forEach(finish)
      progress = { ...progress, cachedNodes: event.nodes.filter((id) => weights.has(id)).length }
    } else if (event.type === 'executing' && event.node !== null) starts(ownOf(event.node))
    else if (event.type === 'executed') finish(event.node)
    else if (event.type === 'progress') steps(event.node === null ? current : ownOf(event.node), event.value, event.max)
    else if (event.type === 'states') {
      for (const [id, { value, max, state }] of Object.entries(event.nodes)) {
        const own = ownOf(id)
        if (state === 'finished' && own === id) finish(id)
        else if (state === 'running') steps(own, value, max)
      }
    }
  }

  function steps(id: string | null, value: number, max: number): void {
    if (id === null) return
    starts(id)
    reach(id, value, max)
    const isCounted = max > 1 && value < max
    progress = { ...progress, step: isCounted ? value : 0, maxSteps: isCounted ? max : 0 }
  }

  function fraction(): number {
    let [reached, whole] = [0, 0]
    for (const [id, weight] of weights) {
      reached += weight * (done.get(id) ?? 0)
      whole += weight
    }
    return whole === 0 ? 0 : (reached / whole) * madeFraction
  }

  return {
    /** The new state, or null where nothing is to be told. */
    see(event: ComfyEvent): GraphProgress | null {
      const before = progress
      const wasAt = current
      take(event)
      if (current !== wasAt && event.type === 'executing') progress = { ...progress, step: 0, maxSteps: 0 }
      const node = current === null ? '' : (graph[current]?.class_type ?? progress.node)
      progress = { ...progress, node, fraction: Math.max(before.fraction, fraction()) }
      const isNew = (Object.keys(progress) as (keyof GraphProgress)[]).some((key) => progress[key] !== before[key])
      return isNew ? progress : null
    },
    now: () => progress,
  }
}

/** A sampler says how many steps it will make; everything else counts as one. */
function expectedSteps(graph: Graph, id: string): number {
  const { steps } = graph[id]!.inputs
  return typeof steps === 'number' && steps > 0 ? steps : 1
}
