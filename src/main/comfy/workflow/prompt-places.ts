import type { WorkflowPlace } from '../../../contract/style'
import { isLink, type Graph, type GraphNode, type Link } from './graph'

export type Role = 'positive' | 'negative'

/** What text encoders and prompt nodes call their words. */
const wordInputs = [
  'text',
  'text_g',
  'text_l',
  'clip_l',
  't5xxl',
  'llama',
  'prompt',
  'string',
  'value',
  'wildcard_text',
]
/** What never leads to words. */
const otherInputs =
  /^(model|clip|vae|images?|pixels|samples|latent.*|mask|control_net|clip_vision.*|start_image|noise)$/
const conditionInputs = /cond|positive|negative/

/**
 * Where the words of a graph stand: what is wired to the inputs `positive` and `negative` of samplers and guiders is
 * followed through whatever lies between to the texts. Texts that are both are the prompt's.
 */
export function wordPlaces(graph: Graph, ids: readonly string[]): Record<Role, WorkflowPlace[]> {
  const positive = ids.flatMap((id) =>
    rootLinks(graph[id]!, 'positive').flatMap((link) => textsBehind(graph, link, 'positive')),
  )
  const negative = ids.flatMap((id) =>
    rootLinks(graph[id]!, 'negative').flatMap((link) => textsBehind(graph, link, 'negative')),
  )
  const ofPrompt = unique(positive)
  const isPrompt = (place: WorkflowPlace) => ofPrompt.some((one) => isSame(one, place))
  return { positive: ofPrompt, negative: unique(negative).filter((place) => !isPrompt(place)) }
}

/** A guider without a negative has one input `conditioning` (ComfyUI nodes_custom_sampler.py, BasicGuider). */
function rootLinks({ class_type, inputs }: GraphNode, role: Role): Link[] {
  const own = inputs[role] ?? (role === 'positive' && /guider/i.test(class_type) ? inputs['conditioning'] : undefined)
  return isLink(own) ? [own] : []
}

function textsBehind(graph: Graph, [id, output]: Link, role: Role, seen = new Set<string>()): WorkflowPlace[] {
  const node = graph[id]
  // what is zeroed has no words: the same prompt often hangs in front of it
  if (!node || seen.has(id) || /ZeroOut/.test(node.class_type)) return []
  seen.add(id)
  const { inputs } = node
  // loaders that hold both prompts themselves
  if (typeof inputs[role] === 'string') return [{ node: id, input: role }]
  const words = wordInputs.filter((input) => typeof inputs[input] === 'string')
  if (words.length > 0) return words.map((input) => ({ node: id, input }))
  return linksToFollow(node, output).flatMap((link) => textsBehind(graph, link, role, seen))
}

/** Nodes that pass both on give the positive first (ControlNetApplyAdvanced, LTXVConditioning, WanImageToVideo). */
function linksToFollow({ inputs }: GraphNode, output: number): Link[] {
  const { positive, negative } = inputs
  if (isLink(positive) && isLink(negative)) return [output === 1 ? negative : positive]
  const links = Object.entries(inputs).filter((entry): entry is [string, Link] => isLink(entry[1]))
  const words = links.filter(([input]) => wordInputs.includes(input))
  const conditions = links.filter(([input]) => conditionInputs.test(input))
  const rest = links.filter(([input]) => !otherInputs.test(input))
  const [chosen = []] = [words, conditions, rest].filter((some) => some.length > 0)
  return chosen.map(([, link]) => link)
}

const isSame = (one: WorkflowPlace, other: WorkflowPlace): boolean =>
  one.node === other.node && one.input === other.input

const unique = (places: WorkflowPlace[]): WorkflowPlace[] =>
  places.filter((place, at) => places.findIndex((other) => isSame(place, other)) === at)
