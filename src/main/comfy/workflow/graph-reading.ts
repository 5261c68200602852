import { AppError } from '../../../contract/errors'
import type { WorkflowPlace } from '../../../contract/style'
import { isLink, titleOf, upstreamOf, type Graph } from './graph'
import { nodeLabel } from './node-reference'
import { wordPlaces } from './prompt-places'

/** What can be found in a graph that nobody described. */
export type FoundName = 'image' | 'prompt' | 'negative' | 'seed' | 'steps' | 'prefix'

/** Where a graph without a description takes what, as far as classes, wires and titles tell. */
export interface GraphReading {
  /** All empty where it takes no such thing. Throws `invalid_input` naming the nodes where several could be meant. */
  placesOf(name: FoundName): WorkflowPlace[]
}

/** What is asked for by which flag, and the titles that decide between several. */
const wishes: Record<'image' | 'prompt' | 'negative' | 'steps', { flag: string; title: RegExp; example: string }> = {
  image: { flag: '--image', title: /photo|original|foto|^image$|input/i, example: 'Photo' },
  prompt: { flag: '--prompt', title: /^(?!.*negativ).*(prompt|positiv)/i, example: 'Prompt' },
  negative: { flag: '--negative', title: /negativ/i, example: 'Negative' },
  steps: { flag: '--steps', title: /^(k?sampler|steps)$/i, example: 'Sampler' },
}

/** Reads what the result rests on; `fixed` tells of places that somebody set already. */
export function readGraph(graph: Graph, output: string, fixed: (place: WorkflowPlace) => boolean): GraphReading {
  const needed = new Set(upstreamOf(graph, output))
  const ids = Object.keys(graph).filter((id) => needed.has(id))
  const free = (places: WorkflowPlace[]) => places.filter((place) => !fixed(place) && !holdsSlot(graph, place))

  const found: Record<FoundName, () => WorkflowPlace[]> = {
    image: () => oneNode('image', imagePlaces()),
    prompt: () => oneNode('prompt', words('positive', ['prompt', 'positive', 'text'])),
    negative: () => oneNode('negative', words('negative', ['negative_prompt', 'negative'])),
    seed: () => free(numbers(['seed', 'noise_seed'])),
    steps: () => oneNode('steps', free(numbers(['steps']))),
    prefix: () => free(texts(['filename_prefix'], [output])),
  }

  function imagePlaces(): WorkflowPlace[] {
    const loaders = ids.filter((id) => /^load.*image/i.test(graph[id]!.class_type))
    const places = free(texts(['image'], loaders))
    const pictures = places.filter(({ node }) => !/mask/i.test(graph[node]!.class_type))
    return pictures.length > 0 ? pictures : places
  }

  /** By the wires of samplers; graphs without one hold their words in inputs that are called so. */
  function words(role: 'positive' | 'negative', names: string[]): WorkflowPlace[] {
    const places = wordPlaces(graph, ids)
    if (places.positive.length + places.negative.length > 0) return free(places[role])
    return free(texts(names, ids))
  }

  function texts(names: string[], among: readonly string[]): WorkflowPlace[] {
    return among.flatMap((node) =>
      names.flatMap((input) => (typeof graph[node]!.inputs[input] === 'string' ? [{ node, input }] : [])),
    )
  }

  /** A wired number stands in the node where the wire begins. */
  function numbers(names: string[]): WorkflowPlace[] {
    const places = ids.flatMap((node) => names.flatMap((input) => numberPlace(graph, { node, input }) ?? []))
    return places.filter(
      (place, at) => places.findIndex((one) => one.node === place.node && one.input === place.input) === at,
    )
  }

  /** Several nodes with the same value are meant together; else a title decides. */
  function oneNode(name: keyof typeof wishes, places: WorkflowPlace[]): WorkflowPlace[] {
    const values = new Set(places.map(({ node, input }) => graph[node]!.inputs[input]))
    const nodes = [...new Set(places.map(({ node }) => node))]
    if (nodes.length <= 1 || values.size === 1) return places
    const { flag, title, example } = wishes[name]
    const titled = nodes.filter((id) => title.test(titleOf(graph[id]!)))
    if (titled.length === 1) return places.filter(({ node }) => node === titled[0])
    const labels = nodes.map((id) => nodeLabel(graph, id)).join(', ')
    const [{ node, input }] = places as [WorkflowPlace]
    const hint = `Set the one that is meant, as in --set ${node}.${input}=..., or give it the title "${example}" in ComfyUI.`
    throw new AppError('invalid_input', `${flag} could be for several nodes: ${labels}.`, hint)
  }

  return { placesOf: (name) => found[name]() }
}

/** Followed along the wire to the one number at its beginning; null where that is none, or not clear. */
function numberPlace(graph: Graph, { node, input }: WorkflowPlace, depth = 0): WorkflowPlace | null {
  const value = graph[node]?.inputs[input]
  if (typeof value === 'number') return { node, input }
  if (!isLink(value) || depth > 20) return null
  const [source] = value
  const inputs = graph[source]?.inputs ?? {}
  const numeric = Object.keys(inputs).filter((name) => typeof inputs[name] === 'number')
  const named = numeric.find((name) => name === input || /^(value|int|number|seed|noise_seed)$/.test(name))
  const [only] = numeric.length === 1 ? numeric : [named]
  if (only !== undefined) return { node: source, input: only }
  const links = Object.keys(inputs).filter((name) => isLink(inputs[name]))
  return links.length === 1 ? numberPlace(graph, { node: source, input: links[0]! }, depth + 1) : null
}

/** A text with slots says itself where things go. */
export const holdsSlot = (graph: Graph, { node, input }: WorkflowPlace): boolean =>
  /\{\{[A-Z][A-Z0-9_]*\}\}/.test(String(graph[node]!.inputs[input]))
